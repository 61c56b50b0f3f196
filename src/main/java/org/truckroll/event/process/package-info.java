// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Steps of {@code inbound-event}: read for the rules, alert, take charge, work, give back. */
@NullMarked
package org.truckroll.event.process;

import org.jspecify.annotations.NullMarked;
