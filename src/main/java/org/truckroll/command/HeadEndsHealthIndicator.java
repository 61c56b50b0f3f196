// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Tells of each head end how it stands. Always up: a head end that is away is no reason to take a node out of service. */
@Component
class HeadEndsHealthIndicator implements HealthIndicator {

    private final HeadEndStates states;

    HeadEndsHealthIndicator(HeadEndStates states) {
        this.states = states;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        for (HeadEndStates.HeadEndState state : states.all()) {
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("state", word(state));
            if (state.reason() != null) {
                detail.put("reason", state.reason());
                detail.put("since", String.valueOf(state.pausedAt()));
            }
            detail.put("waiting", state.waiting());
            detail.put("inHand", state.inHand());
            health.withDetail(state.id(), detail);
        }
        return health.build();
    }

    private static String word(HeadEndStates.HeadEndState state) {
        if (!state.inService()) {
            return "OUT_OF_SERVICE";
        } else if (state.paused()) {
            return "PAUSED";
        } else if (!state.circuit().equals("CLOSED")) {
            return "CIRCUIT_" + state.circuit();
        }
        return state.leftAloneUntil() == null ? "READY" : "BUSY";
    }
}
