// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** Statistics over HTTP. */
@NullMarked
package org.truckroll.insight.web;

import org.jspecify.annotations.NullMarked;
