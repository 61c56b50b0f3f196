// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** What customers do without a login: they report a fault, and see by a link how far it is (HOME-14, SOL24-08). */
@NullMarked
package org.truckroll.event.customer;

import org.jspecify.annotations.NullMarked;
