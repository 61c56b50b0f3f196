// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Room: who is told of orders and visits, and when, by the rows of {@code notice-rule}. It listens to what happens and tells in the same transaction;
 * what is told some time before a visit waits in the process {@code service-notice}, whose business key is the visit's id.
 */
@ApplicationModule(
        allowedDependencies = {"shared", "serviceorder", "servicepoint", "people", "notification", "lifecycle"})
@NullMarked
package org.truckroll.announcement;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
