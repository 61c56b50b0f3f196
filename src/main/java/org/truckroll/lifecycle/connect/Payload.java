// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text goes as it is, a map or list as JSON; UTF-8. */
final class Payload {

    private static final JsonMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private Payload() {}

    static byte @Nullable [] bytes(@Nullable Object payload) {
        if (payload == null) {
            return null;
        }
        if (payload instanceof CharSequence text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        if (payload instanceof Map<?, ?> || payload instanceof Collection<?>) {
            try {
                return JSON.writeValueAsBytes(payload);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("parameter payload cannot be written as JSON", e);
            }
        }
        throw new IllegalArgumentException("parameter payload is neither text nor a map or list");
    }
}
