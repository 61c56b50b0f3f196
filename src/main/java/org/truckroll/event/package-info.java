// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Room: what comes in from outside by mail, SMS, fax, from customers and machines. Stored first, then a rule decides; an operator who is on call takes
 * charge, works, archives or forwards. The process is {@code inbound-event}, its business key the event's id.
 */
@ApplicationModule(
        allowedDependencies = {"shared", "serviceorder", "servicepoint", "people", "notification", "lifecycle"})
@NullMarked
package org.truckroll.event;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
