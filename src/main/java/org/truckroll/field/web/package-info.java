// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** REST of visits (api.md 3). */
@NullMarked
package org.truckroll.field.web;

import org.jspecify.annotations.NullMarked;
