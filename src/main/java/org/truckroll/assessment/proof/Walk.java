// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.truckroll.assessment.Assessment;
import org.truckroll.assessment.Derivation;
import org.truckroll.assessment.NormalOutcome;
import org.truckroll.assessment.Rehearsal;
import org.truckroll.assessment.Situation;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.serviceorder.Activity;
import org.truckroll.servicepoint.Device;

/**
 * Walks all states of one order type, breadth first: a state found is found on a shortest path, and the first broken promise has a shortest
 * counter-example.
 */
final class Walk {

    private static final String BACK_TO_BACK = "BACK_TO_BACK";

    private static final int UNFORESEEN = -2;

    /** After so many steps guard G13 asks a person (7.1). */
    private static final int STEP_LIMIT = 40;

    /** How many different findings of one walk are told; more would only repeat themselves. */
    private static final int MOST_FINDINGS = 12;

    /** A thin walk follows at least so many states in which the same is decided. */
    private static final int FIRST_OF_A_ROW = 20;

    /** One of so many states is looked at twice, to see that what was left out makes no difference. */
    private static final int SAMPLE = 32;

    /**
     * What a walk found out about one order type.
     *
     * @param starts states in which the order may begin
     * @param longest decisions of the longest path without a person's "again", the end included
     * @param outcomes how each work ended
     * @param complete the walk came to its end; with many findings it stops early
     */
    record Result(
            String type,
            long starts,
            long states,
            long steps,
            int longest,
            int longestWithAgain,
            List<Rules.RowHits> rows,
            Map<String, Set<String>> outcomes,
            List<Finding> findings,
            boolean complete,
            double seconds) {

        /** The row stands in the type's own table. */
        boolean own(Rules.RowHits row) {
            return Assessment.table(type).equals(row.table());
        }

        long rowCount() {
            return rows.stream().filter(this::own).count();
        }

        long rowsUsed() {
            return rows.stream().filter(this::own).filter(row -> row.hits() > 0).count();
        }
    }

    private final String type;
    private final Rules rules;
    private final Lens lens;
    private final Lens converted;
    private final Situations situations;
    private final Branches branches;
    private final Starts starts;
    private final States states = new States();
    private final IntList choiceOf = new IntList();
    private final IntList parentOf = new IntList();
    private final IntList firstEdge = new IntList();
    private final IntList edges = new IntList();

    /** States in which a person may say "again", and what follows on it. */
    private final IntList againFrom = new IntList();

    private final IntList againFirst = new IntList();
    private final IntList againEdges = new IntList();

    private final List<Choice> choices = new ArrayList<>();
    private final Map<Choice, Integer> choiceNumbers = new IdentityHashMap<>();
    /** Where work that leaves a device leads to, for every device; such a fan is shared by all states in which the work is the same. */
    private final List<int[]> fans = new ArrayList<>();

    private final Map<String, Map<Key, Integer>> fanNumbers = new HashMap<>();
    private final Map<String, Set<String>> outcomes = new TreeMap<>();
    private final Map<String, Finding> findings = new LinkedHashMap<>();
    private final BitSet followed = new BitSet();
    private final Map<Integer, Integer> times = new HashMap<>();
    private final @Nullable Cover cover;
    private final Set<IntBuffer> seenValues = new HashSet<>();
    private final Map<String, List<Object>> valuesOf = new HashMap<>();
    private String @Nullable [] seenNames;
    private @Nullable Cover coverOfNames;
    private int startCount;
    private int most = MOST_FINDINGS;

    /** @param thin judges all states that it finds, but follows only those that bring something new: enough to reach every row, mode and outcome */
    Walk(String type, Map<String, RuleTable> tables, boolean thin) {
        this.type = type;
        this.rules = new Rules(tables, becomes(type));
        this.lens = new Lens(type, rules.own(type), rules.guards(type));
        this.converted = new Lens(BACK_TO_BACK, rules.own(BACK_TO_BACK), rules.guards(BACK_TO_BACK));
        this.situations = new Situations(type);
        this.branches = new Branches(lens, thin);
        this.cover = thin
                ? Cover.ofTwo(Arrays.stream(Fact.values()).filter(lens::sees).toList())
                : null;
        this.starts = new Starts(type, lens, situations);
    }

