// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Foundation: divisions, field groups, API clients, and who is calling.
 * Logins and memberships of people live in the engine's identity tables; this package knows no engine.
 */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package org.truckroll.people;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
