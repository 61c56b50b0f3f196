// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

/** Speaks with one kind of provider. Safe for many threads. */
public interface Carrier {

    /** What {@code truckroll.notification.providers.<name>.kind} says. */
    String kind();

    /**
     * Hands a message over; never throws for what a provider does, and has an end: ten seconds, or what the settings say. No transaction of the
     * caller holds a row meanwhile.
     */
    Carried carry(Outgoing message, CarrierSettings settings);

    /**
     * True when the provider knows {@link Outgoing#id} for its own: handed over twice, the message reaches its recipient once. Else an unclear
     * answer ends the tries, and a person sees it.
     */
    default boolean idempotent() {
        return false;
    }
}
