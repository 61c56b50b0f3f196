// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.messages;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.notification.Channel;
import org.truckroll.notification.Severity;

/**
 * What an operator sends (GEO-06). It is an event itself, with the same id (GEO-43).
 *
 * @param forwardedEvent the event that it forwards; null: the operator's own
 * @param original whether what came with that event goes along
 */
public record OperatorMessage(
        String id,
        String division,
        String operator,
        @Nullable String forwardedEvent,
        Severity severity,
        Set<Channel> channels,
        boolean original,
        @Nullable String note,
        Instant writtenAt) {

    /** One contact by one channel, as the address book had it. */
    public record To(String contactId, Channel channel, String address, String name, String language) {

        /** Without what is personal. */
        @Override
        public String toString() {
            return "To[" + contactId + ", " + channel + "]";
        }
    }

    /**
     * What an operator wants to send.
     *
     * @param division may be left out by who forwards, or is operator of one division only
     * @param eventId an event to forward, which is archived with it
     * @param recipients short names or ids of contacts
     * @param title null: that of the forwarded event
     * @param text null: the text of the forwarded event as it came (GEO-38)
     */
    public record Draft(
            @Nullable String division,
            @Nullable String eventId,
            List<String> recipients,
            Set<Channel> channels,
            @Nullable String title,
            @Nullable String text,
            boolean original,
            Severity severity,
            @Nullable String note) {

        /** Without what is personal. */
        @Override
        public String toString() {
            return "Draft[eventId=" + eventId + ", recipients=" + recipients.size() + ", channels=" + channels + "]";
        }
    }
}