    /** Guard G10 turns a stop into a change of party. */
    private static List<String> becomes(String type) {
        return "DISABLE".equals(type) ? List.of(type, BACK_TO_BACK) : List.of(type);
    }

    private void focus(int[] facts) {
        if (Fact.CONVERTED.of(facts) == 0) {
            lens.focus(facts);
        } else {
            converted.focus(facts);
            Fact.CONVERTED.set(facts, 1);
        }
    }

    Result run() {
        return run(MOST_FINDINGS);
    }

    /** @param mostFindings after so many the walk stops */
    Result run(int mostFindings) {
        most = mostFindings;
        long began = System.nanoTime();
        starts.each(cover == null ? null : this::bringsNew, facts -> add(Key.of(facts), -1));
        startCount = states.size();

        int id = 0;
        for (; id < states.size() && findings.size() < most; id++) {
            expand(id);
        }
        // Once every way without "again" is known, each "again" is said once.
        int known = states.size();
        for (int node = 0; node < known && findings.size() < most; node++) {
            again(node);
        }
        againFirst.add(againEdges.size());
        for (; id < states.size() && findings.size() < most; id++) {
            expand(id);
        }
        firstEdge.add(edges.size());
        Paths paths = new Paths(choiceOf, choices, firstEdge, edges, fans, againFrom, againFirst, againEdges);
        boolean whole = firstEdge.size() > states.size();
        if (whole) {
            Paths.Cycle cycle = paths.cycle();
            if (cycle != null) {
                List<Integer> nodes = new ArrayList<>(path(cycle.nodes().get(0)));
                nodes.addAll(cycle.nodes().subList(1, cycle.nodes().size()));
                find(1, "the order comes back to where it was, without a person saying so, and never ends", nodes);
            } else {
                paths.measure(startCount);
                if (paths.longest() > STEP_LIMIT) {
                    find(4, "a path is so long that guard G13 stops it", paths.longestPath());
                }
            }
            if (findings.isEmpty()) {
                preview();
            }
            rules.rows().forEach(this::dead);
        }
        return new Result(
                type,
                startCount,
                states.size(),
                edges.size(),
                paths.longest(),
                paths.longestWithAgain(),
                rules.rows(),
                outcomes,
                List.copyOf(findings.values()),
                whole,
                (System.nanoTime() - began) / 1e9);
    }

    /** Promise 3 for the rows of the type's own table; a row of the guard may be made for other types. */
    private void dead(Rules.RowHits row) {
        boolean expected =
                Assessment.table(type).equals(row.table()) || Rules.GUARD.equals(row.table()) && row.names(type);
        if (row.hits() > 0 || !expected) {
            return;
        }
        String what = row.table() + ": row " + row.rule() + " (" + row.id() + ") never fires";
        rules.shadowed(row, this::namesOf)
                .ifPresentOrElse(
                        shadowed -> find(
                                3,
                                what + ": where it fits, row " + shadowed.by() + " above it fires first",
                                path(shadowed.state())),
                        () -> find(3, what + ": no state fits it", List.of()));
    }

    private Map<String, Object> namesOf(int id) {
        Map<String, Object> names =
                Derivation.derive(situations.of(states.get(id).facts()));
        rules.decide(names, id);
        return names;
    }

    private int add(Key key, int parent) {
        int before = states.size();
        int id = states.add(key);
        if (states.size() > before) {
            parentOf.add(parent);
        }
        return id;
    }

    private Choice choice(int id) {
        return choices.get(choiceOf.get(id));
    }

