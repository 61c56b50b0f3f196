// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A simulated meter; {@code reading} is a decimal in kWh, kept as written; {@code at} is its last change. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Meter(
        String id,
        boolean enrolled,
        @JsonProperty("switch") SwitchState switchState,
        String reading,
        @Nullable String model,
        @Nullable Capabilities capabilities,
        @Nullable LoadSide loadSide,
        @Nullable Instant at) {

    static Meter unheardOf(String id) {
        return new Meter(id, false, SwitchState.OFF, "12.4", null, null, null, null);
    }

    /** The name that neighbours look for in a page of meters. */
    @JsonProperty
    String deviceId() {
        return id;
    }

    Meter withEnrolled(boolean nowEnrolled) {
        return new Meter(id, nowEnrolled, switchState, reading, model, capabilities, loadSide, at);
    }

    Meter withSwitch(SwitchState nowSwitch) {
        return new Meter(id, enrolled, nowSwitch, reading, model, capabilities, loadSide, at);
    }

    Meter changedAt(Instant now) {
        return new Meter(id, enrolled, switchState, reading, model, capabilities, loadSide, now);
    }

    boolean can(MeterVerb verb) {
        return capabilities == null || capabilities.can(verb);
    }
}
