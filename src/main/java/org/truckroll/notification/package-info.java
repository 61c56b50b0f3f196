// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Foundation: tells people, by page, mail, SMS or fax. Its front is one verb, {@link org.truckroll.notification.Notifications#tell}; what was told,
 * to whom, by which way and with which result is kept here. The process {@code notice-delivery} carries; providers stand in {@code carrier}.
 */
@ApplicationModule(allowedDependencies = {"shared", "serviceorder", "people"})
@NullMarked
package org.truckroll.notification;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
