// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** The doors of people and units. */
@NullMarked
package org.truckroll.people.web;

import org.jspecify.annotations.NullMarked;
