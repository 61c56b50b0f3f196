// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** The step of {@code shift-notice}. */
@NullMarked
package org.truckroll.event.shifts.process;

import org.jspecify.annotations.NullMarked;
