// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Walks every state that an order can come into, over the real decision tables and the real rules of an assessment, and holds six promises against
 * what it finds (service-orders 7.3).
 */
@NullMarked
package org.truckroll.assessment.proof;

import org.jspecify.annotations.NullMarked;
