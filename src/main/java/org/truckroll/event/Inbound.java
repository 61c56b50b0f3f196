// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message from outside, as a source hands it over.
 *
 * @param source by which door it came, such as a mailbox or an API client
 * @param messageId tells it from all others of this source: with the same two it is the same event
 * @param sender mail address, telephone number or login
 * @param text to be read by people; never HTML
 * @param original the message as it came, byte for byte
 * @param automatic an answer that a machine gave to one of our own messages, or a loop: nobody is alerted
 * @param servicePointId what it is about, if the sender says so
 */
public record Inbound(
        Kind kind,
        String source,
        String messageId,
        String division,
        String sender,
        @Nullable String subject,
        String text,
        List<Part> parts,
        byte @Nullable [] original,
        boolean automatic,
        Instant receivedAt,
        @Nullable String servicePointId) {

    /** What kind of door (GEO-01, SOL24-08 to SOL24-11). */
    public enum Kind {
        MAIL,
        SMS,
        FAX,
        CLIENT_REQUEST,
        MACHINE,
        SCHEDULER,
        SERVICE_NOTICE,
        /** Written by an operator: no rule is asked, and nobody is alerted (GEO-43). */
        OPERATOR_MESSAGE
    }

    /** A file that came with the message. The content is not copied. */
    public record Part(String name, String mediaType, byte[] content) {

        /** Without the content. */
        @Override
        public String toString() {
            return "Part[" + mediaType + ", " + content.length + " bytes]";
        }
    }

    public Inbound {
        parts = List.copyOf(parts);
    }

    public Inbound(
            Kind kind,
            String source,
            String messageId,
            String division,
            String sender,
            @Nullable String subject,
            String text,
            List<Part> parts,
            byte @Nullable [] original,
            boolean automatic,
            Instant receivedAt) {
        this(kind, source, messageId, division, sender, subject, text, parts, original, automatic, receivedAt, null);
    }

    /** Without what is personal. */
    @Override
    public String toString() {
        return "Inbound[" + kind + ", source=" + source + ", division=" + division + ", parts=" + parts.size() + "]";
    }
}
