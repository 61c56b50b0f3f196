// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight.web;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.truckroll.insight.Statistics;

/**
 * Statistics as a table after RFC 4180, one header line, durations in seconds. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it.
 */
final class StatisticsCsv {

    private static final String END = "\r\n";

    private static final List<String> COLUMNS = List.of(
            "division",
            "key",
            "name",
            "visitsDone",
            "visitsNotDone",
            "visitsWithdrawn",
            "installs",
            "removals",
            "moves",
            "exchanges",
            "otherWork",
            "ordersDone",
            "ordersNotDone",
            "ordersCancelled",
            "ordersWithVisits",
            "firstTimeFixes",
            "breaches",
            "visitsPaused",
            "visitPauses",
            "ordersPaused",
            "orderPauses");

    private static final List<String> DURATIONS = List.of(
            "offeredToSigned",
            "signedToOnSite",
            "onSiteToDone",
            "signedToDone",
            "signedToDoneWithoutPauses",
            "receivedToDone",
            "receivedToDoneWithoutPauses");

    private StatisticsCsv() {}

    static String write(Statistics.Answer answer) {
        List<String> header = new ArrayList<>(COLUMNS);
        DURATIONS.forEach(name -> header.addAll(List.of(name + "Count", name + "Median", name + "P90", name + "Mean")));
        return String.join(",", header)
                + END
                + answer.rows().stream().map(StatisticsCsv::line).collect(Collectors.joining());
    }

    private static String line(Statistics.Row row) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(row.division());
        cells.add(row.key());
        cells.add(row.name());
        cells.add(row.visits().done());
        cells.add(row.visits().notDone());
        cells.add(row.visits().withdrawn());
        cells.add(row.work().install());
        cells.add(row.work().remove());
        cells.add(row.work().move());
        cells.add(row.work().exchange());
        cells.add(row.work().other());
        cells.add(row.orders().done());
        cells.add(row.orders().notDone());
        cells.add(row.orders().cancelled());
        cells.add(row.firstTimeFix().orders());
        cells.add(row.firstTimeFix().fixed());
        cells.add(row.breaches());
        cells.add(row.pauses().visits());
        cells.add(row.pauses().visitSeconds());
        cells.add(row.pauses().orders());
        cells.add(row.pauses().orderSeconds());
        Statistics.Durations durations = row.durations();
        for (Statistics.Measure one : List.of(
                durations.offeredToSigned(),
                durations.signedToOnSite(),
                durations.onSiteToDone(),
                durations.signedToDone(),
                durations.signedToDoneWithoutPauses(),
                durations.receivedToDone(),
                durations.receivedToDoneWithoutPauses())) {
            cells.add(one.count());
            cells.add(one.median());
            cells.add(one.p90());
            cells.add(one.mean());
        }
        return cells.stream().map(StatisticsCsv::cell).collect(Collectors.joining(",")) + END;
    }

    static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        if (!(value instanceof Number) && !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
