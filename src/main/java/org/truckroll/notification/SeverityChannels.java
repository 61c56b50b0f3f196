// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.Set;

/** The decision table {@code severity-channels.dmn}: by which ways a notice goes (SOL24-12..15). */
public interface SeverityChannels {

    /** Whom a notice is for, as the table knows them. */
    enum Side {
        /** People with a login. */
        STAFF,
        CUSTOMER
    }

    Set<Channel> of(Severity severity, String division, String event, Side side);
}
