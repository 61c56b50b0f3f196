// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Steps of {@code notice-delivery} and {@code undelivered-notice}. Variables in, one call, variables out. */
@NullMarked
package org.truckroll.notification.process;

import org.jspecify.annotations.NullMarked;
