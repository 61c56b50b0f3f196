// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.gxf;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.HeadEndSettings;

/**
 * {@code truckroll.head-ends.<id>.options} of a GXF head end. Names are one word each, so that environment variables can carry them.
 *
 * @param organisation whose devices they are; the platform compares it with our certificate
 * @param zone of times that GXF tells without an offset, and the zone that a meter's clock is set to
 * @param device fields of AddDevice, by option
 */
record GxfOptions(
        String organisation,
        String user,
        String application,
        Commissioning commission,
        Ping ping,
        ZoneId zone,
        int hours,
        Map<String, String> device) {

    /** How COMMISSION is done. */
    enum Commissioning {
        /** AddDevice. */
        ADD,
        /** Devices come to GXF by shipment files, with their keys: a read of the clock proves that it is there. */
        CHECK
    }

    /** How PING is done. */
    enum Ping {
        /** The clock is read (class 8, 0.0.1.0.0.255, attribute 2). */
        CLOCK,
        /** The clock is set. */
        TIME
    }

    static final Set<String> DEVICE_FIELDS = Set.of(
            "manufacturer",
            "model",
            "type",
            "communication",
            "provider",
            "protocol",
            "protocolversion",
            "protocolvariant",
            "supplier",
            "security",
            "challenge",
            "port");

    private static final Pattern IDENTIFICATION = Pattern.compile("[^\\s]{1,40}");

    static GxfOptions of(HeadEndSettings settings) {
        Map<String, String> given = new LinkedHashMap<>();
        settings.options().forEach((name, value) -> given.put(name.toLowerCase(Locale.ROOT), value.trim()));
        Map<String, String> device = new LinkedHashMap<>(given);
        device.keySet().retainAll(DEVICE_FIELDS);
        var options = new GxfOptions(
                identification(given, "organisation", null),
                identification(given, "user", "truckroll"),
                identification(given, "application", "truckroll"),
                word(Commissioning.class, given, "commission", Commissioning.ADD),
                word(Ping.class, given, "ping", Ping.CLOCK),
                zone(given.getOrDefault("timezone", "UTC")),
                number(given, "hours", 24, 1, 744),
                device);
        Set<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(DEVICE_FIELDS);
        unknown.removeAll(Set.of("organisation", "user", "application", "commission", "ping", "timezone", "hours"));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("options." + unknown.iterator().next() + " is not known to gxf");
        }
        if (options.commission() == Commissioning.ADD) {
            if (!device.containsKey("manufacturer")) {
                throw new IllegalArgumentException(
                        "options.manufacturer is needed to add devices (or options.commission: CHECK)");
            }
            number(given, "challenge", 8, 8, 64);
            number(given, "port", 4059, 1, 65535);
            security(device);
        }
        return options;
    }

    /** Which security the device is added with; keys never come from a setting. */
    static String security(Map<String, String> device) {
        String security = device.getOrDefault("security", "HLS5").toUpperCase(Locale.ROOT);
        if (!Set.of("LLS1", "HLS3", "HLS4", "HLS5").contains(security)) {
            throw new IllegalArgumentException("options.security is one of LLS1, HLS3, HLS4, HLS5");
        }
        return security;
    }

    private static String identification(Map<String, String> given, String name, @Nullable String usual) {
        String value = given.getOrDefault(name, usual == null ? "" : usual);
        if (!IDENTIFICATION.matcher(value).matches()) {
            throw new IllegalArgumentException("options." + name + " is needed: 1 to 40 characters without spaces");
        }
        return value;
    }

    private static <E extends Enum<E>> E word(Class<E> type, Map<String, String> given, String name, E usual) {
        String value = given.getOrDefault(name, usual.name()).toUpperCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "options." + name + " is one of " + Arrays.toString(type.getEnumConstants())));
    }

    private static int number(Map<String, String> given, String name, int usual, int least, int most) {
        try {
            int value = Integer.parseInt(given.getOrDefault(name, String.valueOf(usual)));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("options." + name + " is not a number", e);
        }
        throw new IllegalArgumentException("options." + name + " is from " + least + " to " + most);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("options.timezone is no time zone", e);
        }
    }
}
