// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Visits of crews (SOM-09): offered to a group, signed by one of its members, completed in a mode or failed for a reason.
 * Owns {@code tr_visit}, {@code tr_visit_photo}, {@code tr_visit_write}, {@code tr_visit_link} and the tables of appointments; the model is
 * {@code field-activity}.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "servicepoint", "people", "lifecycle"})
@NullMarked
package org.truckroll.field;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
