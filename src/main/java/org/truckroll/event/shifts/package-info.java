// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Tells operators of their shifts: some hours before, and when one takes over from another (GEO-31). */
@NullMarked
package org.truckroll.event.shifts;

import org.jspecify.annotations.NullMarked;
