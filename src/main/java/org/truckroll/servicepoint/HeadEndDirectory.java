// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

/** Knows the head ends that are configured; the room that talks to them implements it. */
public interface HeadEndDirectory {

    /** Configured, and not taken out of service by an operator (service-orders 6.2, canCmd). */
    boolean inService(String headEndId);
}
