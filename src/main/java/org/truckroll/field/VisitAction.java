// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import static org.truckroll.field.VisitAction.Mode.CONNECTED_AT_METER;
import static org.truckroll.field.VisitAction.Mode.CONNECTED_AT_SOURCE;
import static org.truckroll.field.VisitAction.Mode.EXCHANGED;
import static org.truckroll.field.VisitAction.Mode.INSTALLED;
import static org.truckroll.field.VisitAction.Mode.INVESTIGATED;
import static org.truckroll.field.VisitAction.Mode.OFF_AT_METER;
import static org.truckroll.field.VisitAction.Mode.OFF_AT_SOURCE;
import static org.truckroll.field.VisitAction.Mode.OFF_AT_SWITCH;
import static org.truckroll.field.VisitAction.Mode.PAID_AT_DOOR;
import static org.truckroll.field.VisitAction.Mode.READ;
import static org.truckroll.field.VisitAction.Mode.REMOVED;
import static org.truckroll.field.VisitAction.Mode.SLEEVED;
import static org.truckroll.field.VisitAction.Mode.TURNED_OFF;
import static org.truckroll.field.VisitAction.Mode.TURNED_ON;
import static org.truckroll.field.VisitAction.Mode.WARNED;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.ServicePoint.Supply;

/**
 * What a crew is sent for, and the modes in which it may report it done (service-orders 7.7). The first mode is the normal one; some modes need a
 * certain order or supply besides.
 *
 * @param name what to do, for people
 * @param modes all modes, wherever it is done
 */
record VisitAction(String action, String form, String name, List<Mode> modes) {

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
        WARNED;

        static @Nullable Mode of(@Nullable String word) {
            return Stream.of(values())
                    .filter(mode -> mode.name().equals(word))
                    .findFirst()
                    .orElse(null);
        }

        /** A device comes in. */
        boolean bringsDevice() {
            return this == INSTALLED || this == EXCHANGED;
        }

        /** It moves the device's switch. */
        boolean switches() {
            return this == TURNED_ON || this == TURNED_OFF || this == OFF_AT_SWITCH;
        }
    }

    private static final Map<String, VisitAction> KNOWN = Stream.of(
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
                    of(
                            "TURN_OFF_METER",
                            "visit-turn-off",
                            "Turn off the meter",
                            TURNED_OFF,
                            OFF_AT_METER,
                            OFF_AT_SOURCE,
                            SLEEVED),
                    of("READ_METER", "visit-read", "Read the meter", READ),
                    of(
                            "CUT_FOR_NON_PAYMENT",
                            "visit-cut",
                            "Cut the service for non-payment",
                            OFF_AT_SWITCH,
                            OFF_AT_METER,
                            OFF_AT_SOURCE,
                            SLEEVED,
                            REMOVED,
                            PAID_AT_DOOR),
                    of(
                            "RECONNECT_FOR_PAYMENT",
                            "visit-turn-on",
                            "Reconnect the service, it is paid",
                            TURNED_ON,
                            CONNECTED_AT_SOURCE,
                            CONNECTED_AT_METER),
                    of(
                            "DISCONNECT_SP_AT_SOURCE",
                            "visit-disconnect",
                            "Disconnect at the source",
                            OFF_AT_SOURCE,
                            PAID_AT_DOOR),
                    of(
                            "DISCONNECT_SP_AT_SOURCE_AND_REMOVE",
                            "visit-disconnect-remove",
                            "Disconnect at the source and remove the device",
                            REMOVED,
                            OFF_AT_SOURCE),
                    of("REMOVE_METER", "visit-remove", "Remove the meter", REMOVED),
                    of("EXCHANGE_METER", "visit-exchange", "Exchange the meter", EXCHANGED),
                    of("SERVICE_INVESTIGATION", "visit-investigate", "Investigate the service point", INVESTIGATED),
                    of("DISCONNECT_WARNING", "visit-warning", "Warn of the disconnection", WARNED, PAID_AT_DOOR),
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
                    of("TURN_ON_ITEM", "visit-turn-on", "Turn on the item", TURNED_ON),
                    of(
                            "TURN_OFF_ITEM",
                            "visit-turn-off",
                            "Turn off the item",
                            TURNED_OFF,
                            OFF_AT_METER,
                            OFF_AT_SOURCE,
                            SLEEVED),
                    of(
                            "CUT_ITEM_FOR_NON_PAYMENT",
                            "visit-cut",
                            "Cut the item for non-payment",
                            OFF_AT_SWITCH,
                            OFF_AT_METER,
                            OFF_AT_SOURCE,
                            SLEEVED,
                            REMOVED,
                            PAID_AT_DOOR),
                    of(
                            "RECONNECT_ITEM_FOR_PAYMENT",
                            "visit-turn-on",
                            "Reconnect the item, it is paid",
                            TURNED_ON,
                            CONNECTED_AT_SOURCE,
                            CONNECTED_AT_METER),
                    of("REMOVE_DEVICE", "visit-remove", "Remove the device", REMOVED),
                    of("EXCHANGE_DEVICE", "visit-exchange", "Exchange the device", EXCHANGED))
            .collect(Collectors.toUnmodifiableMap(VisitAction::action, Function.identity()));

    private static VisitAction of(String action, String form, String name, Mode... modes) {
        return new VisitAction(action, form, name, List.of(modes));
    }

    static Set<String> known() {
        return KNOWN.keySet();
    }

    static Optional<VisitAction> find(String action) {
        return Optional.ofNullable(KNOWN.get(action));
    }

    static VisitAction get(String action) {
        return find(action).orElseThrow(() -> new IllegalStateException("No crew knows how to do " + action));
    }

    /** The modes that are legal for this order at this supply: only a CUT can be paid at the door, and only what is open can be connected. */
    List<Mode> modes(String orderType, @Nullable Supply supply) {
        return modes.stream()
                .filter(mode -> mode != PAID_AT_DOOR || "CUT".equals(orderType))
                .filter(mode -> !reconnects()
                        || mode != CONNECTED_AT_SOURCE && mode != CONNECTED_AT_METER
                        || mode == CONNECTED_AT_SOURCE && supply == Supply.OFF_SOURCE
                        || mode == CONNECTED_AT_METER && supply == Supply.OFF_METER)
                .toList();
    }

    /** The Tasklist form that offers just these modes. */
    String form(String orderType, @Nullable Supply supply) {
        List<Mode> legal = modes(orderType, supply);
        if (reconnects() && legal.contains(CONNECTED_AT_SOURCE)) {
            return "visit-connect-source";
        }
        if (reconnects() && legal.contains(CONNECTED_AT_METER)) {
            return "visit-connect-meter";
        }
        return "visit-disconnect".equals(form) && legal.contains(PAID_AT_DOOR) ? "visit-disconnect-cut" : form;
    }

    /** What the crew does there: nobody who comes to maintain investigates. */
    String work(String orderType) {
        return "MAINTAIN".equals(orderType) && "SERVICE_INVESTIGATION".equals(action) ? "Maintain the device" : name;
    }

    private boolean reconnects() {
        return action.startsWith("RECONNECT_");
    }
}
