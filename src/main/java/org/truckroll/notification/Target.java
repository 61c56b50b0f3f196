// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import org.jspecify.annotations.Nullable;

/**
 * One recipient by one channel.
 *
 * @param person the login of somebody who works here
 * @param noWay why nothing can be sent there; null when it can
 */
record Target(
        Channel channel,
        String to,
        @Nullable String person,
        String name,
        String language,
        @Nullable String noWay) {

    /** Who it is, by whatever way; an address that belongs to nobody here is a recipient of its own. */
    String recipient() {
        return person == null ? channel + " " + to : person;
    }
}
