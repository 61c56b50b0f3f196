// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.DayOfWeek;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.ReleasedTables;
import org.truckroll.lifecycle.TableReader;

/** The slots of the newest model release; every answer is kept until the table changes. */
@Component
class SlotTable {

    static final String TABLE = "appointment-slots";

    private static final Logger log = LoggerFactory.getLogger(SlotTable.class);
    private static final int MOST_KEPT = 10_000;

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

    private record Kept(ReleasedTables.Edition edition, Map<Question, Optional<SlotRule>> answers) {}

    private final ReleasedTables released;
    private final TableReader reader;
    private volatile Kept kept = new Kept(new ReleasedTables.Edition("", 0), Map.of());

    SlotTable(ReleasedTables released, TableReader reader) {
        this.released = released;
        this.reader = reader;
    }

    /** Empty where nothing is offered. A table that cannot be evaluated offers nothing; people book times of their own. */
    Optional<SlotRule> of(Question question) {
        ReleasedTables.Edition edition = released.edition(TABLE).orElse(null);
        if (edition == null) {
            return Optional.empty();
        }
        Kept known = kept;
        if (!known.edition().equals(edition)) {
            known = new Kept(edition, new ConcurrentHashMap<>());
            kept = known;
        }
        Optional<SlotRule> answer = known.answers().get(question);
        if (answer == null) {
            answer = ask(edition, question);
            if (known.answers().size() < MOST_KEPT) {
                known.answers().put(question, answer);
            }
        }
        return answer;
    }

    private Optional<SlotRule> ask(ReleasedTables.Edition edition, Question question) {
        try {
            return reader.of(TABLE, edition.version())
                    .flatMap(table -> table.fire(question.names())
                            .map(fired -> SlotRule.of(
                                    table.rows().get(fired.row()).id().replaceFirst("^rule_", ""), fired.outputs())));
        } catch (IllegalStateException | IllegalArgumentException e) {
            log.error("Failed to evaluate {}: question={} cause={}", TABLE, question, e.getMessage());
            return Optional.empty();
        }
    }
}
