// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A simulated meter; {@code reading} is a decimal in kWh, kept as written. */
record Meter(
        String id, boolean enrolled, @JsonProperty("switch") SwitchState switchState, String reading) {

    static Meter unheardOf(String id) {
        return new Meter(id, false, SwitchState.OFF, "12.4");
    }

    Meter withEnrolled(boolean nowEnrolled) {
        return new Meter(id, nowEnrolled, switchState, reading);
    }

    Meter withSwitch(SwitchState nowSwitch) {
        return new Meter(id, enrolled, nowSwitch, reading);
    }
}
