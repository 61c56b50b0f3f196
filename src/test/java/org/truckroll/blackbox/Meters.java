// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The simulated head end, seen from outside: its meters, its faults, and its log. */
record Meters(Http http) {

    private static final String HEAD_END = "/simulator/head-end";

    void has(String id, boolean enrolled, String position, String reading) {
        http.put(null, HEAD_END + "/meters/" + id, Map.of("enrolled", enrolled, "switch", position, "reading", reading))
                .is(200, 201);
    }

    void fault(String id, String command, String fault, @Nullable Integer times) {
        fault(id, command, fault, times, null);
    }

    void fault(String id, String command, String fault, @Nullable Integer times, @Nullable String delay) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("deviceId", id);
        rule.put("command", command);
        rule.put("fault", fault);
        if (times != null) {
            rule.put("times", times);
        }
        if (delay != null) {
            rule.put("delay", delay);
        }
        http.put(null, HEAD_END + "/faults", rule).is(200);
    }

    /** What a meter really did, in order. */
    List<String> commandsOf(String id) {
        return log(id).stream().map(entry -> entry.path("command").asText()).toList();
    }

    List<JsonNode> log(String id) {
        return http.get(null, HEAD_END + "/log?deviceId=" + id).is(200).items();
    }

    void nothingTwice() {
        List<String> ids = http.get(null, HEAD_END + "/log").is(200).items().stream()
                .map(entry -> entry.path("commandId").asText())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }
}
