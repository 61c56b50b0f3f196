// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.ReleasedTables;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableReader;

/**
 * The limits of the newest model release. Asked outside of the engine, and every answer is kept until the table changes: an order costs no
 * evaluation.
 */
@Component
class ServiceLimits {

    static final String TABLE = "service-limits";

    private static final Logger log = LoggerFactory.getLogger(ServiceLimits.class);
    /** An invented order may name anything. */
    private static final int MOST_KEPT = 10_000;

    /** What the table looks at. */
    record Question(
            String division, ServiceClock.Kind kind, String orderType, String action, String step, int priority) {

        Map<String, Object> names() {
            Map<String, Object> names = new LinkedHashMap<>();
            names.put("division", division);
            names.put("kind", kind.name());
            names.put("orderType", orderType);
            names.put("action", action);
            names.put("step", step);
            names.put("priority", priority);
            return names;
        }
    }

    private record Kept(ReleasedTables.Edition edition, Map<Question, Optional<Limit>> answers) {}

    private final ReleasedTables released;
    private final TableReader reader;
    private volatile Kept kept = new Kept(new ReleasedTables.Edition("", 0), Map.of());

    ServiceLimits(ReleasedTables released, TableReader reader) {
        this.released = released;
        this.reader = reader;
    }

    /** Which table holds now; empty when there is none. */
    String edition() {
        return released.edition(TABLE).map(ReleasedTables.Edition::fingerprint).orElse("");
    }

    /** The limit, if there is one. A table that cannot be evaluated sets none: no order is held up by it. */
    Optional<Limit> of(Question question) {
        ReleasedTables.Edition edition = released.edition(TABLE).orElse(null);
        if (edition == null) {
            return Optional.empty();
        }
        Kept known = kept;
        if (!known.edition().equals(edition)) {
            known = new Kept(edition, new ConcurrentHashMap<>());
            kept = known;
        }
        Optional<Limit> answer = known.answers().get(question);
        if (answer == null) {
            answer = ask(edition, question);
            if (known.answers().size() < MOST_KEPT) {
                known.answers().put(question, answer);
            }
        }
        return answer;
    }

    private Optional<Limit> ask(ReleasedTables.Edition edition, Question question) {
        try {
            return reader.of(TABLE, edition.version()).flatMap(table -> ask(table, question));
        } catch (IllegalStateException | IllegalArgumentException e) {
            log.error("Failed to evaluate {}: question={} cause={}", TABLE, question, e.getMessage());
            return Optional.empty();
        }
    }

    static Optional<Limit> ask(RuleTable table, Question question) {
        return table.fire(question.names())
                .map(fired -> Limit.of(rule(table.rows().get(fired.row()).id()), fired.outputs()))
                .filter(Limit::runs);
    }

    private static String rule(String rowId) {
        return rowId.replaceFirst("^rule_", "");
    }
}
