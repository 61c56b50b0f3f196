// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truckroll.lifecycle.models.ModelChecks;
import org.truckroll.lifecycle.models.ModelFile;
import org.truckroll.lifecycle.models.ModelProblem;
import org.truckroll.lifecycle.models.ModelVocabulary;

/** The shipped table, and the same with one cell changed, judged as the server and {@code models:check} judge it (OPEN-23). */
class LimitsCheckTest {

    private static final Path TABLE = Path.of("processes", "service-limits.dmn");

    private static List<ModelProblem> problems(String from, String to) throws IOException {
        String table = Files.readString(TABLE);
        assertThat(table).contains(from);
        return problems(table.replace(from, to));
    }

    private static List<ModelProblem> problems(String table) {
        Set<String> any = Set.of(ModelVocabulary.ANY);
        return new ModelChecks(new ModelVocabulary(any, any, any, any), file -> List.of(), List.of(new LimitsCheck()))
                .check(List.of(new ModelFile("service-limits.dmn", table.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void shippedLimitsAreReadableAndAgree() throws IOException {
        assertThat(problems(Files.readString(TABLE))).isEmpty();
    }

    @Test
    void warnsOfAStepThatMayTakeLongerThanItsOrder() throws IOException {
        // 2 h and 50 h against 48 h, but within working hours.
        List<ModelProblem> problems = problems("\"PT4H\"", "\"PT50H\"");
        assertThat(problems).isNotEmpty().noneMatch(ModelProblem::isError);
        assertThat(problems)
                .extracting(ModelProblem::message)
                .contains("a step may take longer (T02 and T03: PT2H and PT50H) than its whole order (T05: PT48H)");
        assertThat(problems.get(0).element()).isIn("rule_T02", "rule_T03");
        assertThat(problems.get(0).line()).isPositive();
    }

    @Test
    void warnsWhereOnlyUrgentOrdersAreTooShort() throws IOException {
        assertThat(problems("\"PT24H\"", "\"PT5H\""))
                .extracting(ModelProblem::message)
                .containsExactlyInAnyOrder(
                        "nearly late after PT12H is not before late after PT5H",
                        "a step may take longer (T02 and T03: PT2H and PT4H) than its whole order (T01: PT5H)");
    }

    @Test
    void warnsOfAWarningThatComesTooLate() throws IOException {
        assertThat(problems("\"PT36H\"", "\"PT48H\"")).singleElement().satisfies(problem -> {
            assertThat(problem.isError()).isFalse();
            assertThat(problem.element()).isEqualTo("rule_T05");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"PT36H\" | \"36 h\" | is no duration",
                "\"PT36H\" | \"-PT1H\" | is no time to wait",
                "\"MON-FRI 07:00-16:00\" | \"weekdays\" | is not like MON-FRI",
                "\"SE\" | \"ZZ\" | no calendar of holidays",
                "\"UNSIGNED\"</text> | \"UNSIGNDE\"</text> | no clock is called",
                "\"SUSPENDED\" | \"SLEEPING\" | is ever 'SLEEPING'"
            })
    void refusesACellThatCannotBeRead(String from, String to, String why) throws IOException {
        assertThat(problems(from, to)).anySatisfy(problem -> {
            assertThat(problem.isError()).isTrue();
            assertThat(problem.message()).contains(why);
        });
    }
}
