// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import java.util.Map;

/** Where members of our own form stood in the body that was sent, as JSON pointers. */
final class Places {

    private Places() {}

    /** A pointer of ours in theirs: by the nearest place that is known. */
    static String translate(Map<String, String> places, String pointer) {
        for (String ours = pointer; !ours.isEmpty(); ours = ours.substring(0, ours.lastIndexOf('/'))) {
            String theirs = places.get(ours);
            if (theirs != null) {
                return theirs + pointer.substring(ours.length());
            }
        }
        return pointer;
    }
}
