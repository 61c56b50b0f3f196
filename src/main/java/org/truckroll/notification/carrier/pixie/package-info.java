// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Pixie: SMS over its form, https only. */
@NullMarked
package org.truckroll.notification.carrier.pixie;

import org.jspecify.annotations.NullMarked;
