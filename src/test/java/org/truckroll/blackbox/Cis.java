// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The customer information system: registers points, orders, and looks at what became of it. */
record Cis(Http http) {

    /** An active electricity point of division north. */
    static Map<String, Object> point(String supply, @Nullable Map<String, Object> device) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("division", "north");
        point.put("category", "METER");
        point.put("commodity", "ELECTRICITY");
        point.put("status", "ACTIVE");
        point.put("supply", supply);
        point.put("area", "north.city.hill");
        point.put("timeZone", "Europe/Stockholm");
        point.put("device", device);
        return point;
    }

    static Map<String, Object> enable(String externalId, String point) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("externalId", externalId);
        order.put("type", "ENABLE");
        order.put("servicePointId", point);
        return order;
    }

    void registers(String id, Map<String, Object> point) {
        http.put("cis", "/api/v1/service-points/" + id, point).is(201);
    }

    Http.Answer posts(Object order) {
        return http.post("cis", "/api/v1/service-orders", order);
    }

    /** The id of a new start of service. */
    String starts(String externalId, String point) {
        return posts(enable(externalId, point)).is(201).json().path("id").asText();
    }

    JsonNode order(String id) {
        return http.get("cis", "/api/v1/service-orders/" + id).is(200).json();
    }

    List<JsonNode> orders(String query) {
        return http.get("cis", "/api/v1/service-orders?limit=500&" + query)
                .is(200)
                .items();
    }

    JsonNode awaits(String id, String state) {
        return Until.found(
                Until.PATIENCE,
                () -> "state " + state + " of " + order(id) + rules(id),
                () -> Optional.of(order(id))
                        .filter(order -> state.equals(order.path("state").asText())));
    }

    /** Waits until the order has opened this activity. */
    JsonNode activity(String id, String action) {
        return Until.found(Until.PATIENCE, () -> "activity " + action + " of " + order(id), () -> {
            for (JsonNode activity : order(id).path("activities")) {
                if (action.equals(activity.path("action").asText())
                        && "OPEN".equals(activity.path("state").asText())) {
                    return Optional.of(activity);
                }
            }
            return Optional.empty();
        });
    }

    List<JsonNode> decisions(String id) {
        return http.get("cis", "/api/v1/service-orders/" + id + "/decisions")
                .is(200)
                .items();
    }

    List<String> rules(String id) {
        return decisions(id).stream().map(each -> each.path("rule").asText()).toList();
    }

    List<JsonNode> events(String id) {
        return http.get("cis", "/api/v1/service-orders/" + id + "/events")
                .is(200)
                .items();
    }

    /** What was delivered to us about an order, answers and events. */
    List<JsonNode> deliveries(String id) {
        return http.get(null, "/simulator/cis/answers?subject=" + id).is(200).items();
    }

    /** The order of this type that another order of the point has raised. */
    String raised(String point, String type) {
        return Until.found(
                type + " at " + point,
                () -> orders("servicePointId=" + point + "&type=" + type).stream()
                        .filter(order -> !order.path("raisedBy").isNull())
                        .map(order -> order.path("id").asText())
                        .findFirst());
    }

    /** The one answer to an order. */
    JsonNode answer(String id) {
        JsonNode first =
                Until.found("answer to " + id, () -> answers(id).stream().findFirst());
        assertThat(first.path("signatureValid").asBoolean()).isTrue();
        return first.path("body").path("data");
    }

    List<JsonNode> answers(String id) {
        return deliveries(id).stream()
                .filter(delivery -> delivery.path("body").path("type").asText().endsWith("ServiceOrderAnswer"))
                .toList();
    }
}
