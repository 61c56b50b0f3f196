// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Reads the staff from the system that keeps it (HCDC-27, HCDC-35..37): page by page, each run with a report. Owner of {@code tr_staff_sync*}
 * and {@code tr_staff_source}; the model is {@code staff-sync}.
 */
@NullMarked
package org.truckroll.people.sync;

import org.jspecify.annotations.NullMarked;
