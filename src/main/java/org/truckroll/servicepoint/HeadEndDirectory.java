// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import org.jspecify.annotations.Nullable;

/** Knows the head ends that are configured; the room that talks to them implements it. */
public interface HeadEndDirectory {

    /** Configured, and not taken out of service by an operator (service-orders 6.2, canCmd). */
    boolean inService(String headEndId);

    /** Where a new meter would be enrolled: the first head end in service, by id; null when there is none. */
    default @Nullable String usual() {
        return null;
    }

    /** Whether the protocol of this head end knows the command at all; a head end that is not configured may. */
    default boolean can(String headEndId, String command) {
        return true;
    }
}
