// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** REST of decision records and of persons' decisions (api.md 2, 3). */
@NullMarked
package org.truckroll.assessment.web;

import org.jspecify.annotations.NullMarked;
