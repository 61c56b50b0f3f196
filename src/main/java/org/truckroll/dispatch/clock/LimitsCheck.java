// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.dispatch.clock.ServiceClock.Kind;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableCheck;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.shared.Holidays;

/**
 * What is wrong in {@code service-limits}: cells that cannot be read are errors; limits that contradict each other are warnings, for both clocks run
 * on their own (OPEN-23).
 */
@Component
final class LimitsCheck implements TableCheck {

    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final String SOMETHING_ELSE = "something-else";
    private static final int SOME_PRIORITY = 50;
    /** Every four hours of two weeks, from a Monday on. */
    private static final List<Instant> STARTS = Stream.iterate(
                    Instant.parse("2026-02-02T00:00:00Z"), start -> start.plus(Duration.ofHours(4)))
            .limit(84)
            .toList();

    private static final Set<String> WORDS = Stream.concat(
                    Arrays.stream(OrderState.values())
                            .filter(state -> !state.ended())
                            .map(OrderState::name),
                    Stream.of("EN_ROUTE", "ON_SITE", "SUSPENDED"))
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public String table() {
        return ServiceLimits.TABLE;
    }

    @Override
    public List<Finding> check(List<Row> rows, RuleTable table) {
        List<Finding> findings = new ArrayList<>();
        rows.forEach(row -> checkCells(row, findings));
        if (findings.stream().noneMatch(Finding::error)) {
            findings.addAll(new Contradictions(rows, table).find());
        }
        return findings;
    }

    private static void checkCells(Row row, List<Finding> findings) {
        texts(row.inputs().get("kind"))
                .filter(kind -> Arrays.stream(Kind.values())
                        .noneMatch(known -> known.name().equals(kind)))
                .forEach(kind -> findings.add(new Finding(
                        row,
                        true,
                        "no clock is called '" + kind + "'",
                        "use one of " + Arrays.toString(Kind.values()))));
        Map<String, Object> plain = new LinkedHashMap<>();
        row.outputs().forEach((name, cell) -> {
            Matcher text = TEXT.matcher(cell);
            if (text.matches()) {
                plain.put(name, text.group(1));
            }
        });
        refusal(
                () -> {
                    Limit limit = Limit.of(row.id(), plain);
                    if (limit.warn() != null
                            && limit.breach() != null
                            && limit.warn().compareTo(limit.breach()) >= 0) {
                        findings.add(new Finding(
                                row,
                                false,
                                "nearly late after " + limit.warn() + " is not before late after " + limit.breach(),
                                "warn earlier, or nobody is warned"));
                    }
                },
                why -> findings.add(new Finding(row, true, why, "write it like PT36H, or leave it empty with \"\"")));
        refusal(
                () -> WorkCalendar.of(String.valueOf(plain.getOrDefault("hours", "")), null, ZoneOffset.UTC),
                why -> findings.add(new Finding(row, true, why, "write the hours like MON-FRI 07:00-16:00")));
        String holidays = String.valueOf(plain.getOrDefault("holidays", ""));
        if (!holidays.isBlank()) {
            refusal(
                    () -> Holidays.of(holidays),
                    why -> findings.add(new Finding(row, true, why, "use the code of a country, such as SE or DE-BY")));
        }
        Arrays.stream(String.valueOf(plain.getOrDefault("standsStill", "")).split("[ ,]+"))
                .filter(word -> !word.isEmpty() && !WORDS.contains(word))
                .forEach(word -> findings.add(new Finding(
                        row, true, "neither an order nor a visit is ever '" + word + "'", "use one of " + WORDS)));
    }

