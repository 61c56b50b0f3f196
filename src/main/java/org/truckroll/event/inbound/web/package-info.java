// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** The doors of the sources: reports by REST, SMS by webhook. */
@NullMarked
package org.truckroll.event.inbound.web;

import org.jspecify.annotations.NullMarked;
