// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The end of an order: the answer to its requester, subscriptions, and the outbox that delivers both in order (api.md 5).
 * Only this package writes subscriptions, lanes and messages; the process {@code message-delivery} empties a lane.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "servicepoint", "people", "lifecycle"})
@NullMarked
package org.truckroll.closure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
