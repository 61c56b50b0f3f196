// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineException;
import org.camunda.bpm.dmn.engine.delegate.DmnEvaluatedDecisionRule;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableInputImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionTableRuleImpl;
import org.camunda.bpm.dmn.engine.impl.DmnExpressionImpl;
import org.camunda.bpm.dmn.engine.impl.hitpolicy.FirstHitPolicyHandler;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ConcurrentLruCache;

/**
 * A decision table outside a running process: decides as the engine would, and tells which facts the rows looked at. Cells are evaluated by the
 * FEEL of the engine; nothing is stored. Safe for many threads.
 */
public final class RuleTable {

    /** A row above the one that fired, and the facts of its first cell that did not hold. */
    public record PassedOver(String rule, Map<String, Object> because) {}

    /** A row as it stands in the file; two rows may bear the same name. */
    public record Row(String id, String rule) {}

    /** The row that fired, counted from 0, and its outputs. */
    public record Fired(int row, Map<String, Object> outputs) {}

    /** Why a row fired: the facts that its cells looked at, and the rows passed over before it. */
    public record Reasons(Map<String, Object> mattered, List<PassedOver> passedOver) {}

    /** As the process engine sets it up: both use the defaults. */
    private static final DefaultDmnEngineConfiguration SETTINGS = TablesPlugin.settings();

    /** The id of the row that the engine chose last on this thread. */
    private static final ThreadLocal<String> CHOSEN = new ThreadLocal<>();

    /** The ids of all rows that fitted then. */
    private static final ThreadLocal<List<String>> FITTING = ThreadLocal.withInitial(List::of);

    private static final DmnEngine ENGINE = listening(SETTINGS).buildEngine();
    private static final FeelEngine FEEL = SETTINGS.getFeelEngine();

    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final String RULE = "rule";

    /** A cell with all it can see; tables are full of the same few, and FEEL parses a cell anew each time. */
    private record Seen(String cell, String as, @Nullable Object value, Map<String, Object> facts) {}

    private static final ConcurrentLruCache<Seen, Boolean> HOLDS = new ConcurrentLruCache<>(5000, RuleTable::holds);

    private final DmnDecision decision;
    private final DmnDecisionTableImpl table;
    private final List<String> rules;
    private final Set<String> words;

    private RuleTable(DmnDecision decision, DmnDecisionTableImpl table) {
        this.decision = decision;
        this.table = table;
        this.rules = table.getRules().stream().map(this::ruleOf).toList();
        this.words = wordsOfTable();
    }

    /**
     * The tables inside a DMN file, by decision id.
     *
     * @throws IllegalArgumentException when the engine cannot read the file
     */
    public static Map<String, RuleTable> parse(byte[] dmn) {
        try {
            Map<String, RuleTable> tables = new LinkedHashMap<>();
            for (DmnDecision decision : ENGINE.parseDecisions(new ByteArrayInputStream(dmn))) {
                if (decision.getDecisionLogic() instanceof DmnDecisionTableImpl table) {
                    tables.put(decision.getKey(), new RuleTable(decision, table));
                }
            }
            return tables;
        } catch (DmnEngineException e) {
            throw new IllegalArgumentException("The engine cannot read the table: " + e.getMessage(), e);
        }
    }

