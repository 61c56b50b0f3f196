// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.truckroll.assessment.Assessment;
import org.truckroll.assessment.Verdict;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.serviceorder.Activity;

/** The tables as one order type uses them: the real engine decides, once per row of inputs. */
final class Rules {

    static final String GUARD = "guard";

    private static final String VISITS = "field-task";

    /**
     * A table with what is known of it: how often each row fired, and what it said. A decision holds for all inputs that agree in the cells that were
     * looked at: of each row passed over the first cell that does not hold, of the row that fires all of them and its answers. So the engine decides
     * once per such set of values.
     */
    private static final class Used {
        private final RuleTable table;
        private final List<RuleTable.Row> rows;
        private final List<List<Test>> tests = new ArrayList<>();
        private final List<List<String>> answerWords = new ArrayList<>();
        private final long[] hits;
        private final Set<String> words;
        private final Map<Inputs, Answer> answers = new HashMap<>();
        private final Object[] looked;
        private String @Nullable [] inputs;

        private Used(RuleTable table, Set<String> words) {
            this.table = table;
            this.rows = table.rows();
            this.hits = new long[rows.size()];
            this.words = words;
            int cells = 0;
            int most = 0;
            for (int row = 0; row < rows.size(); row++) {
                List<Test> conditions =
                        table.conditions(row).stream().map(Test::new).toList();
                tests.add(conditions);
                cells += conditions.size();
                List<String> said = List.copyOf(table.answerWords(row));
                answerWords.add(said);
                most = Math.max(most, said.size());
            }
            this.looked = new Object[cells + most];
        }

        private Answer answer(Map<String, Object> names, int state) {
            Answer answer = known(names, state);
            if (answer.row() >= 0) {
                hits[answer.row()]++;
            }
            return answer;
        }

        private Answer known(Map<String, Object> names, int state) {
            Inputs seen = table.firstFits() ? lookedAt(names) : allOf(names);
            Answer known = answers.get(seen);
            if (known == null) {
                known = ask(names, state, seen);
                answers.put(seen, known);
            }
            return known;
        }

        private Inputs lookedAt(Map<String, Object> names) {
            int used = 0;
            int row = 0;
            for (; row < tests.size(); row++) {
                boolean fits = true;
                for (Test test : tests.get(row)) {
                    Object value = test.value(names);
                    looked[used++] = value;
                    if (!test.holds(value, names)) {
                        fits = false;
                        break;
                    }
                }
                if (fits) {
                    break;
                }
            }
            for (String word : row < tests.size() ? answerWords.get(row) : List.<String>of()) {
                looked[used++] = names.getOrDefault(word, "");
            }
            return Inputs.of(Arrays.copyOf(looked, used), row);
        }

        private Inputs allOf(Map<String, Object> names) {
            if (inputs == null) {
                inputs = words.stream().filter(names::containsKey).toArray(String[]::new);
            }
            Object[] key = new Object[inputs.length];
            for (int i = 0; i < key.length; i++) {
                key[i] = names.get(inputs[i]);
            }
            return Inputs.of(key, -1);
        }

        private Answer ask(Map<String, Object> names, int state, Inputs seen) {
            int number = answers.size();
            try {
                Optional<RuleTable.Fired> fired = table.fire(names);
                int row = fired.map(RuleTable.Fired::row).orElse(rows.size());
                if (seen.row() >= 0 && seen.row() != row) {
                    throw new IllegalStateException(
                            "the engine chose row " + row + " where the cells say row " + seen.row());
                }
                return fired.map(found -> new Answer(number, found.row(), found.outputs(), null, state))
                        .orElseGet(() -> new Answer(number, -1, Map.of(), "no row of the table fits", state));
            } catch (IllegalStateException e) {
                return new Answer(number, -1, Map.of(), String.valueOf(e.getMessage()), state);
            }
        }
    }

    /** A cell, with what is known of it by the values that it looks at. */
    private static final class Test {
        private final RuleTable.Cell cell;
        private final Map<Object, Boolean> known = new HashMap<>();
        private String @Nullable [] words;

        private Test(RuleTable.Cell cell) {
            this.cell = cell;
        }

        private Object value(Map<String, Object> names) {
            if (words == null) {
                words = cell.words().stream().filter(names::containsKey).toArray(String[]::new);
            }
            if (words.length == 1) {
                return names.get(words[0]);
            }
            List<Object> values = new ArrayList<>(words.length);
            for (String word : words) {
                values.add(names.get(word));
            }
            return values;
        }

        private boolean holds(Object value, Map<String, Object> names) {
            Boolean holds = known.get(value);
            if (holds == null) {
                holds = cell.holds(names);
                known.put(value, holds);
            }
            return holds;
        }
    }

    /**
     * The values that decide. Many are booleans, whose own hashes lie too close together.
     *
     * @param row the row that fires by its cells, counted from 0; -1 when only the engine can tell
     */
    private record Inputs(Object[] values, int row, int hash) {

