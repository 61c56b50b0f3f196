// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

/**
 * Published when an operator is switched NOT ACTIVE in a division, or was ACTIVE there and is so no more, by switch, stand-in, rota or roster; in the
 * transaction of the change.
 */
public record OnCallSwitchedOff(String division, String person) {}
