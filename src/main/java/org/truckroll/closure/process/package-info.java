// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Steps of {@code service-order} and {@code message-delivery} that belong to closure.
 * Variables in, one call of the room, variables out.
 */
@NullMarked
package org.truckroll.closure.process;

import org.jspecify.annotations.NullMarked;
