// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Looks at the point, lets the decision tables choose the next thing, keeps a record of why, and applies what an activity observed.
 * The outcome model of service-orders 7.8 lives here.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "servicepoint", "people", "lifecycle"})
@NullMarked
package org.truckroll.assessment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
