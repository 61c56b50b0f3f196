// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Supervision and the to-do list at {@code /api/v1}. */
@NullMarked
package org.truckroll.dispatch.supervision.web;

import org.jspecify.annotations.NullMarked;
