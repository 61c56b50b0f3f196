// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Utilities that own a workforce system (design 2, TMF697): visits are handed to it as work orders, it tells how they go, and they can be taken back.
 * No call is made inside a transaction; {@code tr_work_order} outlives the visit.
 */
@NullMarked
package org.truckroll.field.workforce;

import org.jspecify.annotations.NullMarked;
