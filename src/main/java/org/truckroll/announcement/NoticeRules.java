// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.ReleasedTables;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableAnswers;
import org.truckroll.lifecycle.TableReader;

/** The rules of the newest model release: every row that fits counts. */
@Component
class NoticeRules {

    static final String TABLE = "notice-rule";

    /** What the table looks at; what does not belong to the happening is empty. */
    record Question(
            Happening happening,
            String division,
            String orderType,
            String action,
            String state,
            String outcome,
            boolean byCustomer,
            boolean critical24x7) {

        Map<String, Object> names() {
            Map<String, Object> names = new LinkedHashMap<>();
            names.put("happening", happening.name());
            names.put("division", division);
            names.put("orderType", orderType);
            names.put("action", action);
            names.put("state", state);
            names.put("outcome", outcome);
            names.put("byCustomer", byCustomer);
            names.put("critical24x7", critical24x7);
            return names;
        }
    }

    private final TableAnswers<Question, List<NoticeRule>> answers;

    NoticeRules(ReleasedTables released, TableReader reader) {
        this.answers = new TableAnswers<>(TABLE, released, reader, NoticeRules::ask);
    }

    /** From the top. A table that cannot be evaluated tells nobody anything: no order is held up by it. */
    List<NoticeRule> of(Question question) {
        return answers.of(question).orElse(List.of());
    }

    /** What is told some time before a visit stands in rows that say how long before, and in no others. */
    static Optional<List<NoticeRule>> ask(RuleTable table, Question question) {
        boolean coming = question.happening() == Happening.VISIT_COMING;
        return Optional.of(table.fireAll(question.names()).stream()
                .map(fired ->
                        NoticeRule.of(table.rows().get(fired.row()).id().replaceFirst("^rule_", ""), fired.outputs()))
                .filter(rule -> coming == (rule.before() != null))
                .toList());
    }
}