    private static void refusal(Runnable reading, Consumer<String> refused) {
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            refused.accept(String.valueOf(e.getMessage()));
        }
    }

    private static Stream<String> texts(String cell) {
        return TEXT.matcher(cell).results().map(match -> match.group(1));
    }

    /** Steps that may take longer than their order: looked for where two rows meet, as the table then decides. */
    private static final class Contradictions {

        private final List<Row> rows;
        private final RuleTable table;
        private final Map<ServiceLimits.Question, Optional<Limit>> asked = new HashMap<>();
        private final Map<String, Finding> found = new LinkedHashMap<>();

        Contradictions(List<Row> rows, RuleTable table) {
            this.rows = rows;
            this.table = table;
        }

        List<Finding> find() {
            for (Row step : rows) {
                for (Row order : rows) {
                    if (mayBe(order, Kind.ORDER) && !mayBeOnly(step, Kind.ORDER)) {
                        compare(step, order);
                    }
                }
            }
            return List.copyOf(found.values());
        }

        private static boolean mayBe(Row row, Kind kind) {
            String cell = row.inputs().get("kind");
            return cell.isBlank() || cell.contains(kind.name());
        }

        private static boolean mayBeOnly(Row row, Kind kind) {
            return texts(row.inputs().get("kind")).toList().equals(List.of(kind.name()));
        }

        private void compare(Row step, Row order) {
            for (String division : values(step, order, "division")) {
                for (String type : values(step, order, "orderType")) {
                    for (int priority : priorities(step, order)) {
                        for (String action : values(step, step, "action")) {
                            for (String name : values(step, step, "step")) {
                                compare(step, division, type, priority, action, name);
                            }
                        }
                    }
                }
            }
        }

        private void compare(Row row, String division, String type, int priority, String action, String step) {
            Limit order = ask(new ServiceLimits.Question(division, Kind.ORDER, type, "", "", priority));
            if (order == null || order.breach() == null) {
                return;
            }
            List<Limit> inARow = Stream.of(Kind.ACCEPTANCE, Kind.HANDLING)
                    .map(kind -> ask(new ServiceLimits.Question(division, kind, type, action, step, priority)))
                    .filter(limit -> limit != null && limit.breach() != null)
                    .toList();
            report(row, inARow, order);
            Limit unsigned = ask(new ServiceLimits.Question(division, Kind.UNSIGNED, type, action, step, priority));
            if (unsigned != null && unsigned.breach() != null) {
                report(row, List.of(unsigned), order);
            }
        }

        private void report(Row row, List<Limit> step, Limit order) {
            if (step.stream().noneMatch(limit -> row.id().endsWith(limit.rule())) || !alwaysLonger(step, order)) {
                return;
            }
            String rules = step.stream().map(Limit::rule).collect(Collectors.joining(" and "));
            String times =
                    step.stream().map(limit -> String.valueOf(limit.breach())).collect(Collectors.joining(" and "));
            found.putIfAbsent(
                    rules + order.rule(),
                    new Finding(
                            row,
                            false,
                            "a step may take longer (" + rules + ": " + times + ") than its whole order ("
                                    + order.rule() + ": " + order.breach() + ")",
                            "both clocks run on their own: shorten the step, or give the order more time"));
        }

        /** True when, whenever it starts, the order is late before the step is. */
        private static boolean alwaysLonger(List<Limit> step, Limit order) {
            return !step.isEmpty()
                    && STARTS.stream().allMatch(start -> {
                        Instant end = start;
                        for (Limit limit : step) {
                            end = limit.breachAt(end, ZoneOffset.UTC, List.of());
                            if (end == null) {
                                return false;
                            }
                        }
                        Instant orderEnds = order.breachAt(start, ZoneOffset.UTC, List.of());
                        return orderEnds != null && end.isAfter(orderEnds);
                    });
        }

        private @Nullable Limit ask(ServiceLimits.Question question) {
            return asked.computeIfAbsent(question, this::answer).orElse(null);
        }

        private Optional<Limit> answer(ServiceLimits.Question question) {
            try {
                return ServiceLimits.ask(table, question);
            } catch (IllegalStateException | IllegalArgumentException e) {
                // A cell that is computed: what it gives is known when it is asked.
                return Optional.empty();
            }
        }

        private static Set<String> values(Row one, Row other, String column) {
            Set<String> values = new LinkedHashSet<>();
            texts(one.inputs().get(column)).forEach(values::add);
            texts(other.inputs().get(column)).forEach(values::add);
            values.add(SOMETHING_ELSE);
            return values;
        }

        private static Set<Integer> priorities(Row one, Row other) {
            Set<Integer> values = new LinkedHashSet<>(Set.of(SOME_PRIORITY));
            Stream.of(one, other)
                    .flatMap(row -> NUMBER.matcher(row.inputs().get("priority")).results())
                    .map(MatchResult::group)
                    .map(Integer::parseInt)
                    .forEach(number -> values.addAll(List.of(number - 1, number, number + 1)));
            return values;
        }
    }
}
