// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A crew that looks at its visits, signs and reports them. */
record Crew(Http http, String login) {

    /** Waits until the order has sent this visit to us. */
    String visit(String orderId, String action) {
        return Until.found(
                "visit " + action + " of " + orderId,
                () -> open().stream()
                        .filter(visit -> orderId.equals(visit.path("orderId").asText()))
                        .filter(visit -> action.equals(visit.path("action").asText()))
                        .map(visit -> visit.path("id").asText())
                        .findFirst());
    }

    private List<JsonNode> open() {
        return http.get(login, "/api/v1/field-activities?state=OPEN&limit=500")
                .is(200)
                .items();
    }

    Http.Answer claim(String visit) {
        return http.post(login, "/api/v1/field-activities/" + visit + "/claim", "");
    }

    Http.Answer complete(String visit, Map<String, Object> report) {
        return http.post(login, "/api/v1/field-activities/" + visit + "/complete", report);
    }

    /** Does the visit: waits for it, signs it, completes it. */
    void does(String orderId, String action, Map<String, Object> report) {
        String visit = visit(orderId, action);
        claim(visit).is(200);
        complete(visit, report).is(200);
    }

    void installs(String orderId, String action, Map<String, Object> device, List<?> readings) {
        does(orderId, action, installed(device, readings));
    }

    static Map<String, Object> installed(Map<String, Object> device, List<?> readings) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("mode", "INSTALLED");
        report.put("deviceId", device.get("id"));
        report.put("installedDevice", device);
        report.put("readings", readings);
        return report;
    }

    /** Reports that the visit was in vain. */
    void fails(String orderId, String action, String reason) {
        String visit = visit(orderId, action);
        claim(visit).is(200);
        http.post(login, "/api/v1/field-activities/" + visit + "/fail", Map.of("reason", reason))
                .is(200);
        // The next visit is another one, although it may have the same action.
        Until.true_(
                "end of visit " + visit,
                () -> open().stream()
                        .noneMatch(open -> visit.equals(open.path("id").asText())));
    }

    /** Who signed the open visit of an order. */
    String signedBy(String orderId) {
        return open().stream()
                .filter(visit -> orderId.equals(visit.path("orderId").asText()))
                .map(visit -> visit.path("assignee").asText())
                .findFirst()
                .orElseThrow();
    }
}
