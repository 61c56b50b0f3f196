// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** REST of campaigns. */
@NullMarked
package org.truckroll.intake.campaign.web;

import org.jspecify.annotations.NullMarked;
