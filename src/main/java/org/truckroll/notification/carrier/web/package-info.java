// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Where providers tell what became of messages. */
@NullMarked
package org.truckroll.notification.carrier.web;

import org.jspecify.annotations.NullMarked;
