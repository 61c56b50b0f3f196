// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.truckroll.assessment.LegalDecisions;
import org.truckroll.lifecycle.RuleTable;

/** Walks the order types of a set of tables, two at a time, and says what it found. */
final class Proof {

    private static final int THREADS = 2;

    private static final String NEXT_ACTION = "next-action-";

    /** By size, so that no thread is left with the largest at the end; types unknown here come first. */
    private static final List<String> LARGEST_FIRST = List.of(
            "DISABLE", "ENABLE", "BACK_TO_BACK", "REMOVE", "EXCHANGE", "INVESTIGATE", "RECONNECT", "CUT", "READ");

    /** Offered by an activity of another kind, or by a guard that never fires. */
    private static final Set<String> NEVER_CHOSEN = Set.of("INTEGRATION", "NO_PROGRESS");

    private static final List<String> VISIT_FAILURES = List.of("NO_ACCESS", "NOT_FOUND");

    /**
     * What was found.
     *
     * @param whole every state was followed, not only enough of them to reach every row
     * @param results one for each type, in the order of the names
     * @param findings of all types, and of what only all of them together can show
     */
    record Report(boolean whole, List<Walk.Result> results, List<Finding> findings, double seconds) {

        boolean holds() {
            return findings.isEmpty();
        }
    }

    private Proof() {}

    /** The types that the tables know. */
    static List<String> types(Map<String, RuleTable> tables) {
        return tables.keySet().stream()
                .filter(name -> name.startsWith(NEXT_ACTION))
                .map(name -> name.substring(NEXT_ACTION.length())
                        .toUpperCase(Locale.ROOT)
                        .replace('-', '_'))
                .sorted()
                .toList();
    }

    /**
     * @param types those to walk
     * @param whole follows every state; else only so many that every row, mode and outcome is reached
     */
    static Report of(Map<String, RuleTable> tables, Collection<String> types, boolean whole) {
        long began = System.nanoTime();
        List<Walk.Result> results = walk(tables, types, whole);
        List<Finding> findings = new ArrayList<>();
        results.forEach(result -> findings.addAll(result.findings()));
        if (Set.copyOf(types).containsAll(types(tables)) && results.stream().allMatch(Walk.Result::complete)) {
            findings.addAll(guardRowsNeverUsed(results));
            findings.addAll(outcomesThatNeverHappen(results));
        }
        return new Report(whole, results, List.copyOf(findings), (System.nanoTime() - began) / 1e9);
    }

    private static List<Walk.Result> walk(Map<String, RuleTable> tables, Collection<String> types, boolean whole) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Walk.Result>> walks = types.stream()
                    .sorted(Comparator.<String>comparingInt(LARGEST_FIRST::indexOf)
                            .thenComparing(Comparator.naturalOrder()))
                    .map(type -> (Callable<Walk.Result>) () -> new Walk(type, tables, !whole).run())
                    .map(threads::submit)
                    .toList();
            List<Walk.Result> results = new ArrayList<>();
            for (Future<Walk.Result> walk : walks) {
                results.add(walk.get());
            }
            results.sort(Comparator.comparing(Walk.Result::type));
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("A walk failed: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The walks were interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Finding> guardRowsNeverUsed(List<Walk.Result> results) {
        Map<Integer, Long> hits = new TreeMap<>();
        Map<Integer, Rules.RowHits> rows = new TreeMap<>();
        results.stream()
                .flatMap(result -> result.rows().stream())
                .filter(row -> Rules.GUARD.equals(row.table()))
                .forEach(row -> {
                    hits.merge(row.row(), row.hits(), Long::sum);
                    rows.put(row.row(), row);
                });
        List<Finding> findings = new ArrayList<>();
        hits.forEach((row, count) -> {
            boolean told = results.stream().anyMatch(result -> rows.get(row).names(result.type()));
            if (count == 0 && !told) {
                Rules.RowHits dead = rows.get(row);
                findings.add(Finding.ofAll(
                        "guard: row " + dead.rule() + " (" + dead.id() + ") never fires, for any type of order"));
            }
        });
        return findings;
    }

    /** Work that no row asks for, a mode in which no visit ends, a word that no person says. */
    private static List<Finding> outcomesThatNeverHappen(List<Walk.Result> results) {
        Map<String, Set<String>> seen = new TreeMap<>();
        results.forEach(result -> result.outcomes()
                .forEach((work, codes) ->
                        seen.computeIfAbsent(work, key -> new TreeSet<>()).addAll(codes)));
        List<Finding> findings = new ArrayList<>();
        VisitModes.all().forEach((visit, modes) -> {
            List<String> expected = new ArrayList<>(modes);
            expected.addAll(VISIT_FAILURES);
            missing("FIELD " + visit, expected, seen, findings);
        });
        LegalDecisions.actions().stream()
                .filter(action -> !NEVER_CHOSEN.contains(action))
                .sorted()
                .forEach(action -> missing("HUMAN " + action, LegalDecisions.words(action), seen, findings));
        Branches.WORK.forEach((work, codes) -> missing(work, codes, seen, findings));
        return findings;
    }

    private static void missing(
            String work, List<String> expected, Map<String, Set<String>> seen, List<Finding> findings) {
        Set<String> found = seen.get(work);
        if (found == null) {
            findings.add(Finding.ofAll("no row asks for " + work));
            return;
        }
        expected.stream()
                .filter(code -> !found.contains(code))
                .forEach(code -> findings.add(Finding.ofAll(work + " never ends with " + code)));
    }
}
