// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** The doors of the address book and of operator messages. */
@NullMarked
package org.truckroll.event.messages.web;

import org.jspecify.annotations.NullMarked;
