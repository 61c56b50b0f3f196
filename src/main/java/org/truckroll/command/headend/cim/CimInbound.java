// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.truckroll.command.DeviceEvent;
import org.truckroll.command.DeviceNews;
import org.truckroll.command.EndDeviceCode;
import org.truckroll.command.HeadEnd;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.MeterCommands;
import org.truckroll.command.Replies;
import org.truckroll.command.Reply;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;
import org.truckroll.command.headend.xml.XmlRefusedException;

/**
 * What CIM head ends post to us: results of commands, by correlation id, and events and readings that nobody asked for. Everything is stored
 * before it is acknowledged; the same message id again changes nothing.
 */
@Service
public class CimInbound {

    private static final Logger log = LoggerFactory.getLogger(CimInbound.class);

    /** Events as the standard names them, responses that come late, and {@code create}, which some head ends use for events. */
    private static final List<String> VERBS =
            List.of("created", "changed", "canceled", "closed", "deleted", "executed", "reply", "create");

    /** Verbs that take an event back, or say that it is over: no news of the switch. */
    private static final List<String> ENDS = List.of("canceled", "closed", "deleted");

    private static final int LONGEST_ID = 150;
    private static final int LONGEST_NAME = 60;

    /** What we answer. */
    public record Answer(int status, String contentType, String body) {}

    private final MeterCommands commands;
    private final Replies replies;
    private final DeviceNews news;
    private final Clock clock;

    CimInbound(MeterCommands commands, Replies replies, DeviceNews news, Clock clock) {
        this.commands = commands;
        this.replies = replies;
        this.news = news;
        this.clock = clock;
    }

    /** Takes one message of a configured head end. */
    public Answer receive(HeadEnd headEnd, byte[] body) {
        Soap soap = null;
        try {
            XmlElement document = XmlReader.read(body);
            Optional<Soap.Opened> opened = Soap.open(document);
            soap = opened.map(Soap.Opened::version).orElse(null);
            XmlElement root = opened.isPresent() ? opened.get().body() : document;
            if (root == null) {
                throw new CimRefusedException(CimRefusedException.SCHEMA, "The SOAP body is empty");
            }
            CimMessage message = identified(CimMessage.read(root), body);
            check(message);
            take(headEnd, message);
            log.info(
                    "CIM message taken: headEnd={} verb={} noun={} messageId={}",
                    headEnd.id(),
                    message.verb(),
                    message.noun(),
                    message.messageId());
            String source = CimProfile.of(headEnd.settings().options()).source();
            return new Answer(
                    200,
                    soap == null ? "application/xml; charset=utf-8" : soap.contentType(null),
                    CimWriter.acknowledgement(soap, message, source, clock.instant()));
        } catch (XmlRefusedException e) {
            return refused(headEnd, soap, CimRefusedException.SCHEMA, String.valueOf(e.getMessage()));
        } catch (CimRefusedException e) {
            return refused(headEnd, soap, e.code(), String.valueOf(e.getMessage()));
        }
    }

    /** A fault travels with 500 in SOAP 1.1; in SOAP 1.2, where the sender is wrong, with 400. */
    private static Answer refused(HeadEnd headEnd, @Nullable Soap soap, String code, String reason) {
        log.warn("CIM message refused: headEnd={} code={} reason={}", headEnd.id(), code, reason);
        Soap version = soap == null ? Soap.V1_1 : soap;
        return new Answer(
                version == Soap.V1_1 ? 500 : 400,
                version.contentType(null),
                CimWriter.fault(version, true, code, reason));
    }

