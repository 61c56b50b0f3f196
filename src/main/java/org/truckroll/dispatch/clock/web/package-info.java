// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** The clocks at {@code /api/v1}. */
@NullMarked
package org.truckroll.dispatch.clock.web;

import org.jspecify.annotations.NullMarked;
