// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableCheck;
import org.truckroll.notification.Texts;

/** What is wrong in {@code notice-rule}: cells that cannot be read keep a model set from being released. */
@Component
final class NoticeRulesCheck implements TableCheck {

    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    private static final String WORKED_OUT = "worked-out";

    private final Predicate<String> texts;

    @Autowired
    NoticeRulesCheck(Texts texts) {
        this(event -> texts.find(event).isPresent());
    }

    NoticeRulesCheck(Predicate<String> texts) {
        this.texts = texts;
    }

    @Override
    public String table() {
        return NoticeRules.TABLE;
    }

    @Override
    public List<Finding> check(List<Row> rows, RuleTable table) {
        List<Finding> findings = new ArrayList<>();
        rows.forEach(row -> check(row, findings));
        return findings;
    }

    private void check(Row row, List<Finding> findings) {
        Set<String> happenings = TEXT.matcher(row.inputs().getOrDefault("happening", ""))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        happenings.stream()
                .filter(word -> Arrays.stream(Happening.values())
                        .noneMatch(known -> known.name().equals(word)))
                .forEach(word -> findings.add(new Finding(
                        row,
                        true,
                        "nothing is called '" + word + "'",
                        "use one of " + Arrays.toString(Happening.values()))));
        Map<String, Object> plain = new LinkedHashMap<>();
        row.outputs().forEach((name, cell) -> {
            Matcher text = TEXT.matcher(cell);
            if (text.matches()) {
                plain.put(name, text.group(1));
            } else if (!cell.isBlank()) {
                // Worked out when it is asked: nothing is known of it here.
                plain.put(name, name.equals("severity") ? "STANDARD" : name.equals("before") ? "P1D" : WORKED_OUT);
            }
        });
        try {
            NoticeRule rule = NoticeRule.of(row.id(), plain);
            if (!rule.notice().equals(WORKED_OUT) && !texts.test(rule.notice())) {
                findings.add(
                        new Finding(
                                row,
                                true,
                                "there is no text '" + rule.notice() + "'",
                                "name one of those that GET /api/v1/notice-texts lists, or put a file of that name beside them"));
            }
            boolean coming = happenings.contains(Happening.VISIT_COMING.name());
            if (coming && happenings.size() > 1 || coming != (rule.before() != null)) {
                findings.add(new Finding(
                        row,
                        true,
                        "'before' belongs to VISIT_COMING alone, and has to stand there",
                        "write P1D or PT2H into rows of VISIT_COMING, \"\" into all others, and one row for each"));
            }
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(
                    row,
                    true,
                    String.valueOf(e.getMessage()),
                    "name a text, STANDARD, IMPORTANT or URGENT, whom to tell, and how long before like P1D or PT2H"));
        }
    }
}
