// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.shared.CommandLineTask;

/** The six promises of service-orders 7.3 over a covering part of all states, in every build; {@link WholeProof} follows every state (SOM-07). */
class ProofTest {

    private static final Path PAGE = Path.of("target", "proof");

    private static Map<String, RuleTable> tables;
    private static Proof.Report report;

    @BeforeAll
    static void walk() {
        tables = WholeProof.tables();
        report = Proof.of(tables, Proof.types(tables), false);
        System.out.println(ProofText.of(report));
        ProofPage.write(report, PAGE);
    }

    @Test
    void tablesKeepAllPromises() {
        assertThat(report.findings().stream().map(Finding::text).collect(Collectors.joining("\n")))
                .isEmpty();
        assertThat(report.results()).extracting(Walk.Result::type).hasSize(15);
    }

    @Test
    void everyRowOfEveryTableDecides() {
        assertThat(report.results())
                .allSatisfy(result ->
                        assertThat(result.rowsUsed()).as(result.type()).isEqualTo(result.rowCount()));
        assertThat(ProofText.guardRowsUsed(report)).isEqualTo(ProofText.guardRows(report));
    }

    @Test
    void documentTellsAsManyRowsAsThereAre() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("docs", "proof.md"));
        for (Walk.Result result : report.results()) {
            assertThat(lines)
                    .as(result.type())
                    .anyMatch(line -> line.startsWith("| " + result.type() + " |")
                            && line.contains("| " + result.rowsUsed() + " of " + result.rowCount() + " |"));
        }
        assertThat(lines)
                .anyMatch(line -> line.contains(
                        ProofText.guardRowsUsed(report) + " of " + ProofText.guardRows(report) + " rows"));
    }

    @Test
    void pageTellsEveryTypeAndRow() throws Exception {
        String page = Files.readString(PAGE.resolve("index.html"));
        assertThat(page.contains("All promises hold.")).isTrue();
        report.results()
                .forEach(result -> assertThat(List.of(
                                "<h3 id=\"" + result.type() + "\">",
                                ">" + ProofText.number(result.states()) + "<",
                                ">" + result.rowsUsed() + " of " + result.rowCount() + "<"))
                        .as(result.type())
                        .allMatch(page::contains));
    }

    @ParameterizedTest(name = "{0} without {1}: promise {2}")
    @CsvSource(delimiter = '|', textBlock = """
            next-action-read        | M06  | 3 | no row of the table fits | M06
            next-action-read        | M04  | 5 | a command would read it  | READ_METER
            next-action-cut         | C10d | 2 | still commissioned       | CUT_FOR_NON_PAYMENT -> REMOVED
            next-action-cut         | C07  | 5 | the source was not tried | NO_ACCESS
            next-action-reconnect   | R06  | 5 | a ping would tell        | REMOTE_CONNECT
            next-action-investigate | I06  | 2 | without an exchange      | INVESTIGATED
            next-action-ping        | P03  | 5 | instead of FAILED        | PING -> EXHAUSTED
            next-action-maintain    | W02  | 2 | a faulty one was left    | SPAWN_EXCHANGE
            next-action-upgrade     | U04  | 2 | the meter is not smart   | SPAWN_EXCHANGE
            """)
    void missingRowIsFoundWithWayToIt(String table, String row, int promise, String what, String step) {
        Finding finding = first(BrokenTable.copyOf(table).without(row), type(table));
        if (!row.equals("M06")) {
            assertThat(finding.steps()).as(finding.text()).anyMatch(text -> text.contains(step));
        }
        assertThat(finding.promise()).as(finding.text()).isEqualTo(promise);
        assertThat(finding.what()).contains(what);
        assertThat(finding.start()).contains("category METER", "supply", "device");
    }

    @Test
    void missingGuardIsFound() {
        Finding finding = first(BrokenTable.copyOf("guard").without("G07"), "CUT");
        assertThat(finding.what()).contains("a cut is forbidden now");
        assertThat(finding.start()).contains("restriction now");
        assertThat(finding.steps()).hasSize(1);
    }

    @Test
    void rowThatRepeatsItselfIsFoundAsCircle() {
        BrokenTable broken = BrokenTable.copyOf("next-action-install").saying("N07", "followUp", "");
        List<Finding> findings =
                new Walk("INSTALL", broken.among(tables), true).run().findings();
        assertThat(findings).extracting(Finding::promise).contains(1, 4);
        Finding circle = findings.stream()
                .filter(finding -> finding.promise() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(circle.what()).contains("comes back to where it was", "never ends");
        assertThat(circle.steps()).as(circle.text()).hasSizeLessThan(5);
        assertThat(circle.steps()
                        .subList(circle.steps().size() - 2, circle.steps().size()))
                .allMatch(step -> step.startsWith("N07 DATA SPAWN_INVESTIGATE -> DONE")
                        || step.equals("N07 DATA SPAWN_INVESTIGATE"));
    }

    @ParameterizedTest(name = "{0}: {1} after {2}")
    @CsvSource(delimiter = '|', textBlock = """
            next-action-read        | M02 | M03 | nothing is to be read
            next-action-reconnect   | R06 | R07 | a ping would tell
            next-action-cut         | C05 | C06 | a command would switch it
            next-action-install     | N01 | N03 | one visit would connect the supply and install
            next-action-install     | N06 | N07 | a command would do instead of an investigation
            """)
    void wrongOrderOfActionsIsFound(String table, String first, String second, String what) {
        Finding finding = first(BrokenTable.copyOf(table).swapping(first, second), type(table));
        assertThat(finding.text()).contains(what, second + " ");
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            next-action-read        | M02 | readMissing   | true
            next-action-reconnect   | R09 | xSwitch       | true
            next-action-cut         | C09 | verified      | true
            next-action-commission  | P06 | canCommission | false
            next-action-investigate | I01 | answered      | true
            """)
    void negatedCellIsFound(String table, String row, String column, String cell) {
        Finding finding = first(BrokenTable.copyOf(table).saying(row, column, cell), type(table));
        assertThat(finding.start()).as(finding.text()).isNotEmpty();
        assertThat(finding.steps()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            next-action-read        | M03 | ON_DEMAND_READ_INTERVAL | the command cannot be done
            next-action-install     | N04 | CONNECT_SP_AT_METER     | the supply is not cut there
            next-action-cut         | C05 | REMOTE_CONNECT          | CUT
            next-action-ping        | P02 | PINGG                   | nobody knows how to do COMMAND PINGG
            next-action-commission  | P05 | CANCELLED               | COMMISSION
            """)
    void misroutedActionIsFound(String table, String row, String action, String what) {
        Finding finding = first(BrokenTable.copyOf(table).answering(row, "action", action), type(table));
        assertThat(finding.text()).contains(what);
    }

    @Test
    void rowThatNeverFiresIsFound() {
        Finding finding = first(BrokenTable.copyOf("next-action-install").twice("N06"), "INSTALL");
        assertThat(finding.promise()).isEqualTo(3);
        assertThat(finding.what())
                .contains("row N06 (rule_N06_again) never fires", "where it fits, row N06 above it fires first");
        assertThat(finding.steps()).last().asString().startsWith("N06 COMMAND COMMISSION");
    }

    @Test
    void provesChangedDirectoryOnCommandLine(@TempDir Path directory) throws Exception {
        Path models = Files.createDirectories(directory.resolve("models"));
        String table = Files.readString(Path.of("processes", "next-action-ping.dmn"));
        Files.writeString(models.resolve("next-action-ping.dmn"), table.replace("\"NO_ANSWER\"", "\"NOT_CAPABLE\""));
        StringWriter text = new StringWriter();
        ProveTask task = new ProveTask();

        int code = task.run(
                List.of("--models=" + models, "--type=PING", "--report=" + directory.resolve("page")),
                new PrintWriter(text));

        assertThat(code).as(text.toString()).isEqualTo(CommandLineTask.FINDINGS);
        assertThat(text.toString())
                .contains(
                        "PING", "4 of 4", "broken", "instead of FAILED(NO_ANSWER)", "1. P02 COMMAND PING -> EXHAUSTED");
        assertThat(directory.resolve("page").resolve("index.html")).content().contains("1 broken promises");
        assertThat(task.run(List.of("--type=PING", "--report=" + directory), new PrintWriter(text)))
                .isEqualTo(CommandLineTask.FINE);
        assertThat(task.run(List.of("--type=NOTHING"), new PrintWriter(text))).isEqualTo(CommandLineTask.PROBLEMS);
        assertThat(task.run(List.of("--models=" + directory.resolve("none")), new PrintWriter(text)))
                .isEqualTo(CommandLineTask.PROBLEMS);
        assertThat(task.run(List.of("--nonsense"), new PrintWriter(text))).isEqualTo(CommandLineTask.PROBLEMS);
    }

    private static Finding first(BrokenTable broken, String type) {
        List<Finding> findings =
                new Walk(type, broken.among(tables), true).run(1).findings();
        assertThat(findings).as("something is broken").hasSize(1);
        return findings.get(0);
    }

    private static String type(String table) {
        return WholeProof.type(table);
    }
}
