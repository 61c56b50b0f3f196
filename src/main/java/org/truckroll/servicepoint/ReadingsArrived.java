// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

/** Told within the transaction that stored readings from outside, so that orders awaiting a scheduled read look again. */
public record ReadingsArrived(String servicePointId, ReadingSet set) {}
