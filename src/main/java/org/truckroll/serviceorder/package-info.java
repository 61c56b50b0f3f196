// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The foundation: the order, its state, activities, milestones, remembered facts and events.
 * Only this package writes their tables; nothing here knows the engine.
 */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package org.truckroll.serviceorder;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
