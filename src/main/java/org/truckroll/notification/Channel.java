// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/** A way to reach somebody. */
public enum Channel {
    /** The person's own list of notices, after login; needs no provider. */
    PAGE,
    MAIL,
    SMS,
    FAX
}
