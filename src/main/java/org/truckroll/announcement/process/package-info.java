// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** The step of {@code service-notice}. */
@NullMarked
package org.truckroll.announcement.process;

import org.jspecify.annotations.NullMarked;
