// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The head end's answer to a command as it goes over the wire. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReplyMessage(
        String messageId,
        String commandId,
        String result,
        String code,
        String detail,
        Instant at,
        List<Reading> readings,
        @JsonProperty("switch") @Nullable SwitchState switchState) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reading(String readingType, @Nullable String registerId, String value, Instant at) {}

    static ReplyMessage success(
            CommandRequest request, MeterVerb verb, Meter meter, String effect, boolean tellSwitch, Instant at) {
        var told = tellSwitch && verb.tellsSwitch() && meter.switchState() != SwitchState.UNKNOWN
                ? meter.switchState()
                : null;
        return new ReplyMessage(
                newId(),
                request.requiredCommandId(),
                "SUCCESS",
                verb.successCode(),
                effect,
                at,
                readings(request, verb, meter, at),
                told);
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
