// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.ReleasedTables;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableAnswers;
import org.truckroll.lifecycle.TableReader;

/** The limits of the newest model release. */
@Component
class ServiceLimits {

    static final String TABLE = "service-limits";

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

    private final TableAnswers<Question, Limit> answers;

    ServiceLimits(ReleasedTables released, TableReader reader) {
        this.answers = new TableAnswers<>(TABLE, released, reader, ServiceLimits::ask);
    }

    /** Which table holds now; empty when there is none. */
    String edition() {
        return answers.edition();
    }

    /** The limit, if there is one. A table that cannot be evaluated sets none: no order is held up by it. */
    Optional<Limit> of(Question question) {
        return answers.of(question);
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
