// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.VisitTimeEvent;
import org.truckroll.shared.Json;

/** Tells at once of what happens to orders and visits (SOL24-09, EVADO-17, EVADO-21), in the transaction in which it happens. */
@Component
class Announcements {

    /** What this room reads of a change of state. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Change(
            @Nullable OrderState state, @Nullable Boolean created) {}

    private final NoticeRules rules;
    private final Teller teller;
    private final VisitReminders reminders;
    private final Json json;

    Announcements(NoticeRules rules, Teller teller, VisitReminders reminders, Json json) {
        this.rules = rules;
        this.teller = teller;
        this.reminders = reminders;
        this.json = json;
    }

    @EventListener
    @Transactional
    public void on(OrderEvent event) {
        if (event.type() != OrderEvent.Type.SERVICE_ORDER_STATE_CHANGE) {
            return;
        }
        Change change = json.read(event.data(), Change.class);
        Optional<Happening> happening = Optional.empty();
        if (change.state() != null && change.state().ended()) {
            happening = Optional.of(Happening.ORDER_ENDED);
        } else if (Boolean.TRUE.equals(change.created())) {
            happening = Optional.of(Happening.ORDER_RECEIVED);
        }
        happening
                .flatMap(what -> teller.matter(what, event.subject()))
                .ifPresent(matter -> tell(matter, matter.happening() + "/" + event.subject()));
    }

    @EventListener
    @Transactional
    public void on(VisitTimeEvent event) {
        reminders.changed(event);
        Optional<Happening> happening = switch (event.kind()) {
            case PLANNED -> Optional.of(Happening.VISIT_PLANNED);
            case MOVED -> Optional.of(Happening.VISIT_MOVED);
            case CALLED_OFF -> Optional.of(Happening.VISIT_CALLED_OFF);
            case TO_RENEW, OVER -> Optional.empty();
        };
        happening
                .flatMap(what -> teller.matter(what, event.time().orderId()))
                .map(known -> new Matter(
                        known.happening(),
                        known.order(),
                        known.point(),
                        event.time(),
                        event.before(),
                        event.byCustomer()))
                .ifPresent(matter -> tell(matter, event.id()));
    }

    private void tell(Matter matter, String moment) {
        rules.of(matter.question()).forEach(rule -> teller.tell(rule, matter, moment));
    }
}
