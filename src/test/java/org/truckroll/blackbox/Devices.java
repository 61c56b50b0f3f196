// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Devices in the words of the contract (api.md 1). */
final class Devices {

    static final String SCALAR = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";

    private Devices() {}

    /** A remotely switchable smart meter with one register. */
    static Map<String, Object> smart(String id, String commission, String position) {
        Map<String, Object> device = device(id, "SMART", position);
        device.put("commission", commission);
        device.put("headEnd", "simulator");
        device.put("headEndAddress", id);
        device.put("capabilities", capabilities("REMOTE"));
        return device;
    }

    static Map<String, Object> manual(String id, String position) {
        return device(id, "MANUAL", position);
    }

    static Map<String, Object> with(Map<String, Object> device, String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(device);
        changed.put(name, value);
        return changed;
    }

    static Map<String, Object> capabilities(String switchControl) {
        return Map.of("switch", switchControl, "onDemandReadScalar", true, "onDemandReadInterval", false, "ping", true);
    }

    static List<Map<String, Object>> reading(String value) {
        return new ArrayList<>(List.of(Map.of(
                "registerId", "1", "value", value, "at", java.time.Instant.now().toString())));
    }

    private static Map<String, Object> device(String id, String kind, String position) {
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("id", id);
        device.put("kind", kind);
        device.put("condition", "OK");
        device.put("switch", position);
        device.put("registers", List.of(Map.of("id", "1", "kind", "SCALAR", "readingType", SCALAR)));
        return device;
    }
}
