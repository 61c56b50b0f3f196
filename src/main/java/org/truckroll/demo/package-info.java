// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Invented points and a subscription for the profile {@code demo}, and the words that greet whoever started it.
 * No other profile has any of this.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "servicepoint", "people", "lifecycle", "closure"})
@NullMarked
package org.truckroll.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
