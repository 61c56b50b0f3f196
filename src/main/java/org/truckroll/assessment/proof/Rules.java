// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.assessment.Assessment;
import org.truckroll.assessment.Verdict;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.serviceorder.Activity;

/** The tables as one order type uses them: the real engine decides, once per row of inputs. */
final class Rules {

    static final String GUARD = "guard";

    private static final String VISITS = "field-task";

    /** A table with what is known of it: how often each row fired, and what it said for which inputs. */
    private static final class Used {
        private final RuleTable table;
        private final List<RuleTable.Row> rows;
        private final long[] hits;
        private final Set<String> words;
        private final Map<List<Object>, Answer> answers = new HashMap<>();
        private String @Nullable [] inputs;

        private Used(RuleTable table, Set<String> words) {
            this.table = table;
            this.rows = table.rows();
            this.hits = new long[rows.size()];
            this.words = words;
        }

        private Answer answer(Map<String, Object> names) {
            if (inputs == null) {
                inputs = words.stream().filter(names::containsKey).toArray(String[]::new);
            }
            Object[] key = new Object[inputs.length];
            for (int i = 0; i < key.length; i++) {
                key[i] = names.get(inputs[i]);
            }
            List<Object> row = Arrays.asList(key);
            Answer known = answers.get(row);
            if (known == null) {
                known = ask(names);
                answers.put(row, known);
            }
            if (known.row() >= 0) {
                hits[known.row()]++;
            }
            return known;
        }

        private Answer ask(Map<String, Object> names) {
            try {
                Optional<RuleTable.Fired> fired = table.fire(names);
                if (fired.isEmpty()) {
                    return new Answer(-1, Map.of(), "no row of the table fits");
                }
                return new Answer(fired.get().row(), fired.get().outputs(), null);
            } catch (IllegalStateException e) {
                return new Answer(-1, Map.of(), String.valueOf(e.getMessage()));
            }
        }
    }

    private record Answer(int row, Map<String, Object> outputs, @Nullable String wrong) {}

    private record Decided(String table, Answer next, Answer guard, @Nullable Object category) {}

    /** How often a row fired. */
    record RowHits(String table, String id, String rule, long hits) {}

    private final Map<String, Used> tables = new LinkedHashMap<>();
    private final @Nullable RuleTable visits;
    private final Set<String> own = new HashSet<>();
    private final Set<String> guards = new HashSet<>();
    private final Map<Decided, Choice> choices = new HashMap<>();

    /** @param types the order's type, and the one it may turn into */
    Rules(Map<String, RuleTable> all, List<String> types) {
        RuleTable guard = all.get(GUARD);
        visits = all.get(VISITS);
        for (String type : types) {
            RuleTable table = all.get(Assessment.table(type));
            if (table == null) {
                throw new IllegalArgumentException("There is no table for " + type);
            }
            Set<String> words = table.wordsWhere("type", type);
            own.addAll(words);
            own.addAll(Goals.names(type));
            tables.put(Assessment.table(type), new Used(table, words));
            if (guard != null) {
                guards.addAll(guard.wordsWhere("type", type));
            }
        }
        if (guard == null) {
            throw new IllegalArgumentException("There is no table " + GUARD);
        }
        Set<String> words = new HashSet<>(guards);
        words.add("type");
        tables.put(GUARD, new Used(guard, words));
    }

    /** What the type's own tables and goals look at. */
    Set<String> own() {
        return own;
    }

    /** What the guard looks at, for these types. */
    Set<String> guards() {
        return guards;
    }

