// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.LoadSide;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;

/**
 * What a head end answers (api.md 4).
 *
 * @param code event or error code, e.g. {@code 3.31.0.42} (IEC 61968-9)
 * @param loadSide what the meter measures behind its switch, where it can
 * @param model the device model, as the head end names it
 * @param capabilities what the head end can make the device do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reply(
        @Nullable String messageId,
        @Nullable String commandId,
        @Nullable Result result,
        @Nullable String code,
        @Nullable String detail,
        @Nullable Instant at,
        @Nullable List<Reading> readings,
        @JsonProperty("switch") Device.@Nullable SwitchPosition switchPosition,
        @Nullable LoadSide loadSide,
        @Nullable String model,
        Device.@Nullable Capabilities capabilities) {

    public enum Result {
        SUCCESS,
        FAILURE
    }

    /** The same answer to another command: a person knows better than the head end which one it meant. */
    Reply to(String otherCommandId) {
        return new Reply(
                messageId,
                otherCommandId,
                result,
                code,
                detail,
                at,
                readings,
                switchPosition,
                loadSide,
                model,
                capabilities);
    }

    /** What the meter told by it, as far as it is not of the future. */
    Observation observed(MeterCommand command, Instant now) {
        return new Observation(
                at == null || at.isAfter(now) ? now : at,
                command.deviceId(),
                DeviceKnowledge.described(command, this),
                switchPosition,
                readings,
                null,
                null,
                null,
                detail,
                loadSide);
    }
}
