// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.util.Set;
import org.truckroll.notification.Channel;

/** Speaks with one kind of provider. Safe for many threads. */
public interface Carrier {

    /** What {@code truckroll.notification.providers.<name>.kind} says. */
    String kind();

    /** The ways that a provider of this kind offers, never {@link Channel#PAGE}. */
    Set<Channel> channels(CarrierSettings settings);

    /** The settings that this kind knows; one that ends in a dot stands for all that begin so. */
    Set<String> keys();

    /**
     * Looks at the settings when the server starts.
     *
     * @throws IllegalStateException naming the setting that is wrong, without its value
     */
    void check(CarrierSettings settings);

    /**
     * Hands a message over; never throws for what a provider does, and has an end: ten seconds, or what the settings say. No transaction of the
     * caller holds a row meanwhile.
     */
    Carried carry(Outgoing message, CarrierSettings settings);

    /**
     * True when the provider knows {@link Outgoing#id} for its own: handed over twice, the message reaches its recipient once. Else an unclear
     * answer ends the tries, and a person sees it.
     */
    default boolean idempotent(CarrierSettings settings) {
        return false;
    }
}
