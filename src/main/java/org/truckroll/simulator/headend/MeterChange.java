// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.truckroll.simulator.SimulatorProblem;

/** What is left out stays as it is; a meter made here is enrolled unless the body says otherwise. */
record MeterChange(
        @Nullable Boolean enrolled,
        @JsonProperty("switch") @Nullable SwitchState switchState,
        @Nullable String reading,
        @Nullable String model,
        @Nullable Capabilities capabilities,
        @Nullable LoadSide loadSide) {

    private static final Pattern READING = Pattern.compile("\\d{1,20}(\\.\\d{1,10})?");

    /** Refusals point below {@code at}. */
    MeterChange checked(String at) {
        if (reading != null && !READING.matcher(reading).matches()) {
            throw SimulatorProblem.invalid(at + "/reading", "must be a decimal number such as \"12.3\"");
        }
        if (model != null && model.length() > 100) {
            throw SimulatorProblem.invalid(at + "/model", "is longer than 100 characters");
        }
        return this;
    }

    static String checkedId(String at, @Nullable String id) {
        if (id == null || id.isBlank()) {
            throw SimulatorProblem.invalid(at, "is required");
        }
        if (id.length() > 100) {
            throw SimulatorProblem.invalid(at, "the meter's id is longer than 100 characters");
        }
        return id;
    }

    /** This change, where the other says nothing. */
    MeterChange or(MeterChange other) {
        return new MeterChange(
                enrolled == null ? other.enrolled : enrolled,
                switchState == null ? other.switchState : switchState,
                reading == null ? other.reading : reading,
                model == null ? other.model : model,
                capabilities == null ? other.capabilities : capabilities,
                loadSide == null ? other.loadSide : loadSide);
    }

    Meter of(Meter meter, Instant now) {
        return new Meter(
                meter.id(),
                enrolled == null ? meter.enrolled() : enrolled,
                switchState == null ? meter.switchState() : switchState,
                reading == null ? meter.reading() : reading,
                model == null ? meter.model() : model.isBlank() ? null : model,
                capabilities == null ? meter.capabilities() : capabilities,
                loadSide == null ? meter.loadSide() : loadSide,
                now);
    }

    Meter ofNew(String id, Instant now) {
        return of(Meter.unheardOf(id).withEnrolled(true), now);
    }
}
