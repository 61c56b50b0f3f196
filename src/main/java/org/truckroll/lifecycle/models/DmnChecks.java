// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.api.ParseResult;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.truckroll.lifecycle.TableCheck;
import org.truckroll.lifecycle.TableInputs;

/** The house rules for decision tables. */
final class DmnChecks {

    private static final Set<String> HIT_POLICIES = Set.of("FIRST", "UNIQUE");
    /** Of these every row that matches counts, so the first one alone would be too little. */
    private static final Set<String> COLLECTING = Set.of("restriction-calendar", "notice-rule");

    private static final Pattern CAMEL_CASE = Pattern.compile("[a-z][a-zA-Z0-9]*");
    private static final FeelEngineApi FEEL = FeelEngineBuilder.forJava().build();

    private final ModelFile file;
    private final XmlNode definitions;
    private final Findings findings;
    /** What decisions of this file hand to each other. */
    private final Set<String> decided;

    DmnChecks(ModelFile file, XmlNode definitions, Findings findings) {
        this.file = file;
        this.definitions = definitions;
        this.findings = findings;
        this.decided = decisions(definitions).stream()
                .filter(decision -> !decision.id().equals(file.id()))
                .flatMap(XmlNode::all)
                .filter(node -> node.is("output", "variable"))
                .map(XmlNode::label)
                .collect(Collectors.toUnmodifiableSet());
    }

    static List<XmlNode> decisions(XmlNode definitions) {
        return definitions.children("decision").toList();
    }

    void run() {
        var decisions = decisions(definitions);
        if (decisions.stream().noneMatch(decision -> decision.id().equals(file.id()))) {
            findings.error(
                    decisions.isEmpty() ? definitions : decisions.get(0),
                    "no decision has the id '" + file.id() + "'",
                    "name the decision's id like the file");
        }
        var drawn = definitions
                .all()
                .filter(node -> node.is("DMNShape") && node.child("Bounds").isPresent())
                .map(node -> node.attribute("dmnElementRef"))
                .toList();
        for (var decision : decisions) {
            if (!decision.has("camunda:historyTimeToLive")) {
                findings.error(decision, "no history time to live", "set it, for example P365D");
            }
            if (decision.label().isEmpty()) {
                findings.warning(decision, "the decision has no name", "name it as people call it");
            }
            if (!drawn.contains(decision.id())) {
                findings.error(decision, "the decision is not drawn", "open the diagram view in the Modeler and save");
            }
            decision.child("decisionTable").ifPresent(this::checkTable);
            decision.child("literalExpression").ifPresent(this::checkExpression);
        }
    }

    /** The rows of the decision that bears the file's name. */
    List<TableCheck.Row> rows() {
        return decisions(definitions).stream()
                .filter(decision -> decision.id().equals(file.id()))
                .flatMap(decision -> decision.children("decisionTable"))
                .flatMap(DmnChecks::rows)
                .toList();
    }

    private static Stream<TableCheck.Row> rows(XmlNode table) {
        var inputs = table.children("input")
                .map(input ->
                        input.child("inputExpression").map(DmnChecks::textOf).orElse(""))
                .toList();
        var outputs = table.children("output").map(XmlNode::label).toList();
        return table.children("rule")
                .map(rule -> new TableCheck.Row(
                        rule.line(),
                        rule.id(),
                        cells(inputs, rule.children("inputEntry").toList()),
                        cells(outputs, rule.children("outputEntry").toList())));
    }

    private static Map<String, String> cells(List<String> names, List<XmlNode> entries) {
        var cells = new LinkedHashMap<String, String>();
        for (int column = 0; column < Math.min(names.size(), entries.size()); column++) {
            cells.put(names.get(column), textOf(entries.get(column)));
        }
        return cells;
    }

    private void checkTable(XmlNode table) {
        checkHitPolicy(table);
        table.children("output").forEach(output -> {
            if (!CAMEL_CASE.matcher(output.label()).matches()) {
                findings.error(
                        output, "output name '" + output.label() + "' is not camelCase", "name it like nextAction");
            }
        });
        table.children("input")
                .flatMap(input -> input.children("inputExpression"))
                .forEach(this::checkExpression);
        table.children("rule").forEach(this::checkRule);
    }

    private void checkHitPolicy(XmlNode table) {
        var hitPolicy = table.attribute("hitPolicy");
        if (COLLECTING.contains(file.id())) {
            if (!hitPolicy.equals("COLLECT") || table.has("aggregation")) {
                findings.error(
                        table,
                        "not all rows that match are collected",
                        "use COLLECT without sum, count, least or most");
            }
        } else if (hitPolicy.isEmpty()) {
            // The Modeler does not write UNIQUE, so its absence cannot be refused.
            findings.warning(
                    table, "no hit policy is stated", "UNIQUE is taken; choose FIRST if the order of rows counts");
        } else if (!HIT_POLICIES.contains(hitPolicy)) {
            findings.error(table, "hit policy " + hitPolicy, "use FIRST or UNIQUE");
        }
    }

    private void checkRule(XmlNode rule) {
        if (rule.child("description").map(XmlNode::text).orElse("").isEmpty()) {
            findings.error(rule, "the row has no annotation", "say in the annotation why the row is there");
        }
        rule.children("inputEntry").forEach(this::checkTests);
        rule.children("outputEntry").forEach(this::checkExpression);
    }

    private void checkTests(XmlNode entry) {
        var text = textOf(entry);
        if (isFeel(entry) && !text.isEmpty()) {
            checkParsed(entry, text, FEEL.parseUnaryTests(text));
        }
    }

    private void checkExpression(XmlNode entry) {
        var text = textOf(entry);
        if (isFeel(entry) && !text.isEmpty()) {
            checkParsed(entry, text, FEEL.parseExpression(text));
        }
    }

    private boolean isFeel(XmlNode entry) {
        var language = entry.attribute("expressionLanguage");
        var isFeel =
                language.isEmpty() || language.toLowerCase(Locale.ROOT).endsWith("feel") || language.contains("/FEEL/");
        if (!isFeel) {
            findings.error(entry, "the entry is written in " + language, "write it in FEEL");
        }
        return isFeel;
    }

    private void checkParsed(XmlNode entry, String text, ParseResult result) {
        if (result.isFailure()) {
            var reason = result.failure().message().lines().findFirst().orElse("");
            findings.error(entry, "'" + text + "' is not FEEL: " + reason, "correct the cell; texts stand in quotes");
        } else {
            checkNames(entry, result.parsedExpression());
        }
    }

    /** A name that nobody prepares is never true: the row would silently never fire, or answer nothing. */
    private void checkNames(XmlNode entry, ParsedExpression expression) {
        TableInputs.of(file.id())
                .ifPresent(known -> FeelNames.of(expression).stream()
                        .filter(name -> !known.contains(name) && !decided.contains(name))
                        .forEach(name -> findings.error(
                                entry,
                                "no fact is called '" + name + "'",
                                "texts stand in quotes; the names are " + new TreeSet<>(known))));
    }

    private static String textOf(XmlNode entry) {
        return entry.child("text").map(XmlNode::text).orElse("");
    }
}
