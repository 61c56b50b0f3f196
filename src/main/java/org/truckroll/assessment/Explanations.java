// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableReader;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Json;

/**
 * Explains decision records: which facts the row looked at and why the rows above it did not fire, by the tables of the order's own release
 * (SOM-11).
 */
@Service
public class Explanations {

    private static final String GUARD = "guard";
    private static final TypeReference<LinkedHashMap<String, Object>> FACTS = new TypeReference<>() {};

    /**
     * A record with what is behind it.
     *
     * @param mattered the facts that decided, by name; where a person ended the order, who it was and what was decided; where it was merged, the order
     *     that did its work; null when the release is gone
     * @param passedOver the rows above, each with the facts that its first failing cell saw; those of the guard follow those of the table
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Explained(
            @JsonUnwrapped Decision decision,
            @Nullable Map<String, Object> mattered,
            @Nullable List<RuleTable.PassedOver> passedOver) {}

    private final Decisions decisions;
    private final ServiceOrders orders;
    private final Activities activities;
    private final TableReader tables;
    private final Json json;

    Explanations(Decisions decisions, ServiceOrders orders, Activities activities, TableReader tables, Json json) {
        this.decisions = decisions;
        this.orders = orders;
        this.activities = activities;
        this.tables = tables;
        this.json = json;
    }

    /** All records of an order, in the order they were made. */
    public List<Explained> of(String orderId) {
        List<Explained> explained = new ArrayList<>();
        Decision before = null;
        for (Decision decision : decisions.of(orderId)) {
            explained.add(
                    switch (decision.decision()) {
                        case Assessment.BY_A_PERSON -> new Explained(decision, person(before), List.of());
                        case Assessment.MERGED -> new Explained(decision, host(orderId), List.of());
                        default -> explain(decision);
                    });
            before = decision;
        }
        return explained;
    }

    private Explained explain(Decision decision) {
        Map<String, Object> facts = json.read(decision.facts(), FACTS);
        Optional<RuleTable.Reasons> reasons = tables.of(decision.decision(), decision.decisionVersion())
                .flatMap(table -> table.reasons(decision.rule(), facts));
        if (reasons.isEmpty()) {
            return new Explained(decision, null, null);
        }
        List<RuleTable.PassedOver> passedOver = new ArrayList<>(reasons.get().passedOver());
        if (!GUARD.equals(decision.decision())) {
            passedOver.addAll(guards(decision, facts));
        }
        return new Explained(decision, reasons.get().mattered(), passedOver);
    }

    /** The guards that looked at the next action and let it pass. */
    private List<RuleTable.PassedOver> guards(Decision decision, Map<String, Object> facts) {
        return tables.beside(decision.decision(), decision.decisionVersion(), GUARD)
                .flatMap(guard -> guard.decide(facts)
                        .map(row -> String.valueOf(row.get("rule")))
                        .flatMap(rule -> guard.reasons(rule, facts)))
                .map(RuleTable.Reasons::passedOver)
                .orElse(List.of());
    }

    private Map<String, Object> host(String orderId) {
        return orders.find(orderId)
                .map(ServiceOrder::mergedInto)
                .map(host -> Map.<String, Object>of("mergedInto", host))
                .orElse(Map.of());
    }

    private Map<String, Object> person(@Nullable Decision before) {
        return Optional.ofNullable(before)
                .map(Decision::activityId)
                .flatMap(activities::find)
                .filter(activity -> activity.kind() == Activity.Kind.HUMAN)
                .map(activity -> {
                    Map<String, Object> who = new LinkedHashMap<>();
                    who.put("task", activity.action());
                    who.put("decision", activity.outcome());
                    who.put("decidedBy", activity.completedBy());
                    return who;
                })
                .orElse(Map.of());
    }

    /** For people: one line per step with date, rule, words, the facts that mattered and what was done. */
    public String text(String orderId) {
        return of(orderId).stream().map(Explanations::line).collect(Collectors.joining());
    }

    private static String line(Explained explained) {
        Decision decision = explained.decision();
        StringBuilder line = new StringBuilder()
                .append(decision.at().truncatedTo(ChronoUnit.SECONDS))
                .append("  ")
                .append(decision.rule())
                .append("  ");
        if (decision.childResult() != null) {
            line.append("After ").append(decision.childResult()).append(": ");
        }
        line.append(decision.reason());
        if (explained.mattered() != null && !explained.mattered().isEmpty()) {
            line.append(" (")
                    .append(explained.mattered().entrySet().stream()
                            .map(fact -> fact.getKey() + " = " + fact.getValue())
                            .collect(Collectors.joining(", ")))
                    .append(')');
        }
        line.append(" -> ").append(decision.channel()).append(' ').append(decision.action());
        if (decision.code() != null && !decision.code().isBlank()) {
            line.append(' ').append(decision.code());
        }
        return line.append('\n').toString();
    }
}