    /** The decision; as in the process the guard sees what the other table chose. */
    Choice decide(Map<String, Object> names) {
        String table = Assessment.table(String.valueOf(names.get("type")));
        Used used = tables.get(table);
        if (used == null) {
            throw new IllegalStateException("The order has become a " + names.get("type"));
        }
        Answer next = used.answer(names);
        Map<String, Object> all = new HashMap<>(names);
        all.put("nextAction", next.outputs().getOrDefault("action", ""));
        all.put("nextChannel", next.outputs().getOrDefault("channel", ""));
        all.put("repeated", false);
        Answer guard = tables.get(GUARD).answer(all);
        Decided key = new Decided(table, next, guard, names.get("category"));
        Choice known = choices.get(key);
        if (known == null) {
            known = choice(table, next, guard, all);
            choices.put(key, known);
        }
        return known;
    }

    /** The same decision once more, with nothing changed: guard G13 must stop it, if no guard before it does. */
    @Nullable
    String wrongWhenRepeated(Map<String, Object> names, Choice choice) {
        if (GUARD.equals(choice.table()) || choice.ends()) {
            return null;
        }
        Map<String, Object> all = new HashMap<>(names);
        all.put("nextAction", choice.next().action());
        all.put("nextChannel", choice.next().channel());
        all.put("repeated", true);
        Answer guard = tables.get(GUARD).answer(all);
        return "NO_PROGRESS".equals(guard.outputs().get("action"))
                ? null
                : "the same step with nothing changed is not stopped (G13)";
    }

    private Choice choice(String table, Answer next, Answer guard, Map<String, Object> names) {
        Verdict chosen = verdict(next);
        if (guard.wrong() != null) {
            return new Choice(GUARD, verdict(guard), chosen, guard.wrong());
        }
        Verdict held = verdict(guard);
        if (!held.passes()) {
            return new Choice(GUARD, named(held, names), chosen, unworkable(guard, named(held, names)));
        }
        if (next.wrong() != null) {
            return new Choice(table, chosen, chosen, next.wrong());
        }
        return new Choice(table, named(chosen, names), chosen, unworkable(next, named(chosen, names)));
    }

    /** D3: at an item a visit has another name. */
    private Verdict named(Verdict verdict, Map<String, Object> names) {
        if (visits == null || !"FIELD".equals(verdict.channel())) {
            return verdict;
        }
        Map<String, Object> all = new HashMap<>(names);
        all.put("action", verdict.action());
        return visits.decide(all)
                .map(row -> new Verdict(
                        verdict.rule(),
                        String.valueOf(row.get("action")),
                        verdict.channel(),
                        verdict.code(),
                        verdict.reason()))
                .orElse(verdict);
    }

    private static @Nullable String unworkable(Answer answer, Verdict verdict) {
        for (String output : List.of("rule", "action", "channel", "reason")) {
            if (!(answer.outputs().get(output) instanceof String text) || text.isBlank()) {
                return "the row has no " + output;
            }
        }
        return switch (verdict.channel()) {
            case "END" ->
                List.of("DONE", "REJECTED", "CANCELLED", "FAILED").contains(verdict.action())
                        ? null
                        : "no order ends as " + verdict.action();
            case "COMMAND", "FIELD", "WAIT", "DATA", "HUMAN" ->
                Branches.known(Activity.Kind.valueOf(verdict.channel()), verdict.action())
                        ? null
                        : "nobody knows how to do " + verdict.channel() + " " + verdict.action();
            default -> "there is no channel " + verdict.channel();
        };
    }

    private static Verdict verdict(Answer answer) {
        Map<String, Object> row = answer.outputs();
        return new Verdict(
                text(row, "rule"), text(row, "action"), text(row, "channel"), (String) row.get("code"), text(row, "reason"));
    }

    private static String text(Map<String, Object> row, String name) {
        return String.valueOf(row.getOrDefault(name, "?"));
    }

    List<RowHits> rows() {
        List<RowHits> rows = new ArrayList<>();
        tables.forEach((name, used) -> {
            for (int row = 0; row < used.hits.length; row++) {
                rows.add(new RowHits(name, used.rows.get(row).id(), used.rows.get(row).rule(), used.hits[row]));
            }
        });
        return rows;
    }
}
