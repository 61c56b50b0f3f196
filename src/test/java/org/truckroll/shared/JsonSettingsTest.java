// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;

class JsonSettingsTest {

    private record Body(String text, BigDecimal value) {}

    private final ObjectMapper mapper = mapper();

    private static ObjectMapper mapper() {
        Jackson2ObjectMapperBuilder builder = Jackson2ObjectMapperBuilder.json();
        new JsonSettings().strictTypes().customize(builder);
        return builder.build();
    }

    @Test
    void takesDecimalsAsTexts() throws JsonProcessingException {
        assertThat(mapper.readValue("{\"value\":\"00012.3\"}", Body.class).value())
                .isEqualByComparingTo("12.3");
    }

    @Test
    void refusesNumbersAndFlagsAsTexts() {
        for (String wrong : new String[] {"7", "7.5", "true"}) {
            assertThatThrownBy(() -> mapper.readValue("{\"text\":" + wrong + "}", Body.class))
                    .isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void refusesWhatNoDatabaseCanKeep() throws JsonProcessingException {
        assertThat(mapper.readValue("{\"text\":\"a\\u0001\"}", Body.class).text())
                .isEqualTo("a\u0001");
        assertThatThrownBy(() -> mapper.readValue("{\"text\":\"a\\u0000\"}", Body.class))
                .isInstanceOf(InvalidFormatException.class);
    }
}
