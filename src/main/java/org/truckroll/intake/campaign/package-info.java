// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Campaigns (service-orders 5 #26, 8): many orders of one type, released in cohorts, after a canary, at the pace of each head end, until they are
 * done or somebody, or their failure rate, stops them. Every order goes through the same intake as a single one.
 */
@NullMarked
package org.truckroll.intake.campaign;

import org.jspecify.annotations.NullMarked;
