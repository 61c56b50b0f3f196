// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.util.Optional;

/** Times of visits as the room knows them that keeps visits. */
public interface VisitTimes {

    /**
     * The time that is confirmed; nobody changes it until the caller's commit.
     *
     * @return empty when there is none, or the visit has ended
     */
    Optional<VisitTime> hold(String visitId);
}
