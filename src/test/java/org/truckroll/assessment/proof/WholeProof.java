// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableFiles;

/**
 * Every state of every order type, and every row left out once (7.3). Minutes: {@code mvn -Pproof test}; with
 * {@code -Dtruckroll.models.directory=...} for changed tables.
 */
class WholeProof {

    /** A guard is for many types: one of these shows that it is missing. */
    private static final List<String> GUARDED = List.of("READ", "CUT", "DISABLE", "RECONNECT");

    /** Those of the jar, overlaid by the directory that was given. */
    static Map<String, RuleTable> tables() {
        String directory = System.getProperty("truckroll.models.directory", "");
        return TableFiles.read(directory.isBlank() ? null : Path.of(directory)).tables();
    }

    static String type(String table) {
        return table.replace("next-action-", "").toUpperCase(Locale.ROOT).replace('-', '_');
    }

    @Test
    void tablesKeepAllPromisesInEveryState() {
        Map<String, RuleTable> tables = tables();
        Proof.Report report = Proof.of(tables, Proof.types(tables), true);
        System.out.println(ProofText.of(report));
        ProofPage.write(report, Path.of("target", "proof"));
        assertThat(report.findings().stream().map(Finding::text).collect(Collectors.joining("\n")))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} without {1}")
    @MethodSource("rows")
    void everyRowThatIsLeftOutIsMissed(String table, String row) {
        Map<String, RuleTable> tables = BrokenTable.copyOf(table).without(row).among(tables());
        List<String> types = table.equals("guard") ? GUARDED : List.of(type(table));
        assertThat(types.stream()
                        .map(type -> new Walk(type, tables, true).run(1))
                        .filter(result -> !result.findings().isEmpty())
                        .findFirst())
                .as("%s without %s breaks a promise", table, row)
                .isPresent();
    }

    static Stream<Arguments> rows() {
        return tables().keySet().stream()
                .filter(table -> table.equals("guard") || table.startsWith("next-action-"))
                .sorted()
                .flatMap(table -> BrokenTable.copyOf(table).rows().stream().map(row -> Arguments.of(table, row)));
    }
}
