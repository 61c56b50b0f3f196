// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import org.jspecify.annotations.Nullable;

/**
 * Told within the transaction that changed facts of a point, so that orders waiting there look again.
 *
 * @param byOrder the order whose activity changed it; null for a change from outside
 */
public record ServicePointChanged(
        String servicePointId, @Nullable String byOrder) {}
