// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** A dispatcher who decides what the tables leave to a person. */
record Desk(Http http, String login) {

    /** Waits until the order asks for this decision. */
    JsonNode asked(String orderId, String action) {
        return Until.found(
                "decision " + action + " of " + orderId,
                () -> http.get(login, "/api/v1/human-activities?state=OPEN&limit=500").is(200).items().stream()
                        .filter(task -> orderId.equals(task.path("orderId").asText()))
                        .filter(task -> action.equals(task.path("action").asText()))
                        .findFirst());
    }

    Http.Answer decides(JsonNode task, String decision, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("decision", decision);
        return http.post(login, "/api/v1/human-activities/" + task.path("id").asText() + "/decision", body);
    }

    void decides(String orderId, String action, String decision) {
        decides(asked(orderId, action), decision, Map.of()).is(200);
    }
}
