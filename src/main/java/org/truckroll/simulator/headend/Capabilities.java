// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** What a model of meters can do; what is not said is possible. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Capabilities(
        @JsonProperty("switch") @Nullable SwitchControl switchControl,
        @Nullable Boolean onDemandReadScalar,
        @Nullable Boolean onDemandReadInterval,
        @Nullable Boolean ping,
        @Nullable Boolean loadLimit) {

    /** How the switch obeys: fully, arming only (a person closes it), or not at all. */
    public enum SwitchControl {
        REMOTE,
        ARM_ONLY,
        NONE
    }

    boolean can(MeterVerb verb) {
        return switch (verb) {
            case REMOTE_CONNECT -> switchControl == null || switchControl == SwitchControl.REMOTE;
            case REMOTE_DISCONNECT, ARM -> switchControl != SwitchControl.NONE;
            case PING -> !Boolean.FALSE.equals(ping);
            case ON_DEMAND_READ_SCALAR -> !Boolean.FALSE.equals(onDemandReadScalar);
            case ON_DEMAND_READ_INTERVAL -> !Boolean.FALSE.equals(onDemandReadInterval);
            case COMMISSION, DECOMMISSION -> true;
        };
    }
}
