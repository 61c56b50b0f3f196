// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Asks the three tables one after the other, as the diagram does: the next action, the guards, the name of the visit. */
final class ThreeTables {

    private ThreeTables() {}

    /**
     * What would be done next.
     *
     * @param repeated guard G13: whether the next action goes round in circles
     * @param tables asks a table with these names for its first row
     */
    static Verdict choose(
            String type,
            Map<String, Object> facts,
            Predicate<Verdict> repeated,
            BiFunction<String, Map<String, Object>, Map<String, Object>> tables) {
        Map<String, Object> names = new LinkedHashMap<>(facts);
        Verdict next = verdict(tables.apply(Assessment.table(type), names));
        names.put("nextAction", next.action());
        names.put("nextChannel", next.channel());
        names.put("repeated", repeated.test(next));
        Verdict guard = verdict(tables.apply("guard", names));
        Verdict chosen = guard.passes() ? next : guard;
        names.put("action", chosen.action());
        return new Verdict(
                chosen.rule(),
                String.valueOf(tables.apply("field-task", names).get("action")),
                chosen.channel(),
                chosen.code(),
                chosen.reason());
    }

    private static Verdict verdict(Map<String, Object> row) {
        return new Verdict(
                String.valueOf(row.get("rule")),
                String.valueOf(row.get("action")),
                String.valueOf(row.get("channel")),
                (String) row.get("code"),
                String.valueOf(row.get("reason")));
    }
}
