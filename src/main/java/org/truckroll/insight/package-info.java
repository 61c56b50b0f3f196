// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Room: what was done, how long it took and how it ended, as facts; and the statistics made of them.
 * It listens to what the others tell and nobody knows it exists. It reads their tables, for a check of its facts, and writes its own only.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "people", "lifecycle"})
@NullMarked
package org.truckroll.insight;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
