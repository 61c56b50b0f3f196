// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/** How much a notice matters (SOL24-12); which ways it goes says {@code severity-channels.dmn}. */
public enum Severity {
    /** Seen after login. */
    STANDARD,
    /** Also by mail. */
    IMPORTANT,
    /** Also by SMS, whatever the hour. */
    URGENT
}
