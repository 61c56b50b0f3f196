// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import org.truckroll.serviceorder.Activity;

/** Takes in what a head end says of a command after its activity ended (service-orders 7.4 LATE). */
public interface LateResults {

    /** What came of it. */
    enum Taken {
        /** Facts recorded, or only the record: nothing was to be taken back. */
        FACTS_ONLY,
        /** The visit that replaced the command was withdrawn; the order is assessed again. */
        VISIT_WITHDRAWN,
        /** The crew is past its point of no return: it finishes, and knows now. */
        CREW_TOLD
    }

    /**
     * Applies a late answer in the caller's transaction, under the lock of the point's row.
     *
     * @param command the activity of the command, of an order
     * @param outcome the class of the answer; anything but {@code SUCCESS} changes no fact
     * @param seen what the answer says, with the device it speaks of
     * @throws org.springframework.dao.OptimisticLockingFailureException when the activity is still open or a token moved at the same moment: nothing
     *     was changed, and the answer is to be offered again
     */
    Taken apply(Activity command, String outcome, Observation seen);
}