    /** The names that some cell of the table looks at. */
    public Set<String> names() {
        return words.stream()
                .filter(name -> TableInputs.NAMES.contains(name) || TableInputs.OF_THE_NEXT_ACTION.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Those of the facts that can make a difference to this table: with the same ones it decides the same. */
    public Map<String, Object> relevant(Map<String, Object> facts) {
        Map<String, Object> relevant = new HashMap<>(facts);
        relevant.keySet().retainAll(words);
        return relevant;
    }

    /**
     * The outputs of the row that fires; empty when no row matches.
     *
     * @throws IllegalStateException when the engine cannot evaluate the table, for example when two rows of a unique table match
     */
    public Optional<Map<String, Object>> decide(Map<String, Object> facts) {
        DmnDecisionResult result = results(facts);
        return result.isEmpty()
                ? Optional.empty()
                : Optional.of(new LinkedHashMap<>(result.getFirstResult().getEntryMap()));
    }

    private DmnDecisionResult results(Map<String, Object> facts) {
        try {
            return ENGINE.evaluateDecision(decision, facts);
        } catch (DmnEngineException | FeelException e) {
            throw new IllegalStateException("The engine cannot evaluate the table: " + e.getMessage(), e);
        }
    }

    private static DefaultDmnEngineConfiguration listening(DefaultDmnEngineConfiguration settings) {
        settings.getCustomPostDecisionTableEvaluationListeners().add(event -> {
            List<String> ids = event.getMatchingRules().stream()
                    .map(DmnEvaluatedDecisionRule::getId)
                    .toList();
            CHOSEN.set(ids.isEmpty() ? null : ids.get(0));
            FITTING.set(ids);
        });
        return settings;
    }

    /** The rows, from the top. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < rules.size(); row++) {
            rows.add(new Row(table.getRules().get(row).getId(), rules.get(row)));
        }
        return rows;
    }

    /** Like {@link #decide}, and tells which row it was. */
    public Optional<Fired> fire(Map<String, Object> facts) {
        CHOSEN.remove();
        Optional<Map<String, Object>> outputs = decide(facts);
        String id = CHOSEN.get();
        for (int row = 0; row < rules.size(); row++) {
            if (outputs.isPresent() && table.getRules().get(row).getId().equals(id)) {
                return Optional.of(new Fired(row, outputs.get()));
            }
        }
        return Optional.empty();
    }

    /**
     * All rows that fit, from the top: for tables that collect.
     *
     * @throws IllegalStateException when the engine cannot evaluate the table
     */
    public List<Fired> fireAll(Map<String, Object> facts) {
        FITTING.remove();
        List<Map<String, Object>> outputs = results(facts).getResultList();
        List<String> ids = FITTING.get();
        List<String> rows =
                table.getRules().stream().map(DmnDecisionTableRuleImpl::getId).toList();
        return IntStream.range(0, Math.min(ids.size(), outputs.size()))
                .mapToObj(i -> new Fired(rows.indexOf(ids.get(i)), new LinkedHashMap<>(outputs.get(i))))
                .toList();
    }

    /** One condition of a row: it holds or not by the values of a few words alone. */
    public final class Cell {
        private final DmnDecisionTableInputImpl input;
        private final DmnExpressionImpl cell;
        private final Set<String> words;

        private Cell(DmnDecisionTableInputImpl input, DmnExpressionImpl cell) {
            this.input = input;
            this.cell = cell;
            this.words = Stream.concat(
                            RuleTable.words(input.getExpression().getExpression()),
                            RuleTable.words(cell.getExpression()))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        /** Names of facts, and whatever else it says. */
        public Set<String> words() {
            return words;
        }

        public boolean holds(Map<String, Object> facts) {
            return RuleTable.holds(input, cell, facts);
        }
    }

    /** The conditions of a row, from the left. */
    public List<Cell> conditions(int row) {
        return cells(table.getRules().get(row)).entrySet().stream()
                .map(cell -> new Cell(cell.getKey(), cell.getValue()))
                .toList();
    }

    /** The words in what a row answers: names of facts, and whatever else it says. */
    public Set<String> answerWords(int row) {
        return table.getRules().get(row).getConclusions().stream()
                .map(DmnExpressionImpl::getExpression)
                .filter(Objects::nonNull)
                .flatMap(RuleTable::words)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The first row that fits counts, and none below it matters. */
    public boolean firstFits() {
        return table.getHitPolicyHandler() instanceof FirstHitPolicyHandler;
    }

    /** What a row says in a column; empty when it says nothing there. */
    public String cell(int row, String column) {
        return cells(table.getRules().get(row)).entrySet().stream()
                .filter(cell -> column.equals(
                        cell.getKey().getExpression().getExpression().strip()))
                .map(cell -> cell.getValue().getExpression().strip())
                .findFirst()
                .orElse("");
    }

    /** Whether all cells of a row hold, whatever rows stand above it. */
    public boolean fits(int row, Map<String, Object> facts) {
        return obstacle(table.getRules().get(row), facts).isEmpty();
    }

    /** All words in the cells of those rows that could fire when this column has this value: names of facts, and whatever else a cell says. */
    public Set<String> wordsWhere(String column, Object value) {
        Set<String> looked = new LinkedHashSet<>();
        for (int row = 0; row < rules.size(); row++) {
            Map<DmnDecisionTableInputImpl, DmnExpressionImpl> cells =
                    cells(table.getRules().get(row));
            boolean possible = cells.entrySet().stream()
                    .filter(cell -> column.equals(
                            cell.getKey().getExpression().getExpression().strip()))
                    .allMatch(cell -> holds(cell.getKey(), cell.getValue(), Map.of(column, value)));
            if (possible) {
                cells.forEach((input, cell) -> {
                    words(input.getExpression().getExpression()).forEach(looked::add);
                    words(cell.getExpression()).forEach(looked::add);
                });
                looked.addAll(answerWords(row));
            }
        }
        return looked;
    }

    /** Why this row fired with these facts; empty when the table has no such row. */
    public Optional<Reasons> reasons(String rule, Map<String, Object> facts) {
        int fired = rules.indexOf(rule);
        if (fired < 0) {
            return Optional.empty();
        }
        Map<String, Object> mattered = new LinkedHashMap<>();
        cells(table.getRules().get(fired)).forEach((input, cell) -> mattered.putAll(seenBy(input, cell, facts)));
        List<PassedOver> passedOver = new ArrayList<>();
        for (int row = 0; row < fired; row++) {
            String name = rules.get(row);
            obstacle(table.getRules().get(row), facts)
                    .ifPresent(because -> passedOver.add(new PassedOver(name, because)));
        }
        return Optional.of(new Reasons(mattered, passedOver));
    }

    private Optional<Map<String, Object>> obstacle(DmnDecisionTableRuleImpl row, Map<String, Object> facts) {
        for (Map.Entry<DmnDecisionTableInputImpl, DmnExpressionImpl> cell :
                cells(row).entrySet()) {
            if (!holds(cell.getKey(), cell.getValue(), facts)) {
                return Optional.of(seenBy(cell.getKey(), cell.getValue(), facts));
            }
        }
        return Optional.empty();
    }

    private static boolean holds(DmnDecisionTableInputImpl input, DmnExpressionImpl cell, Map<String, Object> facts) {
        Map<String, Object> used = new HashMap<>();
        words(cell.getExpression()).filter(facts::containsKey).forEach(name -> used.put(name, facts.get(name)));
        return HOLDS.get(new Seen(cell.getExpression(), input.getInputVariable(), value(input, facts), used));
    }

    private static boolean holds(Seen seen) {
        VariableMap known = Variables.fromMap(seen.facts());
        known.put(seen.as(), seen.value());
        return FEEL.evaluateSimpleUnaryTests(seen.cell(), seen.as(), known.asVariableContext());
    }

    /** What the column compares, as the engine sees it. */
    private static @Nullable Object value(DmnDecisionTableInputImpl input, Map<String, Object> facts) {
        String column = input.getExpression().getExpression().strip();
        Object found = facts.containsKey(column)
                ? facts.get(column)
                : FEEL.evaluateSimpleExpression(column, Variables.fromMap(facts).asVariableContext());
        return input.getExpression().getTypeDefinition().transform(found).getValue();
    }

    private static Map<String, Object> seenBy(
            DmnDecisionTableInputImpl input, DmnExpressionImpl cell, Map<String, Object> facts) {
        Map<String, Object> seen = new LinkedHashMap<>();
        String column = input.getExpression().getExpression().strip();
        seen.put(column, facts.containsKey(column) ? facts.get(column) : value(input, facts));
        words(cell.getExpression()).filter(facts::containsKey).forEach(name -> seen.putIfAbsent(name, facts.get(name)));
        return seen;
    }

    /** The cells of a row that say something, by their columns. */
    private Map<DmnDecisionTableInputImpl, DmnExpressionImpl> cells(DmnDecisionTableRuleImpl row) {
        Map<DmnDecisionTableInputImpl, DmnExpressionImpl> cells = new LinkedHashMap<>();
        for (int column = 0; column < table.getInputs().size(); column++) {
            DmnExpressionImpl cell = row.getConditions().get(column);
            String text =
                    cell.getExpression() == null ? "" : cell.getExpression().strip();
            if (!text.isEmpty() && !text.equals("-")) {
                cells.put(table.getInputs().get(column), cell);
            }
        }
        return cells;
    }

    private Set<String> wordsOfTable() {
        Set<String> found = new HashSet<>();
        for (DmnDecisionTableRuleImpl row : table.getRules()) {
            cells(row).forEach((input, cell) -> {
                words(input.getExpression().getExpression()).forEach(found::add);
                words(cell.getExpression()).forEach(found::add);
            });
            row.getConclusions().stream()
                    .map(DmnExpressionImpl::getExpression)
                    .filter(Objects::nonNull)
                    .flatMap(RuleTable::words)
                    .forEach(found::add);
        }
        return Set.copyOf(found);
    }

    private static Stream<String> words(String expression) {
        return WORD.matcher(TEXT.matcher(expression).replaceAll(" ")).results().map(MatchResult::group);
    }

    /** The name that a row gives itself, or its id in a table without such an output. */
    private String ruleOf(DmnDecisionTableRuleImpl row) {
        for (int column = 0; column < table.getOutputs().size(); column++) {
            if (RULE.equals(table.getOutputs().get(column).getOutputName())) {
                Object name = FEEL.evaluateSimpleExpression(
                        row.getConclusions().get(column).getExpression(),
                        Variables.createVariables().asVariableContext());
                return String.valueOf(name);
            }
        }
        return row.getId();
    }
}