    /** The standard does not ask for a MessageID, and some head ends send none; the same bytes are then the same message. */
    private static CimMessage identified(CimMessage message, byte[] body) {
        if (message.messageId() != null) {
            return message;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return message.called("sha256:" + HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(CimMessage message) throws CimRefusedException {
        if (!CimMessage.NOUNS.contains(message.noun())) {
            throw new CimRefusedException(
                    CimRefusedException.NOUN,
                    "Noun " + cut(message.noun()) + " is not taken here: " + CimMessage.NOUNS);
        }
        if (!VERBS.contains(message.verb())) {
            throw new CimRefusedException(
                    CimRefusedException.VERB, "Verb " + cut(message.verb()) + " is not taken here: " + VERBS);
        }
        if (message.messageId() == null || message.messageId().length() > LONGEST_ID) {
            throw new CimRefusedException(CimRefusedException.HEADER, "The MessageID is longer than " + LONGEST_ID);
        }
        if (message.reply() == null && message.payload().isEmpty()) {
            throw new CimRefusedException(CimRefusedException.PAYLOAD, "The message has neither Reply nor Payload");
        }
        if (!message.payload().isEmpty() && message.payload(message.noun()).isEmpty()) {
            throw new CimRefusedException(
                    CimRefusedException.PAYLOAD,
                    "The Payload holds no " + message.noun()
                            + " in a namespace of IEC TC57; compressed and other forms are not taken");
        }
    }

    private static String cut(String text) {
        return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
    }

    private void take(HeadEnd headEnd, CimMessage message) {
        MeterCommand command = Optional.ofNullable(message.correlationId())
                .filter(id -> id.length() <= 64)
                .flatMap(commands::meantBy)
                .filter(found -> found.headEnd().equals(headEnd.id()))
                .orElse(null);
        boolean unasked = message.reply() == null
                && (message.noun().equals("EndDeviceEvents") || message.noun().equals("MeterReadings"));
        if (command == null && !unasked) {
            // An answer to nothing we know: kept for a person.
            replies.receive(headEnd.id(), unknown(message));
            return;
        }
        if (command != null && !onlyAccepted(headEnd, message)) {
            replies.receive(headEnd.id(), CimAnswers.reply(message, command, clock.instant()));
        }
        news(headEnd, message, command);
    }

    /** Some head ends tell of a control when they have made it, and of its end by an event of the device. */
    private static boolean onlyAccepted(HeadEnd headEnd, CimMessage message) {
        return message.noun().equals("EndDeviceControls")
                && message.reply() == null
                && message.verb().startsWith("create")
                && !CimProfile.of(headEnd.settings().options()).controlCreatedIsResult();
    }

    private Reply unknown(CimMessage message) {
        CimMessage.Reply reply = message.reply();
        CimPayload.Event event = CimPayload.events(message).stream().findFirst().orElse(null);
        String correlation = message.correlationId() == null ? "none" : message.correlationId();
        CimMessage.Error error = reply == null ? null : reply.error();
        String code = error != null ? error.code() : event == null ? null : event.code();
        return new Reply(
                message.messageId(),
                correlation.length() > 64 ? correlation.substring(0, 64) : correlation,
                reply == null || reply.ok() ? Reply.Result.SUCCESS : Reply.Result.FAILURE,
                code == null || code.length() > 60 ? null : code,
                error == null ? null : error.words(),
                message.timestamp() == null ? clock.instant() : message.timestamp(),
                null,
                event == null ? null : EndDeviceCode.position(event.code()).orElse(null),
                null,
                null,
                null);
    }

    /** Everything in the message that is not the answer to the command. */
    private void news(HeadEnd headEnd, CimMessage message, @Nullable MeterCommand answered) {
        int number = 0;
        if (message.noun().equals("EndDeviceEvents")) {
            boolean over = ENDS.contains(message.verb());
            for (CimPayload.Event event : CimPayload.events(message)) {
                number++;
                String device = named(headEnd, event.names(), event.points(), answered);
                if (device != null) {
                    Instant at = event.at() == null ? message.timestamp() : event.at();
                    String id = message.messageId() + "/" + number;
                    news.event(
                            headEnd.id(),
                            over
                                    ? new DeviceEvent(id, device, null, at, message.verb() + " " + event.code())
                                    : new DeviceEvent(id, device, event.code(), at, event.reason()));
                }
            }
        }
        for (CimPayload.OfMeter meter : CimPayload.readings(message)) {
            number++;
            String device = named(headEnd, meter.names(), meter.points(), answered);
            if (device != null && !meter.readings().isEmpty()) {
                news.readings(headEnd.id(), message.messageId() + "/" + number, device, meter.readings());
            }
        }
    }

    /**
     * The name by which we know the device; null for the device of the answered command, which needs no news. What names no device is kept
     * under its usage point, if it has one, and changes nothing.
     */
    private @Nullable String named(
            HeadEnd headEnd, List<String> names, List<String> points, @Nullable MeterCommand answered) {
        if (answered != null && (names.isEmpty() || names.contains(answered.deviceAddress()))) {
            return null;
        }
        if (names.isEmpty()) {
            return points.stream()
                    .findFirst()
                    .map(point -> "usage point " + cut(point))
                    .orElse("unnamed");
        }
        return names.stream()
                .filter(name -> name.length() <= 200)
                .filter(name -> news.knows(headEnd.id(), name))
                .findFirst()
                .orElseGet(() -> cut(names.get(0)));
    }
}
