// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/** The processes of the notices, in the caller's transaction. */
public interface DeliveryProcess {

    /** The variable that names the lane. */
    String LANE_ID = "laneId";

    /** The variable that names the notice. */
    String NOTICE_ID = "noticeId";

    /** Starts {@code notice-delivery}, which empties a lane. */
    void empty(String laneId, boolean urgent);

    /** Starts {@code undelivered-notice}, in which a person decides. */
    void decide(UndeliveredNotice notice);
}
