// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.ServicePoint.Supply;

/** The modes in which a visit may be completed (7.7), as the paper has them; the room of visits holds its own list, and a test holds both equal. */
public final class VisitModes {

    private static final Map<String, List<String>> MODES = modes("""
            CONNECT_SP_AT_SOURCE_AND_INSTALL  INSTALLED CONNECTED_AT_SOURCE
            CONNECT_SP_AT_METER_AND_INSTALL   INSTALLED CONNECTED_AT_METER
            CONNECT_SP_AT_DEVICE_AND_INSTALL  INSTALLED CONNECTED_AT_METER
            INSTALL_METER                     INSTALLED
            INSTALL_DEVICE                    INSTALLED
            CONNECT_SP_AT_SOURCE_AND_TURN_ON  TURNED_ON CONNECTED_AT_SOURCE
            CONNECT_SP_AT_METER_AND_TURN_ON   TURNED_ON CONNECTED_AT_METER
            CONNECT_SP_AT_DEVICE_AND_TURN_ON  TURNED_ON CONNECTED_AT_METER
            CONNECT_SP_AT_SOURCE              CONNECTED_AT_SOURCE TURNED_ON
            CONNECT_SP_AT_METER               CONNECTED_AT_METER TURNED_ON
            CONNECT_SP_AT_DEVICE              CONNECTED_AT_METER TURNED_ON
            TURN_ON_METER                     TURNED_ON
            TURN_ON_ITEM                      TURNED_ON
            TURN_OFF_METER                    TURNED_OFF OFF_AT_METER OFF_AT_SOURCE SLEEVED
            TURN_OFF_ITEM                     TURNED_OFF OFF_AT_METER OFF_AT_SOURCE SLEEVED
            READ_METER                        READ
            CUT_FOR_NON_PAYMENT               OFF_AT_SWITCH OFF_AT_METER OFF_AT_SOURCE SLEEVED REMOVED PAID_AT_DOOR
            CUT_ITEM_FOR_NON_PAYMENT          OFF_AT_SWITCH OFF_AT_METER OFF_AT_SOURCE SLEEVED REMOVED PAID_AT_DOOR
            RECONNECT_FOR_PAYMENT             TURNED_ON CONNECTED_AT_SOURCE CONNECTED_AT_METER
            RECONNECT_ITEM_FOR_PAYMENT        TURNED_ON CONNECTED_AT_SOURCE CONNECTED_AT_METER
            DISCONNECT_SP_AT_SOURCE           OFF_AT_SOURCE PAID_AT_DOOR
            DISCONNECT_SP_AT_SOURCE_AND_REMOVE REMOVED OFF_AT_SOURCE
            REMOVE_METER                      REMOVED
            REMOVE_DEVICE                     REMOVED
            EXCHANGE_METER                    EXCHANGED
            EXCHANGE_DEVICE                   EXCHANGED
            SERVICE_INVESTIGATION             INVESTIGATED
            DISCONNECT_WARNING                WARNED PAID_AT_DOOR
            """);

    private VisitModes() {}

    private static Map<String, List<String>> modes(String table) {
        return table.lines()
                .map(line -> List.of(line.strip().split(" +")))
                .collect(Collectors.toUnmodifiableMap(words -> words.get(0), words -> words.subList(1, words.size())));
    }

    /** The visits of the paper, with the names for items (D3). */
    public static Map<String, List<String>> all() {
        return MODES;
    }

    /** The modes that are legal for this order at this supply; none for a visit that the paper does not know. */
    public static List<String> of(String visit, String orderType, @Nullable Supply supply) {
        boolean reconnects = visit.startsWith("RECONNECT_");
        return MODES.getOrDefault(visit, List.of()).stream()
                .filter(mode -> !"PAID_AT_DOOR".equals(mode) || "CUT".equals(orderType))
                .filter(mode -> !reconnects || !"CONNECTED_AT_SOURCE".equals(mode) || supply == Supply.OFF_SOURCE)
                .filter(mode -> !reconnects || !"CONNECTED_AT_METER".equals(mode) || supply == Supply.OFF_METER)
                .toList();
    }
}
