// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** The dispatch centre: who gets the work, by when, and who looks after it. */
@NullMarked
package org.truckroll.dispatch;

import org.jspecify.annotations.NullMarked;
