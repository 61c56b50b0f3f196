// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Clocks of orders and visits: limits by table, in working time, paused with a reason; what was exceeded is a stored fact. */
@NullMarked
package org.truckroll.dispatch.clock;

import org.jspecify.annotations.NullMarked;
