// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The door for requests (SOM-01 to SOM-03): validate, deduplicate, store, start; read and search.
 * REST after api.md 2, and the same intake for starts through the engine's own REST.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "servicepoint", "people", "lifecycle"})
@NullMarked
package org.truckroll.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
