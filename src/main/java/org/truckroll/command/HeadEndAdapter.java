// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import org.jspecify.annotations.Nullable;

/**
 * One protocol of head ends, chosen by {@code truckroll.head-ends.<id>.adapter}. A call blocks for at most the call timeout; what the other
 * side does or fails to do is a {@link Reaction}, never an exception.
 */
public interface HeadEndAdapter {

    /** The value of the setting. */
    String name();

    /**
     * Looks at the settings of a head end when the server starts.
     *
     * @throws IllegalArgumentException for an option that this adapter does not know, or a value that it cannot use; the server does not start
     */
    default void check(HeadEndSettings settings) {}

    /** Hands a command over. */
    Talk send(HeadEnd headEnd, MeterCommand command);

    /** Fetches the result of which the head end has told that it is ready (heads that answer in two steps). */
    default Talk fetch(HeadEnd headEnd, MeterCommand command) {
        throw new UnsupportedOperationException(name() + " answers in one step");
    }

    /** Asks what became of a command that was not answered; only where sending again could act twice. */
    default Talk query(HeadEnd headEnd, MeterCommand command) {
        return new Talk(new Reaction.Unknown(), "", null);
    }

    /** Sending the same wire id again is the same command. */
    default boolean idempotent() {
        return true;
    }

    /** Whether the protocol knows this command at all. */
    default boolean can(String command) {
        return true;
    }

    /**
     * A page of the meters it knows, for the comparison of facts.
     *
     * @param cursor of the page, as the page before gave it; null for the first
     */
    default MeterList meters(HeadEnd headEnd, int limit, @Nullable String cursor) {
        return new MeterList.NotOffered("The protocol " + name() + " has no list of meters");
    }
}
