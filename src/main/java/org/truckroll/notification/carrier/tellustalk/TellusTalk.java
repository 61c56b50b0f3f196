// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.tellustalk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Receipt;
import org.truckroll.notification.carrier.ReceiptSource.Told;
import org.truckroll.shared.Json;

/** The words of TellusTalk: its log and its reports have one form. */
final class TellusTalk {

    static final String USUAL_URL = "https://api.tellustalk.com";

    private TellusTalk() {}

    static Optional<JsonNode> tree(Json json, String body) {
        try {
            return Optional.ofNullable(json.read(body, JsonNode.class));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** One entry, or a list of them. */
    static List<JsonNode> entries(JsonNode log) {
        return log.isArray()
                ? StreamSupport.stream(log.spliterator(), false)
                        .filter(JsonNode::isObject)
                        .toList()
                : log.isObject() ? List.of(log) : List.of();
    }

    /** What an entry says; empty while its status is: that is a message that waits for its report. */
    static Optional<Told> told(JsonNode entry, CarrierSettings settings) {
        String status = entry.path("status").asText("").strip();
        if (listed(settings, "delivered", "success", status)) {
            return Optional.of(new Told(Receipt.State.DELIVERED, status));
        }
        return listed(settings, "undelivered", "failed,blocked", status)
                ? Optional.of(new Told(Receipt.State.UNDELIVERED, "TellusTalk says " + status))
                : Optional.empty();
    }

    private static boolean listed(CarrierSettings settings, String key, String usual, String status) {
        return Arrays.stream(settings.find(key).orElse(usual).split(","))
                .anyMatch(word -> word.strip().equalsIgnoreCase(status));
    }
}
