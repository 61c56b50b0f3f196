// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.DayOfWeek;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.ReleasedTables;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableAnswers;
import org.truckroll.lifecycle.TableReader;

/** The slots of the newest model release. */
@Component
class SlotTable {

    static final String TABLE = "appointment-slots";

    /** What the table looks at; the weekday as MON to SUN. */
    record Question(String division, String fieldGroup, DayOfWeek weekday, String action) {

        Map<String, Object> names() {
            Map<String, Object> names = new LinkedHashMap<>();
            names.put("division", division);
            names.put("fieldGroup", fieldGroup);
            names.put("weekday", weekday.name().substring(0, 3));
            names.put("action", action);
            return names;
        }
    }

    private final TableAnswers<Question, SlotRule> answers;

    SlotTable(ReleasedTables released, TableReader reader) {
        this.answers = new TableAnswers<>(TABLE, released, reader, SlotTable::ask);
    }

    /** Empty where nothing is offered. A table that cannot be evaluated offers nothing; people book times of their own. */
    Optional<SlotRule> of(Question question) {
        return answers.of(question);
    }

    private static Optional<SlotRule> ask(RuleTable table, Question question) {
        return table.fire(question.names())
                .map(fired ->
                        SlotRule.of(table.rows().get(fired.row()).id().replaceFirst("^rule_", ""), fired.outputs()));
    }
}
