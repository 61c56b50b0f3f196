// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** Steps of {@code field-activity}. */
@NullMarked
package org.truckroll.field.process;

import org.jspecify.annotations.NullMarked;
