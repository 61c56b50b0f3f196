// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import org.jspecify.annotations.Nullable;

/** The process {@code staff-leave}, in which a person's work is handed over before the login is switched off (HCDC-46). */
public interface LeaveProcess {

    /**
     * Starts it: with a successor it runs to its end in the caller's transaction, without one it waits for the dispatchers.
     *
     * @param by who asked for it
     */
    void start(String person, WorkInHand.@Nullable Target successor, String reason, String by);

    /** The last work of the person ended by itself. */
    void workEnded(String person);

    /** The person stays after all. */
    void recalled(String person);
}
