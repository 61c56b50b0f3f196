// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

/** Published when an operator is switched NOT ACTIVE in a division, in the transaction of the switch. */
public record OnCallSwitchedOff(String division, String person) {}
