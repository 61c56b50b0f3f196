// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** REST of events for operators. */
@NullMarked
package org.truckroll.event.web;

import org.jspecify.annotations.NullMarked;
