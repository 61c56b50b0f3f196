// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** REST of notices: reports, the own page, texts with preview, and who is responsible for an object. */
@NullMarked
package org.truckroll.notification.web;

import org.jspecify.annotations.NullMarked;
