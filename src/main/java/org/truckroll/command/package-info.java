// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Remote commands: stored, sent over the head-end port, answered at some time or never (SOM-10).
 * Owns {@code tr_command}; the model is {@code command-activity}.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "servicepoint", "people", "lifecycle"})
@NullMarked
package org.truckroll.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
