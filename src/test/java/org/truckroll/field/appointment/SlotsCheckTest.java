// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

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

/** The shipped slots, and the same with one cell changed, judged as the server and {@code models:check} judge them. */
class SlotsCheckTest {

    private static final Path TABLE = Path.of("processes", "appointment-slots.dmn");

    private static List<ModelProblem> problems(String table) {
        Set<String> any = Set.of(ModelVocabulary.ANY);
        return new ModelChecks(new ModelVocabulary(any, any, any, any), file -> List.of(), List.of(new SlotsCheck()))
                .check(List.of(new ModelFile("appointment-slots.dmn", table.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void shippedSlotsAreReadable() throws IOException {
        assertThat(problems(Files.readString(TABLE))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            08:00-12:00 x 3; 12:00-16:00 x 3 | 08:00-12:00 x 3; 11:00-16:00 x 3 | overlaps another slot of the day
            08:00-12:00 x 3; 12:00-16:00 x 3 | 12:00-08:00 x 3                  | ends before it begins
            08:00-12:00 x 3; 12:00-16:00 x 3 | 08:00-12:00 x 0                  | has no place
            08:00-12:00 x 3; 12:00-16:00 x 3 | 8-12 x 3                         | is not like 08:00-12:00 x 3
            08:00-12:00 x 3; 12:00-16:00 x 3 | 08:00-29:00 x 3                  | is no time of the day
            <text>24</text>                  | <text>-1</text>                  | leadHours '-1' is no whole number from 0 to
            <text>28</text>                  | <text>367</text>                 | horizonDays '367' is no whole number from 0 to 366
            <text>28</text>                  | <text>"soon"</text>              | horizonDays 'soon' is no whole number
            <text>"SE"</text>                | <text>"XX"</text>                | There is no calendar of holidays
            """)
    void refusesACellThatCannotBeRead(String cell, String changed, String message) throws IOException {
        String table = Files.readString(TABLE);
        assertThat(table).contains(cell);
        List<ModelProblem> problems = problems(table.replace(cell, changed));
        assertThat(problems).hasSize(1).allMatch(ModelProblem::isError);
        ModelProblem problem = problems.get(0);
        assertThat(problem.message()).contains(message);
        assertThat(problem.element()).startsWith("rule_L");
        assertThat(problem.line()).isPositive();
        assertThat(problem.file()).isEqualTo("appointment-slots.dmn");
    }
}
