// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * JSON as the simulators read and write it, whatever the product's own settings are: unknown fields are refused
 * unless the type says otherwise, and a refusal names the field and what would be legal.
 */
@Component
@Profile("demo")
public final class SimulatorJson {

    private final JsonMapper mapper = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** Reads a request body; a {@link SimulatorProblem} (400) tells what is wrong with it. */
    public <T> T read(byte @Nullable [] body, Class<T> type) {
        if (body == null || body.length == 0) {
            throw SimulatorProblem.invalid("", "a JSON object is required");
        }
        try {
            T value = mapper.readValue(body, type);
            if (value == null) {
                throw SimulatorProblem.invalid("", "a JSON object is required");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            var known = e.getKnownPropertyIds() == null ? "" : new TreeSet<>(e.getKnownPropertyIds()).toString();
            throw SimulatorProblem.invalid(pointer(e), "unknown field; known are " + known);
        } catch (InvalidFormatException e) {
            throw SimulatorProblem.invalid(pointer(e), legal(e));
        } catch (JsonMappingException e) {
            throw SimulatorProblem.invalid(pointer(e), "has the wrong type");
        } catch (IOException e) {
            throw SimulatorProblem.invalid("", "is not well-formed JSON");
        }
    }

    /** Reads any document; empty when it is not JSON. */
    public Optional<JsonNode> tree(String body) {
        try {
            return Optional.of(mapper.readTree(body)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Writes a document; instants become ISO-8601 text. */
    public String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A simulator's own message cannot be written as JSON", e);
        }
    }

    private static String pointer(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                .collect(Collectors.joining());
    }

    private static String legal(InvalidFormatException e) {
        var names = e.getTargetType().getEnumConstants();
        return names == null ? "has the wrong form" : "must be one of " + Arrays.toString(names);
    }
}
