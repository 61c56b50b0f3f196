// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.headend.xml.XmlElement;

/**
 * A message after IEC 61968-100 as it was read, typed or general: request, response or event, with whatever it lacks.
 *
 * @param root the element that holds the message
 * @param wrapper the operation around it (Request, PublishEvent), where the sender uses the general services of 61968-100
 * @param verb in lower case
 * @param noun as we write it, where it is one of ours; else as it came
 * @param messageId of its own, or one made from its content
 * @param payload the elements in Payload
 */
record CimMessage(
        XmlElement root,
        @Nullable XmlElement wrapper,
        String verb,
        String noun,
        @Nullable String messageId,
        @Nullable String correlationId,
        @Nullable Instant timestamp,
        @Nullable Reply reply,
        List<XmlElement> payload) {

    /** The nouns that say something to us. */
    static final List<String> NOUNS =
            List.of("EndDeviceControls", "EndDeviceEvents", "MeterReadings", "MasterDataLinkageConfig", "MeterConfig");

    private static final Pattern SERVICE = Pattern.compile("(?:Send|Reply|Receive|Execute|Get)(.+)");
    private static final Pattern ZERO = Pattern.compile("0(\\.0)*");

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
        if (Iec.child(root, "Header").isEmpty()) {
            Optional<XmlElement> inner = root.children().stream()
                    .filter(child ->
                            Iec.owns(child) && Iec.child(child, "Header").isPresent())
                    .findFirst();
            if (inner.isPresent()) {
                return read(inner.get(), root);
            }
        }
        return read(root, null);
    }

    private static CimMessage read(XmlElement root, @Nullable XmlElement wrapper) throws CimRefusedException {
        XmlElement header = Iec.child(root, "Header")
                .orElseThrow(() -> new CimRefusedException(
                        CimRefusedException.HEADER, "The message has no Header in a namespace of IEC TC57"));
        String verb = Iec.text(header, "Verb");
        String noun = Iec.text(header, "Noun");
        if (verb == null || noun == null) {
            throw new CimRefusedException(CimRefusedException.HEADER, "The Header needs Verb and Noun");
        }
        List<XmlElement> payload =
                Iec.child(root, "Payload").map(XmlElement::children).orElse(List.of());
        return new CimMessage(
                root,
                wrapper,
                verb.toLowerCase(Locale.ROOT),
                noun(noun, root, payload),
                Iec.text(header, "MessageID"),
                Iec.text(header, "CorrelationID"),
                instant(Iec.text(header, "Timestamp")),
                Iec.child(root, "Reply").map(CimMessage::reply).orElse(null),
                payload);
    }

    /**
     * Some write the noun in a case of their own, or the name of the service, or another one altogether; a typed message and what it holds are
     * beyond doubt.
     */
    private static String noun(String said, XmlElement root, List<XmlElement> payload) {
        Matcher service = SERVICE.matcher(said);
        return payload.stream()
                .filter(Iec::owns)
                .map(XmlElement::name)
                .filter(held -> NOUNS.contains(held) && root.name().endsWith(held))
                .findFirst()
                .or(() -> known(said))
                .or(() -> service.matches() ? known(service.group(1)) : Optional.empty())
                .or(() -> NOUNS.stream()
                        .filter(ours -> root.name().equals(ours + "ResponseMessage"))
                        .findFirst())
                .orElse(said);
    }

    private static Optional<String> known(String noun) {
        return NOUNS.stream().filter(ours -> ours.equalsIgnoreCase(noun)).findFirst();
    }

    /** The same message with an id made by the receiver. */
    CimMessage called(String id) {
        return new CimMessage(root, wrapper, verb, noun, id, correlationId, timestamp, reply, payload);
    }

    /** The noun as the sender wrote it. */
    String statedNoun() {
        return Iec.child(root, "Header").map(header -> Iec.text(header, "Noun")).orElse(noun);
    }

    /** The reply in a fault message, which has nothing else. */
    static Optional<Reply> replyIn(XmlElement faultMessage) {
        return Iec.child(faultMessage, "Reply").map(CimMessage::reply);
    }

    private static Reply reply(XmlElement element) {
        String code = Iec.text(element, "ReplyCode");
        List<Error> errors =
                Iec.children(element, "Error").stream().map(CimMessage::error).toList();
        String result = result(Iec.text(element, "Result"), code);
        if (errors.isEmpty() && code != null && !result.equals("OK")) {
            errors = List.of(new Error(code, null, null, null));
        }
        return new Reply(result, errors, Iec.text(element, "ID"));
    }

    /** The first edition (2008) had a ReplyCode, zero for all is well, where later ones have a Result. */
    private static String result(@Nullable String result, @Nullable String code) {
        if (result == null) {
            return code == null ? "" : ZERO.matcher(code).matches() || code.equalsIgnoreCase("OK") ? "OK" : "FAILED";
        }
        return switch (result.toUpperCase(Locale.ROOT)) {
            case "OK", "SUCCESS" -> "OK";
            case "FAILED", "FAILURE" -> "FAILED";
            default -> result.toUpperCase(Locale.ROOT);
        };
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
