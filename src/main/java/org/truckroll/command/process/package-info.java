// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** Steps of {@code command-activity} and {@code unmatched-answer}. */
@NullMarked
package org.truckroll.command.process;

import org.jspecify.annotations.NullMarked;
