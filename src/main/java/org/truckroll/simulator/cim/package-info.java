// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The simulated head end once more, spoken to in IEC 61968-9 over SOAP under {@code /simulator/cim}: the same meters, faults and log as under
 * {@code /simulator/head-end}.
 */
@NullMarked
package org.truckroll.simulator.cim;

import org.jspecify.annotations.NullMarked;
