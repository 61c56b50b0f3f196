// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

/** What the load switch of a meter says; UNKNOWN = the meter does not tell. */
public enum SwitchState {
    ON,
    OFF,
    ARMED,
    UNKNOWN
}
