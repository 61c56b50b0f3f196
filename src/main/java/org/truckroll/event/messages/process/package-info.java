// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** The steps of {@code operator-message}. */
@NullMarked
package org.truckroll.event.messages.process;

import org.jspecify.annotations.NullMarked;
