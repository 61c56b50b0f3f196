// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Read-only windows for those who run the server: metrics of orders, activities, the engine's backlog and the inbox.
 * It looks and never touches; nobody knows it exists.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "lifecycle"})
@NullMarked
package org.truckroll.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
