// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

/** What comes wrapped by the engine, which does not speak Spring's exceptions. */
class ProblemHandlerTest {

    private final ProblemHandler problems = new ProblemHandler();

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "HYT00", "55P03"})
    void transactionThatTheDatabaseRolledBackForAnotherOneIsAConflict(String state) throws Exception {
        var answer = problems.failed(
                new IllegalStateException("engine", new SQLTransactionRollbackException("deadlock", state)));
        assertThat(answer.getStatusCode().value()).isEqualTo(409);
        assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
    }

    @Test
    void brokenStatementIsAFault() throws Exception {
        assertThat(problems.failed(new IllegalStateException("engine", new SQLException("syntax", "42601")))
                        .getStatusCode()
                        .value())
                .isEqualTo(500);
        assertThat(problems.failed(new IllegalStateException("engine", new SQLException("no state")))
                        .getStatusCode()
                        .value())
                .isEqualTo(500);
    }
}