        static Inputs of(Object[] values, int row) {
            int hash = row;
            for (Object value : values) {
                hash = (hash ^ Objects.hashCode(value)) * 0x9E3779B1;
                hash ^= hash >>> 15;
            }
            return new Inputs(values, row, hash);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Inputs inputs && hash == inputs.hash && Arrays.equals(values, inputs.values);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** @param state the first one that asked */
    private record Answer(
            int number,
            int row,
            Map<String, Object> outputs,
            @Nullable String wrong,
            int state) {}

    private record Decided(
            String table, int next, int guard, @Nullable Object category) {}

    /**
     * How often a row fired.
     *
     * @param types what the row says about the type of the order
     */
    record RowHits(String table, int row, String id, String rule, String types, long hits) {

        /** The row is made for this type among others, by name. */
        boolean names(String type) {
            return types.contains('"' + type + '"') && !types.startsWith("not");
        }
    }

    /** A state in which a row would have fired, had not another one above it. */
    record Shadowed(String by, int state) {}

    private final Map<String, Used> tables = new LinkedHashMap<>();
    private final @Nullable RuleTable visits;
    private final Map<String, Set<String>> own = new HashMap<>();
    private final Map<String, Set<String>> guards = new HashMap<>();
    private final Map<Decided, Choice> choices = new HashMap<>();
    private final Map<Choice, Choice> same = new HashMap<>();
    private boolean anew;

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
            Set<String> seen = new HashSet<>(words);
            seen.addAll(Goals.names(type));
            seen.addAll(Thrift.names(type));
            own.put(type, seen);
            tables.put(Assessment.table(type), new Used(table, words));
        }
        if (guard == null) {
            throw new IllegalArgumentException("There is no table " + GUARD);
        }
        Set<String> words = new HashSet<>();
        for (String type : types) {
            Set<String> seen = new HashSet<>(guard.wordsWhere("type", type));
            words.addAll(seen);
            seen.addAll(Thrift.guardNames(type));
            guards.put(type, seen);
        }
        words.add("type");
        tables.put(GUARD, new Used(guard, words));
    }

    /** What the type's own table, its goal and the judgement of its steps look at. */
    Set<String> own(String type) {
        return own.getOrDefault(type, Set.of());
    }

    /** What the guard looks at, for this type. */
    Set<String> guards(String type) {
        return guards.getOrDefault(type, Set.of());
    }

    /** The decision; as in the process the guard sees what the other table chose: it is added to the names. */
    Choice decide(Map<String, Object> names, int state) {
        String table = Assessment.table(String.valueOf(names.get("type")));
        Used used = tables.get(table);
        if (used == null) {
            throw new IllegalStateException("The order has become a " + names.get("type"));
        }
        int before = used.answers.size();
        Answer next = used.answer(names, state);
        anew = used.answers.size() > before;
        names.put("nextAction", next.outputs().getOrDefault("action", ""));
        names.put("nextChannel", next.outputs().getOrDefault("channel", ""));
        names.put("repeated", false);
        Answer guard = tables.get(GUARD).answer(names, state);
        Decided key = new Decided(table, next.number(), guard.number(), names.get("category"));
        Choice known = choices.get(key);
        if (known == null) {
            Choice found = choice(table, next, guard, names);
            known = same.computeIfAbsent(found, choice -> choice);
            choices.put(key, known);
        }
        return known;
    }

    /** The type's own table has just decided by facts by which it had not decided before. */
    boolean decidedAnew() {
        return anew;
    }

    /** The same question about a state that is not judged yet. */
    boolean wouldDecideAnew(Map<String, Object> names, int state) {
        Used used = tables.get(Assessment.table(String.valueOf(names.get("type"))));
        int before = used.answers.size();
        used.known(names, state);
        return used.answers.size() > before;
    }

    /** The same decision once more, with nothing changed: guard G13 must stop it, if no guard before it does. */
    @Nullable
    String wrongWhenRepeated(Map<String, Object> names, Choice choice, int state) {
        if (GUARD.equals(choice.table()) || choice.ends()) {
            return null;
        }
        names.put("repeated", true);
        Answer guard = tables.get(GUARD).answer(names, state);
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
                text(row, "rule"),
                text(row, "action"),
                text(row, "channel"),
                (String) row.get("code"),
                text(row, "reason"));
    }

    private static String text(Map<String, Object> row, String name) {
        return String.valueOf(row.getOrDefault(name, "?"));
    }

    List<RowHits> rows() {
        List<RowHits> rows = new ArrayList<>();
        tables.forEach((name, used) -> {
            for (int row = 0; row < used.hits.length; row++) {
                rows.add(new RowHits(
                        name,
                        row,
                        used.rows.get(row).id(),
                        used.rows.get(row).rule(),
                        used.table.cell(row, "type"),
                        used.hits[row]));
            }
        });
        return rows;
    }

    /**
     * Where a row that never fired would have, if anywhere.
     *
     * @param namesOf the names of a state, with what the other table chose
     */
    Optional<Shadowed> shadowed(RowHits dead, IntFunction<Map<String, Object>> namesOf) {
        Used used = tables.get(dead.table());
        return used.answers.values().stream()
                .filter(answer -> answer.row() >= 0 && answer.row() < dead.row())
                .sorted(Comparator.comparingInt(Answer::state))
                .filter(answer -> used.table.fits(dead.row(), namesOf.apply(answer.state())))
                .findFirst()
                .map(answer -> new Shadowed(used.rows.get(answer.row()).rule(), answer.state()));
    }
}
