// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Foundation: service points, devices, readings, outages; facts with the time they took effect and the time we learned them.
 * Only this package writes their tables.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "people"})
@NullMarked
package org.truckroll.servicepoint;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
