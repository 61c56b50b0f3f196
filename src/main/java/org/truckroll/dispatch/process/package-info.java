// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Steps of processes that belong to dispatch. Variables in, one call of the room, variables out. */
@NullMarked
package org.truckroll.dispatch.process;

import org.jspecify.annotations.NullMarked;
