// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

/** What the meter measures behind its switch. Live behind an open switch is the sign of a bypass (service-orders 7.4). */
public enum LoadSide {
    LIVE,
    DEAD
}
