// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

/** Work of an order that lies with people, as visits do: told when the order's priority changes. */
public interface OpenWork {

    /** What of the order is open takes this priority, in the caller's transaction; nothing open is no error. */
    void reprioritize(String orderId, int priority);
}