    private void expand(int id) {
        int[] facts = states.get(id).facts();
        Situation now = situations.of(facts);
        Map<String, Object> names = Derivation.derive(now);
        Choice choice = rules.decide(names, id);
        boolean anew = rules.decidedAnew();
        Integer number = choiceNumbers.get(choice);
        if (number == null) {
            number = choices.size();
            choices.add(choice);
            choiceNumbers.put(choice, number);
        }
        choiceOf.add(number);
        firstEdge.add(edges.size());
        if (choice.wrong() != null) {
            find(3, choice.table() + ": " + choice.wrong(), path(id));
            return;
        }
        String missing = Goals.missing(now);
        if ("DONE".equals(choice.verdict().action()) && missing != null) {
            find(2, choice.verdict().rule() + " ends DONE, but " + missing, path(id));
        }
        String dear = Thrift.wrong(choice.verdict(), names, missing);
        if (dear != null) {
            find(5, choice.words() + ": " + dear, path(id));
        }
        String unstopped = rules.wrongWhenRepeated(names, choice, id);
        if (unstopped != null) {
            find(4, unstopped, path(id));
        }
        if (!choice.ends() && (cover == null || cover.adds(facts) || firstOf(number, facts) || anew)) {
            followed.set(id);
            follow(id, facts, now, choice);
        }
    }

    /** A thin walk begins where the tables see something new: by what decides, or by three values of their names together. */
    private boolean bringsNew(int[] facts) {
        Map<String, Object> names = Derivation.derive(situations.of(facts));
        if (seenNames == null) {
            seenNames = rules.own(type).stream().filter(names::containsKey).toArray(String[]::new);
            coverOfNames = Cover.ofThree(seenNames.length);
        }
        int[] values = new int[seenNames.length];
        for (int i = 0; i < values.length; i++) {
            List<Object> known = valuesOf.computeIfAbsent(seenNames[i], name -> new ArrayList<>());
            Object value = names.get(seenNames[i]);
            if (!known.contains(value)) {
                known.add(value);
            }
            values[i] = known.indexOf(value);
        }
        if (!seenValues.add(IntBuffer.wrap(values))) {
            return false;
        }
        boolean adds = coverOfNames.adds(values);
        return rules.wouldDecideAnew(names, states.size()) || adds;
    }

    /** Where the division verifies, the first of the meters that can be asked are followed as well: few starts lead there. */
    private boolean firstOf(int choiceNumber, int[] facts) {
        int verifying = Fact.VERIFYING.of(facts) * (1 + Fact.PINGS.of(facts));
        return times.merge(choiceNumber * 3 + verifying, 1, Integer::sum) <= FIRST_OF_A_ROW;
    }

    private void follow(int id, int[] facts, Situation now, Choice choice) {
        int before = edges.size();
        follow(id, facts, now, choice, false, edges);
        if (edges.size() == before) {
            find(3, choice.words() + ": the work can end in no way", path(id));
        }
    }

    private void again(int id) {
        Choice choice = choice(id);
        if (!followed.get(id) || choice.kind() != Activity.Kind.HUMAN) {
            return;
        }
        int before = againEdges.size();
        int[] facts = states.get(id).facts();
        follow(id, facts, situations.of(facts), choice, true, againEdges);
        if (againEdges.size() > before) {
            againFrom.add(id);
            againFirst.add(before);
        }
    }

