// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

/**
 * Takes back an open activity while that is possible (service-orders 7.6): one per kind of activity that has rows of its own. Called in the
 * transaction of the caller, who holds the lock of the point's row and sends the token away afterwards.
 */
public interface Withdrawal {

    /** Whose activities it takes back. */
    Activity.Kind kind();

    /** Whether it could be taken back now. */
    boolean withdrawable(Activity activity);

    /**
     * Ends the rows of the activity and the activity itself, as {@code CANCELLED} with outcome {@link #WITHDRAWN}; later reports about it are refused
     * with 409 {@code already-ended}.
     *
     * @return false past the point of no return: nothing was changed, and its result will be applied
     */
    boolean withdraw(Activity activity);

    /** Outcome of an activity that was taken back. */
    String WITHDRAWN = "WITHDRAWN";
}
