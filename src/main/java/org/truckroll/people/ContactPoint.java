// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

/**
 * A way to reach a person (HCDC-16).
 *
 * @param rank 1 is tried first
 */
public record ContactPoint(Kind kind, String value, int rank) {

    /** How it is used. */
    public enum Kind {
        MOBILE,
        PHONE,
        EMAIL,
        FAX
    }
}
