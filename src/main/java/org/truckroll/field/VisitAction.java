// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import static org.truckroll.field.VisitAction.Mode.CONNECTED_AT_METER;
import static org.truckroll.field.VisitAction.Mode.CONNECTED_AT_SOURCE;
import static org.truckroll.field.VisitAction.Mode.INSTALLED;
import static org.truckroll.field.VisitAction.Mode.INVESTIGATED;
import static org.truckroll.field.VisitAction.Mode.READ;
import static org.truckroll.field.VisitAction.Mode.TURNED_ON;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a crew is sent for, and the modes in which it may report it done (service-orders 7.7). The first mode is the normal one.
 *
 * @param form the Tasklist form
 * @param work what to do, for people
 */
record VisitAction(String action, String form, String work, List<Mode> modes) {

    /** How the work was done; it decides which facts change (7.8). */
    enum Mode {
        INSTALLED,
        EXCHANGED,
        REMOVED,
        TURNED_ON,
        TURNED_OFF,
        OFF_AT_SWITCH,
        OFF_AT_SOURCE,
        OFF_AT_METER,
        SLEEVED,
        CONNECTED_AT_SOURCE,
        CONNECTED_AT_METER,
        READ,
        PAID_AT_DOOR,
        INVESTIGATED,
        WARNED
    }

    private static final Map<String, VisitAction> KNOWN = java.util.stream.Stream.of(
                    of(
                            "CONNECT_SP_AT_SOURCE_AND_INSTALL",
                            "visit-install-source",
                            "Connect at the source and install the meter",
                            INSTALLED,
                            CONNECTED_AT_SOURCE),
                    of(
                            "CONNECT_SP_AT_METER_AND_INSTALL",
                            "visit-install-meter",
                            "Connect at the meter and install the meter",
                            INSTALLED,
                            CONNECTED_AT_METER),
                    of("INSTALL_METER", "visit-install", "Install the meter", INSTALLED),
                    of(
                            "CONNECT_SP_AT_SOURCE_AND_TURN_ON",
                            "visit-connect-source",
                            "Connect at the source and turn on",
                            TURNED_ON,
                            CONNECTED_AT_SOURCE),
                    of(
                            "CONNECT_SP_AT_METER_AND_TURN_ON",
                            "visit-connect-meter",
                            "Connect at the meter and turn on",
                            TURNED_ON,
                            CONNECTED_AT_METER),
                    of(
                            "CONNECT_SP_AT_SOURCE",
                            "visit-connect-source",
                            "Connect at the source",
                            CONNECTED_AT_SOURCE,
                            TURNED_ON),
                    of(
                            "CONNECT_SP_AT_METER",
                            "visit-connect-meter",
                            "Connect at the meter",
                            CONNECTED_AT_METER,
                            TURNED_ON),
                    of("TURN_ON_METER", "visit-turn-on", "Turn on the meter", TURNED_ON),
                    of("READ_METER", "visit-read", "Read the meter", READ),
                    of("SERVICE_INVESTIGATION", "visit-investigate", "Investigate the service point", INVESTIGATED),
                    of(
                            "CONNECT_SP_AT_DEVICE_AND_INSTALL",
                            "visit-install-meter",
                            "Connect and install the device",
                            INSTALLED,
                            CONNECTED_AT_METER),
                    of("INSTALL_DEVICE", "visit-install", "Install the device", INSTALLED),
                    of(
                            "CONNECT_SP_AT_DEVICE_AND_TURN_ON",
                            "visit-connect-meter",
                            "Connect and turn on the device",
                            TURNED_ON,
                            CONNECTED_AT_METER),
                    of(
                            "CONNECT_SP_AT_DEVICE",
                            "visit-connect-meter",
                            "Connect the device",
                            CONNECTED_AT_METER,
                            TURNED_ON),
                    of("TURN_ON_ITEM", "visit-turn-on", "Turn on the item", TURNED_ON))
            .collect(java.util.stream.Collectors.toUnmodifiableMap(VisitAction::action, action -> action));

    private static VisitAction of(String action, String form, String work, Mode... modes) {
        return new VisitAction(action, form, work, List.of(modes));
    }

    static Optional<VisitAction> find(String action) {
        return Optional.ofNullable(KNOWN.get(action));
    }

    static VisitAction get(String action) {
        return find(action).orElseThrow(() -> new IllegalStateException("No crew knows how to do " + action));
    }
}
