// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.util.Map;
import java.util.Optional;

/**
 * One provider as the operator has set it up: {@code truckroll.notification.providers.<name>}.
 *
 * @param name by which divisions choose it and reports speak of it
 * @param kind which {@link Carrier} speaks with it
 * @param values all its settings, secrets among them
 */
public record CarrierSettings(String name, String kind, Map<String, String> values) {

    public CarrierSettings {
        values = Map.copyOf(values);
    }

    public Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isBlank());
    }

    /** @throws IllegalStateException naming the setting when it is missing */
    public String require(String key) {
        return find(key)
                .orElseThrow(() -> new IllegalStateException(
                        "truckroll.notification.providers." + name + "." + key + " is missing"));
    }

    /** Without values: settings may be logged. */
    @Override
    public String toString() {
        return "CarrierSettings[" + name + ", " + kind + "]";
    }
}
