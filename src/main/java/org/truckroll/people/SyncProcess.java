// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

/** The process {@code staff-sync}, which reads the source page by page (HCDC-37). */
public interface SyncProcess {

    /** Starts it for a run that has begun; its steps follow in transactions of their own. */
    void start(String run);
}
