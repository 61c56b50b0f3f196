// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

/**
 * The service date of an order was changed by its requester: what other orders of the point look at may have changed with it (guard G10). Told
 * within the transaction of the change.
 */
public record OrderAmended(String orderId, String servicePointId) {}
