// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.util.Optional;

/**
 * Says whether a command would be dangerous at a point now (service-orders 7.4, "safety lock"). Cheap enough to be asked before each command is
 * taken; nobody is told when a lock falls: who holds a command asks again.
 */
public interface SafetyLocks {

    /** What locks a point. */
    enum Cause {
        /** A crew is on its way or there. */
        CREW,
        /** An outage is open: somebody may work on the line. */
        OUTAGE
    }

    /** A lock, and in words why. */
    record Lock(Cause cause, String because) {}

    /** The lock of a point; a crew counts before an outage. */
    Optional<Lock> of(String servicePointId);

    /** The same in words alone. */
    default Optional<String> lockedBecause(String servicePointId) {
        return of(servicePointId).map(Lock::because);
    }
}
