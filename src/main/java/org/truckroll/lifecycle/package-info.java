// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The staircase: the only door to the engine (start, signal, tasks), its settings, model releases, logins and rights.
 * Rooms come here to move an order; nobody else speaks to the engine.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "servicepoint", "people", "notification"})
@NullMarked
package org.truckroll.lifecycle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
