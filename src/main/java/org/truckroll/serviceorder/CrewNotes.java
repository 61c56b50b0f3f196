// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

/** Tells a crew that is past the point of no return what was not known when it was sent (service-orders 7.4 LATE, 7.6). */
public interface CrewNotes {

    /**
     * Adds a note to an open visit, in the caller's transaction.
     *
     * @return false when the visit has ended: there is nobody left to tell
     */
    boolean tell(Activity visit, String text);
}
