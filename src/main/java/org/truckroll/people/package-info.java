// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Foundation: divisions and their tree of units, people, API clients, and who is calling; the guard that lets no order die with a person
 * or a group. Logins and memberships live in the engine's identity tables: this package says what it wants through {@link
 * org.truckroll.people.Identities}.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder"})
@NullMarked
package org.truckroll.people;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
