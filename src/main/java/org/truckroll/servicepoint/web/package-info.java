// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The doors of the service points: points, import, history, readings, outages (api.md 1 and 3).
 * Documents in and out; no rule of the trade lives here.
 */
@NullMarked
package org.truckroll.servicepoint.web;

import org.jspecify.annotations.NullMarked;
