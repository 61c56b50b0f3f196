// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A head end after the generic REST contract: takes commands, acts on simulated meters, answers later over HTTP.
 * A meter acts when its command is accepted; the answer waits in the database until it is delivered or given up.
 * Faults are rules per device and command; the log is the truth about what reached a meter.
 */
@NullMarked
package org.truckroll.simulator.headend;

import org.jspecify.annotations.NullMarked;
