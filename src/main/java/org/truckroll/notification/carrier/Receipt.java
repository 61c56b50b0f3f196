// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

/** What a provider says later about a message that it has taken. */
public record Receipt(String provider, String providerId, State state, String detail) {

    /** How far the message came. */
    public enum State {
        /** On its way: nothing is certain yet. */
        SENT,
        /** It reached the recipient's device or mailbox. */
        DELIVERED,
        /** It will not. */
        UNDELIVERED
    }
}
