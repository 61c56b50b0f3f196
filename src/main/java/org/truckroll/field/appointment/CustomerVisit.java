// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the customer's page knows of a visit: no name, no address, no telephone number.
 *
 * @param appointment null when nothing is agreed
 * @param crew the name of the crew that comes; null while none is chosen
 * @param changeable false from the moment the crew has set out
 * @param changedAt of the time, for calendars
 * @param slots what can be chosen instead
 */
public record CustomerVisit(
        String id,
        Work work,
        @Nullable String crew,
        Appointment.@Nullable State appointment,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable Instant changedAt,
        boolean ended,
        boolean changeable,
        ZoneId zone,
        List<Slot> slots) {

    /** What is done, in words that shame nobody. */
    public enum Work {
        INSTALL,
        EXCHANGE,
        REMOVE,
        READ,
        TURN_ON,
        TURN_OFF,
        CHECK,
        OTHER;

        static Work of(String action) {
            if (action.startsWith("CUT_") || action.equals("DISCONNECT_WARNING")) {
                return OTHER;
            }
            if (action.contains("EXCHANGE")) {
                return EXCHANGE;
            }
            if (action.contains("INSTALL")) {
                return INSTALL;
            }
            if (action.contains("REMOVE")) {
                return REMOVE;
            }
            if (action.startsWith("READ_")) {
                return READ;
            }
            if (action.contains("INVESTIGATION")) {
                return CHECK;
            }
            if (action.startsWith("TURN_OFF") || action.startsWith("DISCONNECT")) {
                return TURN_OFF;
            }
            if (action.startsWith("TURN_ON") || action.startsWith("CONNECT") || action.startsWith("RECONNECT")) {
                return TURN_ON;
            }
            return OTHER;
        }
    }
}
