// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

/** What the assessment has decided about an order, for those who come after. */
public interface Verdicts {

    /** True when the order's end is decided: its closing is only a matter of the next moment, and nothing can change it any more. */
    boolean ends(String orderId);
}
