// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

/** Where a delivery stands. */
public enum DeliveryState {
    /** For its first or its next try. */
    WAITING,
    /** For the end of the quiet hours, or for room under the limits of its address. */
    HELD,
    /** It is being handed to a provider. */
    SENDING,
    /** A provider has taken it; a page has it. */
    SENT,
    /** The provider says that it arrived; the person has read the page. */
    DELIVERED,
    /** Nobody takes it, or it did not arrive. */
    UNDELIVERED,
    /** It may have been taken; not sent again, for the provider would not know it for the same. */
    UNCLEAR,
    /** It went in one message with another one. */
    BUNDLED,
    /** Not sent: nobody needs it any more, or there is no way. */
    DROPPED
}
