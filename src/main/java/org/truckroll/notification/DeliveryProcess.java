// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/** The processes of the notices, in the caller's transaction. */
public interface DeliveryProcess {

    /** The variable that names the lane. */
    String LANE_ID = "laneId";

    /** Starts {@code notice-delivery}, which empties a lane. */
    void empty(String laneId);
}
