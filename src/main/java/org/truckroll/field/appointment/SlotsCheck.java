// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableCheck;
import org.truckroll.shared.Holidays;

/** What is wrong in {@code appointment-slots}: cells that cannot be read keep a model set from being released. */
@Component
final class SlotsCheck implements TableCheck {

    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

    @Override
    public String table() {
        return SlotTable.TABLE;
    }

    @Override
    public List<Finding> check(List<Row> rows, RuleTable table) {
        List<Finding> findings = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> plain = new LinkedHashMap<>();
            row.outputs().forEach((name, cell) -> {
                Matcher text = TEXT.matcher(cell);
                if (text.matches()) {
                    plain.put(name, text.group(1));
                } else if (NUMBER.matcher(cell).matches()) {
                    plain.put(name, Integer.valueOf(cell));
                }
            });
            try {
                SlotRule rule = SlotRule.of(row.id(), plain);
                if (!rule.holidays().isBlank()) {
                    Holidays.of(rule.holidays());
                }
            } catch (IllegalArgumentException e) {
                findings.add(
                        new Finding(
                                row,
                                true,
                                String.valueOf(e.getMessage()),
                                "write slots like 08:00-12:00 x 3; 12:00-16:00 x 3, hours and days as numbers, holidays by the code of a country"));
            }
        }
        return findings;
    }
}
