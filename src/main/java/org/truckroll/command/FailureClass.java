// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

/** What can go wrong with a command (service-orders 7.4); the failure policy decides by it, never by a text. */
public enum FailureClass {
    /** The head end has too much to do, its circuit is open, or it is paused. */
    BUSY,
    /** A crew is at the point, or an outage is open. */
    LOCKED,
    TRANSIENT,
    NO_ANSWER,
    /** Asked what became of it, the head end never had it. */
    UNKNOWN,
    NOT_ENROLLED,
    FAILED,
    REFUSED,
    UNSUPPORTED,
    INVALID,
    /** An answer after the activity has ended. */
    LATE
}
