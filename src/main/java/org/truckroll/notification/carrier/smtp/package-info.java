// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Mail servers, and those that turn a mail into a fax. */
@NullMarked
package org.truckroll.notification.carrier.smtp;

import org.jspecify.annotations.NullMarked;
