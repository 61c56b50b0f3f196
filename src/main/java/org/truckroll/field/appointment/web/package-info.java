// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** Appointments over HTTP: for people with a login, and the page of the customer. */
@NullMarked
package org.truckroll.field.appointment.web;

import org.jspecify.annotations.NullMarked;
