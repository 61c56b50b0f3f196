// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.models.ModelChecks;
import org.truckroll.lifecycle.models.ModelFile;
import org.truckroll.lifecycle.models.ModelProblem;
import org.truckroll.lifecycle.models.ModelVocabulary;

/** The shipped rules, and the same with one cell changed, judged as the server and {@code models:check} judge them. */
class NoticeRulesCheckTest {

    private static final Path TABLE = Path.of("processes", "notice-rule.dmn");

    private static List<ModelProblem> problems(String table) {
        Set<String> any = Set.of(ModelVocabulary.ANY);
        NoticeRulesCheck check = new NoticeRulesCheck(
                text -> Files.exists(Path.of("src", "main", "resources", "notices", text + ".json")));
        return new ModelChecks(new ModelVocabulary(any, any, any, any), file -> List.of(), List.of(check))
                .check(List.of(new ModelFile("notice-rule.dmn", table.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void shippedRulesAreReadable() throws IOException {
        assertThat(problems(Files.readString(TABLE))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            <text>"PT2H"</text>          | <text>"2 hours"</text>       | '2 hours' is no time before a visit
            <text>"PT2H"</text>          | <text>"P0D"</text>           | 'P0D' is no time before a visit
            <text>"PT2H"</text>          | <text>""</text>              | 'before' belongs to VISIT_COMING
            <text>"VISIT_PLANNED"</text> | <text>"VISIT_COMING"</text>  | 'before' belongs to VISIT_COMING
            <text>"VISIT_PLANNED"</text> | <text>"VISIT_DREAMT"</text>  | nothing is called 'VISIT_DREAMT'
            <text>"visit-planned"</text> | <text>"visit-plannde"</text> | there is no text 'visit-plannde'
            <text>"DISPATCHERS"</text>   | <text>" "</text>             | 'to' says nothing
            <text>"URGENT"</text>        | <text>"LOUD"</text>          | 'LOUD' is no severity
            """)
    void refusesACellThatCannotBeRead(String cell, String changed, String message) throws IOException {
        String table = Files.readString(TABLE);
        assertThat(table).contains(cell);
        List<ModelProblem> problems = problems(table.replace(cell, changed));
        assertThat(problems).isNotEmpty().allMatch(ModelProblem::isError);
        assertThat(problems).anyMatch(problem -> problem.message().contains(message));
        assertThat(problems.get(0).element()).startsWith("rule_B");
    }

    /** A name that is in no column of the server would never match. */
    @Test
    void refusesAnInputThatTheServerDoesNotFill() throws IOException {
        assertThat(problems(Files.readString(TABLE).replace("<text>outcome</text>", "<text>result</text>")))
                .anyMatch(problem -> problem.isError() && problem.message().contains("result"));
    }

    @Test
    void rowsAreNamedByTheirIds() throws IOException {
        RuleTable table = RuleTable.parse(Files.readAllBytes(TABLE)).get(NoticeRules.TABLE);
        assertThat(NoticeRules.ask(
                                table,
                                new NoticeRules.Question(
                                        Happening.VISIT_COMING,
                                        "example",
                                        "EXCHANGE",
                                        "EXCHANGE_METER",
                                        "IN_PROGRESS",
                                        "",
                                        false,
                                        false))
                        .orElseThrow())
                .extracting(NoticeRule::rule)
                .containsExactly("B04", "B08");
    }

    @ParameterizedTest
    @CsvSource({
        "P1D, 2026-03-29T06:00:00Z, 2026-03-28T07:00:00Z",
        "P1D, 2026-10-25T07:00:00Z, 2026-10-24T06:00:00Z",
        "PT24H, 2026-03-29T06:00:00Z, 2026-03-28T06:00:00Z",
        "P1DT2H, 2026-03-29T06:00:00Z, 2026-03-28T05:00:00Z",
        "P1D, 2026-03-30T00:30:00Z, 2026-03-29T01:30:00Z",
        "P1W, 2026-03-05T09:00:00Z, 2026-02-26T09:00:00Z",
        // Half past two on the day before does not exist: half past three.
        "P1D, 2026-03-30T00:30:00Z, 2026-03-29T01:30:00Z"
    })
    void daysAreCountedByTheCalendarAndHoursByTheClock(String before, String start, String due) {
        assertThat(Lead.of(before).before(Instant.parse(start), ZoneId.of("Europe/Stockholm")))
                .isEqualTo(due);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "PT", "-P1D", "P-1D", "PT0S", "1D", "tomorrow", "P1DT"})
    void otherWordsAreNoTime(String before) {
        assertThatThrownBy(() -> Lead.of(before)).isInstanceOf(IllegalArgumentException.class);
    }
}
