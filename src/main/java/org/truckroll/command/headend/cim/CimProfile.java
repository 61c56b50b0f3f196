// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.headend.xml.Soap;

/**
 * How one CIM head end wants to be spoken to: {@code truckroll.head-ends.<id>.options.*}, see docs/cim.md.
 *
 * @param typed messages of their own name ({@code CreateEndDeviceControls}), else the general ones ({@code RequestMessage})
 * @param synchronous the commands whose result comes with the response; for the others OK means accepted
 * @param byMrid devices are named by mRID, else by name
 * @param meterConfig commissioning tells the meter before it links it
 * @param decommission the verb that ends a link: close or delete
 * @param pingByRead a ping is a cheap read; else it asks for the device's events
 * @param timing a control says when it starts, at once
 * @param typesByMrid reading types are asked for by mRID, else by name
 * @param controlCreatedIsResult an event "control created" means that it was carried out; else only that it was accepted
 * @param paths added to the head end's address, by kind of message
 */
record CimProfile(
        Soap soap,
        boolean typed,
        String source,
        @Nullable String user,
        @Nullable String organisation,
        String revision,
        Set<String> synchronous,
        boolean byMrid,
        boolean meterConfig,
        String decommission,
        boolean pingByRead,
        boolean timing,
        boolean typesByMrid,
        boolean controlCreatedIsResult,
        Map<String, String> paths) {

    private static final List<String> COMMANDS = List.of(
            "COMMISSION",
            "DECOMMISSION",
            "REMOTE_CONNECT",
            "REMOTE_DISCONNECT",
            "ARM",
            "PING",
            "ON_DEMAND_READ_SCALAR",
            "ON_DEMAND_READ_INTERVAL");

    private static final Set<String> PATHS =
            Set.of("path-controls", "path-readings", "path-events", "path-linkage", "path-meters");

    private static final Set<String> NAMES = Set.of(
            "soap",
            "style",
            "source",
            "user",
            "organisation",
            "revision",
            "synchronous",
            "device-id",
            "meter-config",
            "decommission-verb",
            "ping",
            "control-start",
            "reading-type-id",
            "control-created");

    /** @throws IllegalArgumentException for an option or a value that there is not */
    static CimProfile of(Map<String, String> options) {
        for (String name : options.keySet()) {
            if (!NAMES.contains(name) && !PATHS.contains(name)) {
                Set<String> known = new TreeSet<>(NAMES);
                known.addAll(PATHS);
                throw new IllegalArgumentException("there is no option " + name + "; known are " + known);
            }
        }
        return new CimProfile(
                choice(options, "soap", "1.1", "1.2").equals("1.1") ? Soap.V1_1 : Soap.V1_2,
                choice(options, "style", "typed", "generic").equals("typed"),
                options.getOrDefault("source", "truckroll"),
                options.get("user"),
                options.get("organisation"),
                options.getOrDefault("revision", "2.0"),
                synchronous(options.getOrDefault("synchronous", "commission,decommission")),
                choice(options, "device-id", "name", "mrid").equals("mrid"),
                choice(options, "meter-config", "true", "false").equals("true"),
                choice(options, "decommission-verb", "close", "delete"),
                choice(options, "ping", "events", "read").equals("read"),
                choice(options, "control-start", "none", "now").equals("now"),
                choice(options, "reading-type-id", "name", "mrid").equals("mrid"),
                choice(options, "control-created", "result", "acceptance").equals("result"),
                options.entrySet().stream()
                        .filter(option -> PATHS.contains(option.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static String choice(Map<String, String> options, String name, String usual, String other) {
        String value = options.getOrDefault(name, usual).toLowerCase(Locale.ROOT);
        if (!value.equals(usual) && !value.equals(other)) {
            throw new IllegalArgumentException("option " + name + " is " + usual + " or " + other);
        }
        return value;
    }

    private static Set<String> synchronous(String value) {
        if (value.equalsIgnoreCase("all")) {
            return Set.copyOf(COMMANDS);
        }
        if (value.equalsIgnoreCase("none")) {
            return Set.of();
        }
        Set<String> commands = Arrays.stream(value.split(","))
                .map(name -> name.strip().toUpperCase(Locale.ROOT).replace('-', '_'))
                .collect(Collectors.toUnmodifiableSet());
        if (!COMMANDS.containsAll(commands)) {
            throw new IllegalArgumentException("option synchronous is all, none or a list of commands: " + COMMANDS);
        }
        return commands;
    }

    boolean answersAtOnce(String command) {
        return synchronous.contains(command);
    }

    static boolean knows(String command) {
        return COMMANDS.contains(command);
    }

    String path(String kind) {
        return paths.getOrDefault("path-" + kind, "");
    }
}
