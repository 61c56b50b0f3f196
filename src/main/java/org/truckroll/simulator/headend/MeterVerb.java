// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands that the head end knows, with the result codes of IEC 61968-9 and what they do to a meter. */
enum MeterVerb {
    COMMISSION("0.0", "2.4", null),
    DECOMMISSION("0.0", "2.4", null),
    REMOTE_CONNECT("3.31.0.42", "3.31.0.67", SwitchState.ON),
    REMOTE_DISCONNECT("3.31.0.68", "3.31.0.84", SwitchState.OFF),
    ARM("3.31.0.11", "3.31.0.226", SwitchState.ARMED),
    PING("0.0", "2.4", null),
    ON_DEMAND_READ_SCALAR("0.0", "2.4", null),
    ON_DEMAND_READ_INTERVAL("0.0", "2.4", null);

    private final String successCode;
    private final String failureCode;
    private final @Nullable SwitchState target;

    MeterVerb(String successCode, String failureCode, @Nullable SwitchState target) {
        this.successCode = successCode;
        this.failureCode = failureCode;
        this.target = target;
    }

    static Optional<MeterVerb> named(String name) {
        return Arrays.stream(values()).filter(verb -> verb.name().equals(name)).findFirst();
    }

    String successCode() {
        return successCode;
    }

    String failureCode() {
        return failureCode;
    }

    boolean reads() {
        return this == ON_DEMAND_READ_SCALAR || this == ON_DEMAND_READ_INTERVAL;
    }

    boolean tellsSwitch() {
        return this == PING || target != null;
    }

    /** Whether a meter that looks behind its switch says what it sees there. */
    boolean tellsLoadSide() {
        return this == PING || this == REMOTE_DISCONNECT;
    }

    String registerKind() {
        return this == ON_DEMAND_READ_INTERVAL ? "INTERVAL" : "SCALAR";
    }

    String readingType() {
        return this == ON_DEMAND_READ_INTERVAL
                ? "0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"
                : "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";
    }

    Meter actOn(Meter meter) {
        if (target != null) {
            return meter.withSwitch(target);
        }
        return switch (this) {
            case COMMISSION -> meter.withEnrolled(true);
            case DECOMMISSION -> meter.withEnrolled(false);
            default -> meter;
        };
    }

    String effect(Meter before, Meter after) {
        if (target != null) {
            return "switch " + before.switchState() + " to " + after.switchState();
        }
        return switch (this) {
            case COMMISSION -> before.enrolled() ? "enrolled again" : "enrolled";
            case DECOMMISSION -> "removed";
            case PING -> "told switch " + after.switchState();
            default -> "read " + after.reading();
        };
    }
}