    /** @param again follows what a person says once more, or all else */
    private void follow(int id, int[] facts, Situation now, Choice choice, boolean again, IntList found) {
        String action = choice.verdict().action();
        Set<String> seen = outcomes.computeIfAbsent(choice.verdict().channel() + " " + action, key -> new TreeSet<>());
        branches.of(now, choice.kind(), action, Fact.READ_VISITED.of(facts) == 1, new Branches.Sink() {

            @Override
            public void next(Outcome outcome, Situation situation, Object... changed) {
                if (outcome.again() == again) {
                    seen.add(outcome.code());
                    found.add(arrive(id, facts, choice, outcome, situation, changed));
                }
            }

            @Override
            public void fan(
                    Outcome outcome, List<Device> devices, Function<Device, Situation> rule, Object... changed) {
                if (outcome.again() != again) {
                    return;
                }
                seen.add(outcome.code());
                readVisitedBefore = Fact.READ_VISITED.of(facts) == 1;
                int[] sample = facts(choice, rule.apply(devices.get(0)).begun(), changed);
                focus(sample);
                Map<Key, Integer> numbers = fanNumbers.computeIfAbsent(action + outcome, key -> new HashMap<>());
                Integer number = numbers.get(Key.of(sample));
                if (number == null) {
                    int[] targets = devices.stream()
                            .mapToInt(device -> arrive(id, facts, choice, outcome, rule.apply(device), changed))
                            .distinct()
                            .toArray();
                    number = fans.size();
                    fans.add(targets);
                    numbers.put(Key.of(sample), number);
                }
                found.add(Paths.toFan(number));
            }
        });
    }

    private int[] facts(Choice choice, Situation situation, Object... changed) {
        boolean readVisited = choice.kind() == Activity.Kind.FIELD
                ? "READ_METER".equals(choice.verdict().action())
                : situation.facts().fieldFailures() > 0 && readVisitedBefore;
        int[] facts = situations.facts(situation, readVisited);
        for (int i = 0; i < changed.length; i += 2) {
            ((Fact) changed[i]).set(facts, (Integer) changed[i + 1]);
        }
        return facts;
    }

    private boolean readVisitedBefore;

    /** The successor's number. */
    private int arrive(int id, int[] from, Choice choice, Outcome outcome, Situation situation, Object... changed) {
        readVisitedBefore = Fact.READ_VISITED.of(from) == 1;
        if (Rehearsal.ended(situation.facts())) {
            return Paths.ENDED;
        }
        int[] facts = facts(choice, situation.begun(), changed);
        boolean same = Arrays.equals(facts, from);
        if (same && !outcome.again()) {
            find(4, choice.words() + " " + outcome.words() + " changes no fact", path(id));
        }
        int[] seen = facts.clone();
        focus(seen);
        if (Fact.CONVERTED.of(seen) > Fact.CONVERTED.of(from) && Starts.mayBegin(seen)) {
            // From here on it is a BACK_TO_BACK that begins; the walk of that type goes on.
            return Paths.ENDED;
        }
        int target = add(Key.of(seen), id);
        if (edges.size() % SAMPLE == 0 && changed.length == 0) {
            compare(situation.begun(), seen, id);
        }
        return target;
    }

    /** What the walk leaves out must make no difference to the tables. */
    private void compare(Situation found, int[] kept, int id) {
        Map<String, Object> names = Derivation.derive(found);
        Map<String, Object> again = Derivation.derive(situations.of(kept));
        String now = found.order().type();
        for (Set<String> words : List.of(rules.own(now), rules.guards(now))) {
            for (String word : words) {
                if (names.containsKey(word) && !names.get(word).equals(again.get(word))) {
                    find(
                            0,
                            "the walk itself is wrong: it takes two states for one, but " + word + " is "
                                    + names.get(word) + " and " + again.get(word),
                            path(id));
                }
            }
        }
    }

    private List<Integer> path(int id) {
        List<Integer> nodes = new ArrayList<>();
        for (int node = id; node >= 0; node = parentOf.get(node)) {
            nodes.add(0, node);
        }
        return nodes;
    }

    private void find(int promise, String what, List<Integer> nodes) {
        String key = promise + what;
        if (findings.size() < most && !findings.containsKey(key)) {
            findings.put(
                    key, new Finding(type, promise, what, nodes.isEmpty() ? "" : start(nodes.get(0)), steps(nodes)));
        }
    }

