// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A proof as one page for a browser; it needs nothing but itself. */
final class ProofPage {

    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Proof of the decision tables</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: 1rem 0; }
            th, td { border: 1px solid #8886; padding: .25rem .6rem; text-align: left; vertical-align: top; }
            td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
            .broken { color: #b00020; font-weight: 600; }
            .holds { color: #1b7d2c; font-weight: 600; }
            @media (prefers-color-scheme: dark) { .broken { color: #ff8a8a; } .holds { color: #7ddc8c; } }
            section.finding { border-left: 4px solid #b00020; padding: .1rem 1rem; margin: 1rem 0; }
            code { overflow-wrap: anywhere; }
            </style>
            </head>
            <body>
            """;

    private ProofPage() {}

    /** Writes {@code index.html} into the directory and answers where it is. */
    static Path write(Proof.Report report, Path directory) {
        Path page = directory.resolve("index.html");
        try {
            Files.createDirectories(directory);
            Files.writeString(page, of(report));
        } catch (IOException e) {
            throw new UncheckedIOException("the proof was not written", e);
        }
        return page;
    }

    static String of(Proof.Report report) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("<h1>Proof of the decision tables</h1>\n<p>")
                .append(report.holds() ? "<span class=\"holds\">All promises hold.</span>" : "")
                .append(
                        report.holds()
                                ? ""
                                : "<span class=\"broken\">" + report.findings().size() + " broken promises.</span>")
                .append(report.whole() ? " Every state was followed" : " A covering part of the states was followed")
                .append(String.format(Locale.ROOT, ", in %.1f seconds.</p>%n", report.seconds()));
        summary(report, page);
        if (!report.holds()) {
            page.append("<h2>What is broken</h2>\n");
            report.findings().forEach(finding -> finding(finding, page));
        }
        page.append("<h2>Rows</h2>\n<p>How often each row decided, over all states of the type.</p>\n");
        report.results().forEach(result -> rows(result, page));
        return page.append("</body>\n</html>\n").toString();
    }

    private static void summary(Proof.Report report, StringBuilder page) {
        page.append("""
                <table>
                <tr><th>type</th><th class="number">start states</th><th class="number">states</th><th class="number">longest path</th>
                <th class="number">with one "again"</th><th class="number">rows used</th><th>result</th><th class="number">seconds</th></tr>
                """);
        for (Walk.Result result : report.results()) {
            boolean holds = result.findings().isEmpty();
            page.append("<tr><td><a href=\"#")
                    .append(result.type())
                    .append("\">")
                    .append(result.type())
                    .append("</a></td>");
            for (Object cell : List.of(
                    ProofText.number(result.starts()),
                    ProofText.number(result.states()),
                    result.longest(),
                    result.longestWithAgain(),
                    result.rowsUsed() + " of " + result.rowCount())) {
                page.append("<td class=\"number\">").append(cell).append("</td>");
            }
            page.append(String.format(
                    Locale.ROOT,
                    "<td class=\"%1$s\">%1$s</td><td class=\"number\">%2$.1f</td></tr>%n",
                    holds ? "holds" : "broken",
                    result.seconds()));
        }
        page.append("</table>\n<p>A path is counted in decisions, the end included.</p>\n");
    }

    private static void finding(Finding finding, StringBuilder page) {
        page.append("<section class=\"finding\">\n<h3>")
                .append(text(finding.type()))
                .append(": promise ")
                .append(finding.promise())
                .append(", ")
                .append(text(Finding.promise(finding.promise())))
                .append("</h3>\n<p class=\"broken\">")
                .append(text(finding.what()))
                .append("</p>\n");
        if (!finding.start().isEmpty()) {
            page.append("<p>Start: ").append(text(finding.start())).append("</p>\n<ol>\n");
            finding.steps()
                    .forEach(step -> page.append("<li>").append(text(step)).append("</li>\n"));
            page.append("</ol>\n");
        }
        page.append("</section>\n");
    }

    private static void rows(Walk.Result result, StringBuilder page) {
        page.append("<h3 id=\"")
                .append(result.type())
                .append("\">")
                .append(result.type())
                .append("</h3>\n");
        page.append("<table>\n<tr><th>table</th><th>row</th><th class=\"number\">decided</th></tr>\n");
        result.rows().stream()
                .filter(row -> row.hits() > 0 || result.own(row))
                .forEach(row -> page.append("<tr><td>")
                        .append(text(row.table()))
                        .append("</td><td>")
                        .append(text(row.rule()))
                        .append("</td><td class=\"number")
                        .append(row.hits() == 0 ? " broken" : "")
                        .append("\">")
                        .append(ProofText.number(row.hits()))
                        .append("</td></tr>\n"));
        page.append("</table>\n<details><summary>Work, and how it ended</summary>\n<ul>\n");
        for (Map.Entry<String, Set<String>> work : result.outcomes().entrySet()) {
            page.append("<li>")
                    .append(text(work.getKey()))
                    .append(": ")
                    .append(text(String.join(", ", work.getValue())))
                    .append("</li>\n");
        }
        page.append("</ul>\n</details>\n");
    }

    private static String text(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
