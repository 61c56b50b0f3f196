// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableSet;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Json;

/**
 * Decides recorded decisions once more by other tables: what would have changed. Reads only; the tables see the facts of the record, so a
 * difference says what that one step would have been, not how the order would have gone on.
 */
@Service
public class Replay {

    private static final String GUARD = "guard";
    private static final String FIELD_TASK = "field-task";
    private static final TypeReference<LinkedHashMap<String, Object>> FACTS = new TypeReference<>() {};

    /**
     * Whose decisions are looked at.
     *
     * @param orders the last so many
     * @param type null for any
     * @param divisions null for all
     */
    public record Selection(
            int orders, @Nullable String type, @Nullable Set<String> divisions) {}

    /** What a step was, or would have been. */
    public record Choice(
            String rule,
            String action,
            String channel,
            @Nullable String code) {}

    /**
     * One step that would have been another.
     *
     * @param mattered the facts that the new row looked at
     * @param followsDifference an earlier step of the order differs already: its path would have led elsewhere
     */
    public record Difference(
            String orderId,
            int step,
            String type,
            Choice before,
            Choice after,
            Map<String, Object> mattered,
            boolean followsDifference) {}

    /** How often one row took the place of another. */
    public record Change(String before, String after, int decisions) {}

    /** A record that the tables could not decide, or that was left out, and why. */
    public record Remark(String orderId, int step, String type, String reason) {}

    /**
     * What a replay found; decisions = unchanged + differences + errors + skipped.
     *
     * @param following records, differing or not, that come after the first difference of their order
     */
    public record Report(
            int orders,
            int decisions,
            int unchanged,
            int following,
            List<Difference> differences,
            List<Change> byRule,
            List<Remark> errors,
            List<Remark> skipped,
            List<String> warnings) {}

    private final Decisions decisions;
    private final ServiceOrders orders;
    private final AssessmentProperties limits;
    private final Json json;

    Replay(Decisions decisions, ServiceOrders orders, AssessmentProperties limits, Json json) {
        this.decisions = decisions;
        this.orders = orders;
        this.limits = limits;
        this.json = json;
    }

    public Report replay(TableSet tables, Selection selection) {
        List<ServiceOrder> chosen = orders.last(selection.orders(), selection.type(), selection.divisions());
        Run run = new Run(tables);
        chosen.forEach(run::order);
        return run.report(chosen.size(), tables.warnings());
    }

    /** One replay: remembers what the tables said, because most records look alike to them. */
    private final class Run {

        private final Map<String, RuleTable> tables;
        private final Map<List<Object>, Optional<Map<String, Object>>> known = new HashMap<>();
        private final List<Difference> differences = new ArrayList<>();
        private final List<Remark> errors = new ArrayList<>();
        private final List<Remark> skipped = new ArrayList<>();
        private int records;
        private int unchanged;
        private int following;

        Run(TableSet set) {
            this.tables = set.tables();
        }

        void order(ServiceOrder order) {
            boolean differs = false;
            int lookedAt = 0;
            Decision last = null;
            for (Decision decision : decisions.of(order.id())) {
                records++;
                following += differs ? 1 : 0;
                differs |= decide(order, decision, last, decision.step() - lookedAt > limits.stepLimit(), differs);
                if (decision.action().equals(Repetition.LOOKED_AT)) {
                    lookedAt = decision.step();
                }
                last = decision;
            }
        }

        /** True when the step would have been another. */
        private boolean decide(
                ServiceOrder order, Decision decision, @Nullable Decision last, boolean tooManySteps, boolean differs) {
            if (Assessment.BY_A_PERSON.equals(decision.decision())) {
                skipped.add(remark(order, decision, "ended by a person"));
                return false;
            }
            if (Assessment.MERGED.equals(decision.decision())) {
                skipped.add(remark(order, decision, "ended with the order that it was merged into"));
                return false;
            }
            Map<String, Object> facts = json.read(decision.facts(), FACTS);
            // An order may have become a back-to-back since.
            String table = Assessment.table(String.valueOf(facts.getOrDefault("type", order.type())));
            try {
                Set<String> missing = missing(table, facts);
                if (!missing.isEmpty()) {
                    skipped.add(remark(
                            order, decision, "not known at the time of the record: " + String.join(", ", missing)));
                    return false;
                }
                Map<String, Object> next = row(table, facts);
                String action = text(next, "action");
                String channel = text(next, "channel");
                facts.put(
                        "repeated",
                        Repetition.of(text(next, "rule"), channel, tooManySteps, last, decision.factsHash()));
                facts.put("nextAction", action);
                facts.put("nextChannel", channel);
                Map<String, Object> guard = row(GUARD, facts);
                boolean passes = "PASS".equals(text(guard, "channel"));
                Choice after = named(passes ? next : guard, facts);
                Choice before = new Choice(
                        decision.rule(), decision.action(), decision.channel(), blankToNull(decision.code()));
                if (after.equals(before)) {
                    unchanged++;
                    return false;
                }
                Map<String, Object> mattered = table(passes ? table : GUARD)
                        .reasons(after.rule(), facts)
                        .map(RuleTable.Reasons::mattered)
                        .orElse(Map.of());
                differences.add(
                        new Difference(order.id(), decision.step(), order.type(), before, after, mattered, differs));
                return true;
            } catch (IllegalStateException e) {
                errors.add(remark(order, decision, String.valueOf(e.getMessage())));
                return false;
            }
        }

        /** D3 gives a visit at an item its own name. */
        private Choice named(Map<String, Object> row, Map<String, Object> facts) {
            Map<String, Object> step = new HashMap<>(facts);
            step.put("action", text(row, "action"));
            return new Choice(
                    text(row, "rule"), text(row(FIELD_TASK, step), "action"), text(row, "channel"), blankToNull((String)
                            row.get("code")));
        }

        private Set<String> missing(String table, Map<String, Object> facts) {
            Set<String> missing = new TreeSet<>(table(table).names());
            missing.addAll(table(GUARD).names());
            missing.removeAll(facts.keySet());
            missing.removeAll(Set.of("nextAction", "nextChannel", "repeated"));
            return missing;
        }

        private RuleTable table(String name) {
            RuleTable table = tables.get(name);
            if (table == null) {
                throw new IllegalStateException("there is no table " + name);
            }
            return table;
        }

        private Map<String, Object> row(String name, Map<String, Object> facts) {
            RuleTable table = table(name);
            return known.computeIfAbsent(List.of(name, table.relevant(facts)), key -> table.decide(facts))
                    .orElseThrow(() -> new IllegalStateException("no row of " + name + " matches"));
        }

        private Remark remark(ServiceOrder order, Decision decision, String reason) {
            return new Remark(order.id(), decision.step(), order.type(), reason);
        }

        Report report(int orders, List<String> warnings) {
            Map<List<String>, Integer> counts = new LinkedHashMap<>();
            differences.forEach(difference -> counts.merge(
                    List.of(difference.before().rule(), difference.after().rule()), 1, Integer::sum));
            List<Change> byRule = counts.entrySet().stream()
                    .map(count ->
                            new Change(count.getKey().get(0), count.getKey().get(1), count.getValue()))
                    .sorted(Comparator.comparingInt(Change::decisions)
                            .reversed()
                            .thenComparing(Change::before)
                            .thenComparing(Change::after))
                    .toList();
            return new Report(orders, records, unchanged, following, differences, byRule, errors, skipped, warnings);
        }
    }

    private static String text(Map<String, Object> row, String name) {
        if (!(row.get(name) instanceof String text) || text.isBlank()) {
            throw new IllegalStateException("the row that matches has no " + name);
        }
        return text;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