    /** The facts of a start in words: those that are not the usual ones. */
    private String start(int id) {
        int[] facts = states.get(id).facts();
        List<String> words = new ArrayList<>();
        for (Fact fact : Fact.values()) {
            boolean device = Fact.DEVICE.of(facts) > 0;
            boolean smart = Fact.DEVICE.of(facts) == 2;
            boolean tell = switch (fact) {
                case CATEGORY, STATUS, SUPPLY, DEVICE -> true;
                case SWITCH -> device;
                case COMMISSION, CONTROL -> smart && lens.sees(fact);
                default -> fact.of(facts) != 0;
            };
            if (tell) {
                words.add(fact.words(fact.of(facts)));
            }
        }
        return String.join(", ", words);
    }

    /** Each decision with the outcome that led on. */
    private List<String> steps(List<Integer> nodes) {
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            int id = nodes.get(i);
            if (id >= choiceOf.size()) {
                continue;
            }
            Choice choice = choice(id);
            String step = choice.words();
            if (i + 1 < nodes.size()) {
                step += " -> " + outcome(id, choice, nodes.get(i + 1));
            }
            steps.add(step);
        }
        return steps;
    }

    /** By which outcome the walk came from one state to another: looked for again, since it is told but once. */
    private String outcome(int id, Choice choice, int target) {
        int[] from = states.get(id).facts();
        readVisitedBefore = Fact.READ_VISITED.of(from) == 1;
        Key wanted = states.get(target);
        List<String> found = new ArrayList<>();
        branches.of(
                situations.of(from),
                choice.kind(),
                choice.verdict().action(),
                Fact.READ_VISITED.of(from) == 1,
                new Branches.Sink() {

                    @Override
                    public void next(Outcome outcome, Situation situation, Object... changed) {
                        if (found.isEmpty() && !Rehearsal.ended(situation.facts())) {
                            int[] facts = facts(choice, situation.begun(), changed);
                            focus(facts);
                            if (Key.of(facts).equals(wanted)) {
                                found.add(outcome.words());
                            }
                        }
                    }

                    @Override
                    public void fan(
                            Outcome outcome,
                            List<Device> devices,
                            Function<Device, Situation> rule,
                            Object... changed) {
                        for (Device device : devices) {
                            next(outcome.leaving(device), rule.apply(device), changed);
                        }
                    }
                });
        return found.isEmpty() ? "?" : found.get(0);
    }

    /** Promise 6: the preview of every start ends, and foresees nothing that cannot come. */
    private void preview() {
        byte[] seen = new byte[states.size()];
        for (int start = 0; start < startCount; start++) {
            List<Integer> nodes = new ArrayList<>();
            int node = start;
            while (node >= 0 && seen[node] == 0) {
                seen[node] = 1;
                nodes.add(node);
                Choice choice = choice(node);
                if (!followed.get(node) || choice.kind() == Activity.Kind.HUMAN) {
                    break;
                }
                int next = foreseen(node, choice);
                if (next == UNFORESEEN) {
                    find(6, "the preview foresees after " + choice.words() + " what no outcome leads to", nodes);
                } else if (next >= 0 && seen[next] == 1) {
                    nodes.add(next);
                    find(6, "the preview comes back to where it was and never ends", nodes);
                }
                node = next;
            }
            for (int done : nodes) {
                seen[done] = 2;
            }
        }
    }

    private int foreseen(int node, Choice choice) {
        int[] from = states.get(node).facts();
        Situation after = NormalOutcome.after(
                situations.of(from), choice.kind(), choice.verdict().action(), Situations.IN_SERVICE);
        int[] facts = situations.facts(after.begun(), false);
        if ("CONVERT_TO_BACK_TO_BACK".equals(choice.verdict().action())) {
            Fact.START_NEAR.set(facts, 0);
        }
        focus(facts);
        if (Fact.CONVERTED.of(facts) > Fact.CONVERTED.of(from) && Starts.mayBegin(facts)) {
            return Paths.ENDED;
        }
        int found = states.find(Key.of(facts));
        return found < 0 ? UNFORESEEN : found;
    }
}
