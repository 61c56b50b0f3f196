// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

package org.truckroll.servicepoint;

import org.jspecify.annotations.Nullable;

/** Tells which head ends are configured and in service (canCmd, service-orders 6.2). */
public interface HeadEndDirectory {

    boolean inService(@Nullable String headEndId);
}
