// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The sources of events (GEO-01, GEO-02, SOL24-08 to SOL24-11): mailboxes, fax by mail, SMS by webhook, REST, schedules. Each makes an {@code
 * Inbound} of what came and hands it over; what becomes of it is decided by the room.
 */
@NullMarked
package org.truckroll.event.inbound;

import org.jspecify.annotations.NullMarked;
