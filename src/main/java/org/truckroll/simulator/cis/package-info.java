// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A customer information system that keeps whatever is delivered to it, in order of arrival.
 * It judges signatures after Standard Webhooks but refuses nothing for them.
 * It can be told to fail, so that retries and ended subscriptions can be watched.
 */
@NullMarked
package org.truckroll.simulator.cis;

import org.jspecify.annotations.NullMarked;
