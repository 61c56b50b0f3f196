// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** A simulated workforce system: takes work orders in the shape of TMF697, gives them back while it can, and tells what it is told to tell. */
@NullMarked
package org.truckroll.simulator.workforce;

import org.jspecify.annotations.NullMarked;
