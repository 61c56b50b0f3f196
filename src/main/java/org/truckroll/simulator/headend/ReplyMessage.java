// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The head end's answer to a command as it goes over the wire of the generic REST contract. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplyMessage(
        String messageId,
        String commandId,
        String result,
        String code,
        String detail,
        Instant at,
        List<Reading> readings,
        @JsonProperty("switch") @Nullable SwitchState switchState,
        @Nullable LoadSide loadSide,
        @Nullable String model,
        @Nullable Capabilities capabilities) {

    /** One value of one register. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reading(String readingType, @Nullable String registerId, String value, Instant at) {}

    static ReplyMessage success(
            CommandRequest request, MeterVerb verb, Meter meter, String effect, boolean tellSwitch, Instant at) {
        var told = tellSwitch && verb.tellsSwitch() && meter.switchState() != SwitchState.UNKNOWN
                ? meter.switchState()
                : null;
        var loadSide = verb.tellsLoadSide() && meter.loadSide() != LoadSide.UNKNOWN ? meter.loadSide() : null;
        var enrolling = verb == MeterVerb.COMMISSION;
        return new ReplyMessage(
                newId(),
                request.requiredCommandId(),
                "SUCCESS",
                verb.successCode(),
                effect,
                at,
                readings(request, verb, meter, at),
                told,
                loadSide,
                enrolling ? meter.model() : null,
                enrolling ? meter.capabilities() : null);
    }

    static ReplyMessage failure(CommandRequest request, MeterVerb verb, Instant at) {
        return new ReplyMessage(
                newId(),
                request.requiredCommandId(),
                "FAILURE",
                verb.failureCode(),
                "The meter did not carry out the command (simulated fault FAILURE)",
                at,
                List.of(),
                null,
                null,
                null,
                null);
    }

    /** The later word of an armed meter. */
    static ReplyMessage closed(String commandId, Instant at) {
        return new ReplyMessage(
                newId(),
                commandId,
                "SUCCESS",
                MeterVerb.REMOTE_CONNECT.successCode(),
                ArmedMeters.EFFECT,
                at,
                List.of(),
                SwitchState.ON,
                null,
                null,
                null);
    }

    private static List<Reading> readings(CommandRequest request, MeterVerb verb, Meter meter, Instant at) {
        if (!verb.reads()) {
            return List.of();
        }
        if (!request.namesRegisters()) {
            return List.of(new Reading(verb.readingType(), null, meter.reading(), at));
        }
        return request.registersOf(verb).stream()
                .map(register -> new Reading(
                        register.readingType() == null ? verb.readingType() : register.readingType(),
                        register.id(),
                        meter.reading(),
                        at))
                .toList();
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
