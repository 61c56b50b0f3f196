// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** Steps of {@code service-order} that assess: apply, prepare, choose, record; data steps and persons' decisions. */
@NullMarked
package org.truckroll.assessment.process;

import org.jspecify.annotations.NullMarked;
