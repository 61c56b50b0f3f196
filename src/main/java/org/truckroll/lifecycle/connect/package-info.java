// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Our connector provider for Camunda Connect: {@code http-connector} and {@code service-call} (docs/adr/0007).
 * One pooled client with deadlines, size cap, address guard, masking and metrics serves both.
 */
@NullMarked
package org.truckroll.lifecycle.connect;

import org.jspecify.annotations.NullMarked;
