// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.truckroll.simulator.SimulatorProblem;

/** A command as it comes over the wire; fields that this head end does not know are passed over. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CommandRequest(
        @Nullable String commandId,
        @Nullable String deviceId,
        @Nullable String command,
        @Nullable Instant expiresAt,
        @Nullable URI replyTo,
        @Nullable List<@Nullable Register> registers) {

    /** A register that shall be read. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Register(
            @Nullable String id,
            @Nullable String kind,
            @Nullable String readingType) {}

    String requiredCommandId() {
        return required("commandId", commandId);
    }

    String requiredDeviceId() {
        return required("deviceId", deviceId);
    }

    String requiredCommand() {
        return required("command", command);
    }

    String requiredReplyTo() {
        if (replyTo == null) {
            throw SimulatorProblem.invalid("/replyTo", "is required");
        }
        var scheme = replyTo.getScheme();
        if (replyTo.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw SimulatorProblem.invalid("/replyTo", "must be an absolute http or https address");
        }
        return shortEnough("replyTo", replyTo.toString(), 2000);
    }

    List<Register> registersOf(MeterVerb verb) {
        if (registers == null) {
            return List.of();
        }
        return registers.stream()
                .filter(Objects::nonNull)
                .filter(register -> register.kind() == null || register.kind().equals(verb.registerKind()))
                .toList();
    }

    boolean namesRegisters() {
        return registers != null && !registers.isEmpty();
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw SimulatorProblem.invalid("/" + field, "is required");
        }
        return shortEnough(field, value, 100);
    }

    private static String shortEnough(String field, String value, int limit) {
        if (value.length() > limit) {
            throw SimulatorProblem.invalid("/" + field, "is longer than " + limit + " characters");
        }
        return value;
    }
}
