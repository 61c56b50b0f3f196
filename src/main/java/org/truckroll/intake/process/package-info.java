// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** The first step of {@code service-order}. */
@NullMarked
package org.truckroll.intake.process;

import org.jspecify.annotations.NullMarked;
