// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Any provider that takes a message by one HTTP call, described by settings. */
@NullMarked
package org.truckroll.notification.carrier.http;

import org.jspecify.annotations.NullMarked;
