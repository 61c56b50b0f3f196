// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.notification.Attached;
import org.truckroll.notification.Channel;

/**
 * One message to one address.
 *
 * @param id committed before the message is handed over; every try of the same message has the same one
 * @param channel never {@link Channel#PAGE}
 * @param to mail address or telephone number in the form of E.164
 */
public record Outgoing(
        String id, Channel channel, String to, @Nullable String subject, String text, List<Attached> attachments) {

    public Outgoing {
        attachments = List.copyOf(attachments);
    }

    /** Without address and text. */
    @Override
    public String toString() {
        return "Outgoing[" + id + ", " + channel + "]";
    }
}
