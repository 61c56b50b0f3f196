// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.shared.Json;

/** Makes facts of what happens, in the same transaction: an end and its fact are there together or not at all. */
@Component
class FactListener {

    /** What this room reads of an order's change of state. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Change(@Nullable OrderState state) {}

    /**
     * What this room reads of a limit that was warned of or broken.
     *
     * @param slaState only {@code OVERDUE} counts
     * @param activityId the visit; none when it is the order's own limit
     * @param clock which limit
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Jeopardy(
            @Nullable String slaState,
            @Nullable String activityId,
            @Nullable String clock) {}

    private final ActivityFacts facts;
    private final Json json;

    FactListener(ActivityFacts facts, Json json) {
        this.facts = facts;
        this.json = json;
    }

    @EventListener
    void worked(WorkEvent event) {
        if (event.ends()) {
            facts.visitEnded(event.visitId(), event.division(), event.group(), event.at());
        } else {
            facts.happened(event);
        }
    }

    @EventListener
    void ordered(OrderEvent event) {
        if (event.type() == OrderEvent.Type.SERVICE_ORDER_STATE_CHANGE) {
            OrderState state = json.read(event.data(), Change.class).state();
            if (state != null && state.ended()) {
                facts.orderEnded(event.subject(), event.division(), event.at());
            }
        } else if (event.type() == OrderEvent.Type.JEOPARDY) {
            Jeopardy jeopardy = json.read(event.data(), Jeopardy.class);
            if ("OVERDUE".equals(jeopardy.slaState())) {
                facts.breached(jeopardy.activityId(), event.subject(), jeopardy.clock(), event.at());
            }
        }
    }
}
