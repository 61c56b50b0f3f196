// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

/** What the table {@code notice-rule} may tell of. */
enum Happening {
    ORDER_RECEIVED,
    ORDER_ENDED,
    /** A time is confirmed. */
    VISIT_PLANNED,
    /** The confirmed time is another one. */
    VISIT_MOVED,
    /** Nobody comes at the time that was confirmed. */
    VISIT_CALLED_OFF,
    /** The confirmed time draws near: some time before it. */
    VISIT_COMING
}
