// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** REST of orders (api.md 2). */
@NullMarked
package org.truckroll.intake.web;

import org.jspecify.annotations.NullMarked;
