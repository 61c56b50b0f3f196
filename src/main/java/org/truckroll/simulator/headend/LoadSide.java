// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

/** Voltage behind the open switch: LIVE means that somebody went around it. UNKNOWN = the meter does not tell. */
public enum LoadSide {
    LIVE,
    DEAD,
    UNKNOWN
}
