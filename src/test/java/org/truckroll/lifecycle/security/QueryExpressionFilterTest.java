// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryExpressionFilterTest {

    private final QueryExpressionFilter filter = new QueryExpressionFilter(new ProblemResponses(new ObjectMapper()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"orQueries\":[{\"assigneeExpression\":\"${1}\"}]}",
                "{\"name\":\"a\",\"orQueries\":[{\"name\":\"b\"},{\"dueBeforeExpression\":\"${1}\"}]}",
                "{\"query\":{\"orQueries\":[{\"orQueries\":[{\"ownerExpression\":\"${1}\"}]}]}}",
                "{\"orQueries\":[{\"orQueries\":[{}],\"ownerExpression\":\"${1}\"}]}",
                "{\"orQueries\":{\"x\":[[{\"candidateGroupInExpression\":\"${1}\"}]]}}",
                "{\"or\\u0051ueries\":[{\"assignee\\u0045xpression\":\"${1}\"}]}",
                "{\"orQueries\":[],\"orQueries\":[{\"assigneeExpression\":\"${1}\"}]}",
                "[{\"a\":{\"orQueries\":[{\"assigneeExpression\":\"${1}\"}]}}]"
            })
    void findsExpressionsBelowOrQueries(String body) throws IOException {
        assertThat(filter.hasInnerExpression(body.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(filter.hasInnerExpression(body.getBytes(StandardCharsets.UTF_16)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"orQueries\":[{\"assignee\":\"anExpression\"}]}",
                "{\"orQueries\":[{\"assignee\":\"a\"}],\"assigneeExpression\":\"${1}\"}",
                "{\"orQueries\":[],\"b\":{\"assigneeExpression\":\"${1}\"}}",
                "{\"a\":{\"orQueries\":[]},\"assigneeExpression\":\"${1}\"}",
                "{\"a\":[{\"orQueries\":[{}]},{\"assigneeExpression\":\"${1}\"}]}",
                "{\"assigneeExpression\":\"${1}\",\"orQueries\":[{}]}"
            })
    void leavesOtherBodiesAlone(String body) throws IOException {
        assertThat(filter.hasInnerExpression(body.getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void refusesWhatIsNotJson() {
        assertThatThrownBy(() -> filter.hasInnerExpression("{\"a\":1} /*".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonProcessingException.class);
    }
}
