// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Steps of {@code staff-leave}: words of the diagram to calls of this module. */
@NullMarked
package org.truckroll.people.process;

import org.jspecify.annotations.NullMarked;
