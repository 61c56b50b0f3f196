// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** Where workforce systems speak to us, and dispatchers take visits back from them. */
@NullMarked
package org.truckroll.field.workforce.web;

import org.jspecify.annotations.NullMarked;
