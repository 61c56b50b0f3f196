// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.List;
import java.util.Locale;

/** A proof for a terminal and for a document: one line per type, then what is broken. */
final class ProofText {

    private static final String LINE = "%-14s %10s %12s %8s %11s %10s  %-8s %8s%n";

    private ProofText() {}

    static String of(Proof.Report report) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                LINE,
                "type",
                "starts",
                "states",
                "longest",
                "with again",
                "rows used",
                "result",
                "seconds"));
        report.results()
                .forEach(result -> text.append(String.format(
                        Locale.ROOT,
                        LINE,
                        result.type(),
                        number(result.starts()),
                        number(result.states()),
                        result.longest(),
                        result.longestWithAgain(),
                        result.rowsUsed() + " of " + result.rowCount(),
                        result.findings().isEmpty() ? "holds" : "broken",
                        String.format(Locale.ROOT, "%.1f", result.seconds()))));
        text.append(String.format(
                Locale.ROOT,
                "%nguard: %d of %d rows used. %s, %.1f seconds.%n",
                guardRowsUsed(report),
                guardRows(report),
                report.whole() ? "Every state was followed" : "A covering part of the states was followed",
                report.seconds()));
        if (!report.holds()) {
            text.append(
                    String.format("%n%d broken promises:%n", report.findings().size()));
            report.findings()
                    .forEach(finding -> text.append(System.lineSeparator()).append(finding.text()));
        }
        return text.toString();
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static long guardRows(Proof.Report report) {
        return guard(report).stream().map(Rules.RowHits::row).distinct().count();
    }

    static long guardRowsUsed(Proof.Report report) {
        return guard(report).stream()
                .filter(row -> row.hits() > 0)
                .map(Rules.RowHits::row)
                .distinct()
                .count();
    }

    private static List<Rules.RowHits> guard(Proof.Report report) {
        return report.results().stream()
                .flatMap(result -> result.rows().stream())
                .filter(row -> Rules.GUARD.equals(row.table()))
                .toList();
    }
}
