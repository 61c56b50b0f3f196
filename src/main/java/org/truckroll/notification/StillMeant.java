// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/** Asked when something leaves the house that may have waited for long: whether it is still for the person it was told to (GEO-33). */
public interface StillMeant {

    /** @param event of the notice */
    boolean stillFor(String person, String division, String event);
}
