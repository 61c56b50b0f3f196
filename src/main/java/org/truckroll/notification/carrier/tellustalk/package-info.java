// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** TellusTalk: SMS, fax and mail by one call, with its reports and logs. */
@NullMarked
package org.truckroll.notification.carrier.tellustalk;

import org.jspecify.annotations.NullMarked;
