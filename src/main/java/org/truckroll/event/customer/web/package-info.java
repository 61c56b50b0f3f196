// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** Pages and REST for customers without a login, and the call by which others make a tracking link. */
@NullMarked
package org.truckroll.event.customer.web;

import org.jspecify.annotations.NullMarked;
