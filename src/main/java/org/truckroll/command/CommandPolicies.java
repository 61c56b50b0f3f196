// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.Tables;

/** Asks the tables {@code command-policy} and {@code failure-policy} of the newest model release. */
@Component
class CommandPolicies {

    /** How long an answer of the table is kept. */
    private static final Duration KEPT = Duration.ofSeconds(5);

    /**
     * How long a command may take.
     *
     * @param answerWithin from acceptance to the answer
     * @param heldFor from the decision to the last moment in which it is sent
     * @param budget switch commands that a device takes in {@code budgetPer}; 0 means no limit
     */
    record Policy(Duration answerWithin, Duration heldFor, int budget, Duration budgetPer) {}

    private record Key(String division, String command, String commodity) {}

    private record Kept(Policy policy, Instant from) {}

    private final Tables tables;
    private final CommandProperties properties;
    private final Clock clock;
    private final Map<Key, Kept> kept = new ConcurrentHashMap<>();

    CommandPolicies(Tables tables, CommandProperties properties, Clock clock) {
        this.tables = tables;
        this.properties = properties;
        this.clock = clock;
    }

    Policy of(String division, String command, String commodity) {
        Key key = new Key(division, command, commodity);
        Instant now = clock.instant();
        Kept known = kept.get(key);
        if (known == null || Duration.between(known.from(), now).abs().compareTo(KEPT) > 0) {
            Map<String, Object> row = tables.evaluate(
                    "command-policy", Map.of("division", division, "command", command, "commodity", commodity));
            known = new Kept(
                    new Policy(
                            properties.scaled(Duration.parse(String.valueOf(row.get("answerWithin")))),
                            properties.scaled(Duration.parse(String.valueOf(row.get("heldFor")))),
                            ((Number) row.get("budget")).intValue(),
                            Duration.parse(String.valueOf(row.get("budgetPer")))),
                    now);
            kept.put(key, known);
        }
        return known.policy();
    }

    /** What the failure policy says of an answer that comes after the activity has ended: RECONCILE or RECORD. */
    String late(MeterCommand command, boolean succeeded) {
        return String.valueOf(tables.evaluate(
                        "failure-policy",
                        Map.of(
                                "failure",
                                FailureClass.LATE.name(),
                                "succeeded",
                                succeeded,
                                "heldTooLong",
                                false,
                                "idempotent",
                                true,
                                "attempts",
                                command.attempts(),
                                "noAnswers",
                                command.noAnswers(),
                                "command",
                                command.command(),
                                "division",
                                command.division()))
                .get("next"));
    }
}
