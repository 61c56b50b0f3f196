// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.headend.xml.XmlElement;

/**
 * A message after IEC 61968-100 as it was read, typed or general: request, response or event, with whatever it lacks.
 *
 * @param root the element that holds the message
 * @param verb in lower case
 * @param payload the elements in Payload
 */
record CimMessage(
        XmlElement root,
        String verb,
        String noun,
        @Nullable String messageId,
        @Nullable String correlationId,
        @Nullable Instant timestamp,
        @Nullable Reply reply,
        List<XmlElement> payload) {

    /** OK, PARTIAL or FAILED, with the reasons. */
    record Reply(
            String result, List<Error> errors, @Nullable String id) {

        boolean ok() {
            return "OK".equals(result);
        }

        /** The first error that is one; null when all is well. */
        @Nullable
        Error error() {
            return errors.stream()
                    .filter(error -> !error.code().startsWith("0."))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** One reason. */
    record Error(
            String code,
            @Nullable String level,
            @Nullable String reason,
            @Nullable String id) {

        String words() {
            StringBuilder words = new StringBuilder("CIM error ").append(code);
            if (level != null) {
                words.append(' ').append(level);
            }
            if (reason != null) {
                words.append(": ").append(reason);
            }
            return words.toString();
        }
    }

    /** @throws CimRefusedException when it is not a message of the IEC */
    static CimMessage read(XmlElement root) throws CimRefusedException {
        if (!Iec.owns(root)) {
            throw new CimRefusedException(
                    CimRefusedException.SCHEMA, "Element " + root.name() + " is in no namespace of IEC TC57");
        }
        XmlElement header = Iec.child(root, "Header")
                .orElseThrow(() -> new CimRefusedException(
                        CimRefusedException.HEADER, "The message has no Header in a namespace of IEC TC57"));
        String verb = Iec.text(header, "Verb");
        String noun = Iec.text(header, "Noun");
        if (verb == null || noun == null) {
            throw new CimRefusedException(CimRefusedException.HEADER, "The Header needs Verb and Noun");
        }
        return new CimMessage(
                root,
                verb.toLowerCase(Locale.ROOT),
                noun,
                Iec.text(header, "MessageID"),
                Iec.text(header, "CorrelationID"),
                instant(Iec.text(header, "Timestamp")),
                Iec.child(root, "Reply").map(CimMessage::reply).orElse(null),
                Iec.child(root, "Payload").map(XmlElement::children).orElse(List.of()));
    }

    /** The reply in a fault message, which has nothing else. */
    static Optional<Reply> replyIn(XmlElement faultMessage) {
        return Iec.child(faultMessage, "Reply").map(CimMessage::reply);
    }

    private static Reply reply(XmlElement element) {
        String result = Iec.text(element, "Result");
        return new Reply(
                result == null ? "" : result.toUpperCase(Locale.ROOT),
                Iec.children(element, "Error").stream().map(CimMessage::error).toList(),
                Iec.text(element, "ID"));
    }

    private static Error error(XmlElement element) {
        String code = Iec.text(element, "code");
        return new Error(
                code == null ? "" : code,
                Iec.text(element, "level"),
                Iec.text(element, "reason") == null ? Iec.text(element, "details") : Iec.text(element, "reason"),
                Iec.text(element, "ID"));
    }

    /** What the payload holds of one noun. */
    Optional<XmlElement> payload(String noun) {
        return payload.stream()
                .filter(element -> element.name().equals(noun) && Iec.owns(element))
                .findFirst();
    }

    /** A time with its zone; without one it could be any time, so it counts as none. */
    static @Nullable Instant instant(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
