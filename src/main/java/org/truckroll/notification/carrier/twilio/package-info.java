// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Twilio: SMS by its own library, and what it says about them later. */
@NullMarked
package org.truckroll.notification.carrier.twilio;

import org.jspecify.annotations.NullMarked;
