// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlText;
import org.truckroll.servicepoint.Device;

/** Writes the messages of docs/cim.md for one head end. Element order is that of the standard's profiles, for receivers validate. */
final class CimWriter {

    private static final String SCALAR_TYPE = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";
    private static final String INTERVAL_TYPE = "0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0";
    private static final Duration INTERVALS = Duration.ofHours(24);

    private static final Map<String, String> PREFIXES = Map.of(Iec.MESSAGE, "msg");

    private final CimProfile profile;
    private final @Nullable String replyAddress;
    private final Instant now;

    /** @param replyAddress where results are sent that come later */
    CimWriter(CimProfile profile, @Nullable String replyAddress, Instant now) {
        this.profile = profile;
        this.replyAddress = replyAddress;
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A message ready to be posted. */
    record Outgoing(String path, Map<String, String> headers, String text) {}

    private enum Part {
        REQUEST,
        PAYLOAD
    }

    Outgoing control(MeterCommand command, String code, @Nullable String reason) {
        String p = Iec.payload("EndDeviceControls");
        XmlElement control = XmlElement.of(
                p,
                "EndDeviceControl",
                uuid(command.wireId()) ? XmlElement.leaf(p, "mRID", command.wireId()) : null,
                XmlElement.leaf(p, "issuerID", profile.source()),
                XmlElement.leaf(p, "issuerTrackingID", command.wireId()),
                reason == null ? null : XmlElement.leaf(p, "reason", reason),
                XmlElement.of(p, "EndDeviceControlType").with("ref", code),
                device(p, "EndDevices", command),
                profile.timing() ? XmlElement.of(p, "primaryDeviceTiming", from(p, "interval", now)) : null);
        return message(
                "create",
                "EndDeviceControls",
                "EndDeviceControls",
                "controls",
                Part.PAYLOAD,
                command.wireId(),
                !profile.answersAtOnce(command.command()),
                List.of(XmlElement.of(p, "EndDeviceControls", control)));
    }

    /** Asks for the control with this correlation id. */
    Outgoing controlStatus(MeterCommand command) {
        String p = Iec.payload("EndDeviceControls");
        String holder = profile.typed() ? Iec.messages("EndDeviceControls") : Iec.MESSAGE;
        return message(
                "get",
                "EndDeviceControls",
                "EndDeviceControls",
                "controls",
                Part.REQUEST,
                UUID.randomUUID().toString(),
                false,
                List.of(
                        XmlElement.leaf(holder, "ID", command.wireId())
                                .with("kind", "transaction")
                                .with("objectType", "EndDeviceControl"),
                        XmlElement.of(p, "EndDeviceControls")));
    }

    Outgoing meter(MeterCommand command) {
        String p = Iec.payload("MeterConfig");
        return message(
                "create",
                "MeterConfig",
                "MeterConfig",
                "meters",
                Part.PAYLOAD,
                // Another message than the link that follows: a head end may take the same correlation id for the same
                // request.
                UUID.nameUUIDFromBytes(("meter " + command.wireId()).getBytes(StandardCharsets.UTF_8))
                        .toString(),
                false,
                List.of(XmlElement.of(p, "MeterConfig", device(p, "Meter", command))));
    }

    Outgoing link(MeterCommand command, boolean begins) {
        String p = Iec.payload("MasterDataLinkageConfig");
        XmlElement usagePoint = command.servicePointId() == null
                ? null
                : XmlElement.of(p, "UsagePoint", name(p, command.servicePointId()));
        return message(
                begins ? "create" : profile.decommission(),
                "MasterDataLinkageConfig",
                "MasterDataLinkageConfig",
                "linkage",
                Part.PAYLOAD,
                command.wireId(),
                !profile.answersAtOnce(command.command()),
                List.of(XmlElement.of(
                        p,
                        "MasterDataLinkageConfig",
                        XmlElement.of(
                                p,
                                "ConfigurationEvent",
                                XmlElement.leaf(p, "createdDateTime", now.toString()),
                                XmlElement.leaf(p, "effectiveDateTime", now.toString())),
                        device(p, "Meter", command),
                        usagePoint)));
    }

    Outgoing read(MeterCommand command, String reason) {
        String p = Iec.payload("GetMeterReadings");
        boolean intervals = "ON_DEMAND_READ_INTERVAL".equals(command.command());
        Set<String> types = command.registers().stream()
                .map(Device.Register::readingType)
                .filter(type -> type != null)
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
        if (types.isEmpty()) {
            types = Set.of(intervals ? INTERVAL_TYPE : SCALAR_TYPE);
        }
        XmlElement period = !intervals
                ? null
                : XmlElement.of(
                        p,
                        "timePeriod",
                        XmlElement.leaf(p, "end", now.toString()),
                        XmlElement.leaf(p, "start", now.minus(INTERVALS).toString()));
        List<XmlElement> wanted = new ArrayList<>();
        wanted.add(device(p, "EndDevice", command));
        wanted.add(XmlElement.of(p, "Reading", XmlElement.leaf(p, "reason", reason), period));
        for (String type : types) {
            wanted.add(XmlElement.of(
                    p,
                    "ReadingType",
                    profile.typesByMrid()
                            ? XmlElement.leaf(p, "mRID", type)
                            : XmlElement.of(
                                    p,
                                    "Names",
                                    XmlElement.leaf(p, "name", type),
                                    XmlElement.of(p, "NameType", XmlElement.leaf(p, "name", "ReadingType")))));
        }
        return message(
                "get",
                "MeterReadings",
                "GetMeterReadings",
                "readings",
                Part.REQUEST,
                command.wireId(),
                !profile.answersAtOnce(command.command()),
                List.of(XmlElement.of(p, "GetMeterReadings", wanted)));
    }

    /**
     * Asks for the events of the command's device.
     *
     * @param since the oldest of interest; null means all that the head end would tell
     * @param async the answer may come later, for this command
     */
    Outgoing events(MeterCommand command, @Nullable Instant since, boolean async) {
        String p = Iec.payload("GetEndDeviceEvents");
        String holder = profile.typed() ? Iec.messages("GetEndDeviceEvents") : Iec.MESSAGE;
        List<XmlElement> request = new ArrayList<>();
        if (since != null) {
            request.add(XmlElement.leaf(
                    holder, "StartTime", since.truncatedTo(ChronoUnit.MILLIS).toString()));
        }
        XmlElement schedule = since == null
                ? null
                : XmlElement.of(p, "TimeSchedule", from(p, "scheduleInterval", since.truncatedTo(ChronoUnit.MILLIS)));
        request.add(XmlElement.of(p, "GetEndDeviceEvents", device(p, "Meter", command), schedule));
        return message(
                "get",
                "EndDeviceEvents",
                "GetEndDeviceEvents",
                "events",
                Part.REQUEST,
                async ? command.wireId() : UUID.randomUUID().toString(),
                async && !profile.answersAtOnce(command.command()),
                request);
    }

    private Outgoing message(
            String verb,
            String noun,
            String profileName,
            String path,
            Part part,
            String correlationId,
            boolean async,
            List<XmlElement> content) {
        String operation = profileName.startsWith("Get")
                ? profileName
                : Character.toUpperCase(verb.charAt(0)) + verb.substring(1) + noun;
        String messages = profile.typed() ? Iec.messages(profileName) : Iec.MESSAGE;
        XmlElement root = XmlElement.of(
                messages,
                profile.typed() ? operation : "RequestMessage",
                header(messages, verb, noun, correlationId, async),
                XmlElement.of(messages, part == Part.REQUEST ? "Request" : "Payload", content));
        Map<String, String> prefixes = new LinkedHashMap<>(PREFIXES);
        prefixes.put(messages, profile.typed() ? "tns" : "msg");
        return new Outgoing(
                profile.path(path),
                profile.soap().httpHeaders(Iec.action(profileName, operation)),
                profile.soap().text(profile.soap().envelope(root), prefixes));
    }

    private XmlElement header(String messages, String verb, String noun, String correlationId, boolean async) {
        String m = Iec.MESSAGE;
        String organisation = profile.organisation();
        XmlElement user = profile.user() == null
                ? null
                : XmlElement.of(
                        m,
                        "User",
                        XmlElement.leaf(m, "UserID", profile.user()),
                        organisation == null ? null : XmlElement.leaf(m, "Organization", organisation));
        return XmlElement.of(
                messages,
                "Header",
                XmlElement.leaf(m, "Verb", verb),
                XmlElement.leaf(m, "Noun", noun),
                XmlElement.leaf(m, "Revision", profile.revision()),
                XmlElement.leaf(m, "Timestamp", now.toString()),
                XmlElement.leaf(m, "Source", profile.source()),
                XmlElement.leaf(m, "AsyncReplyFlag", Boolean.toString(async)),
                replyAddress == null ? null : XmlElement.leaf(m, "ReplyAddress", replyAddress),
                user,
                // New for every try: the correlation id says which command it is.
                XmlElement.leaf(m, "MessageID", UUID.randomUUID().toString()),
                XmlElement.leaf(m, "CorrelationID", correlationId));
    }

    private XmlElement device(String namespace, String element, MeterCommand command) {
        return XmlElement.of(
                namespace,
                element,
                profile.byMrid()
                        ? XmlElement.leaf(namespace, "mRID", command.deviceAddress())
                        : name(namespace, command.deviceAddress()));
    }

    private static XmlElement name(String namespace, String name) {
        return XmlElement.of(namespace, "Names", XmlElement.leaf(namespace, "name", name));
    }

    private static XmlElement from(String namespace, String interval, Instant start) {
        return XmlElement.of(namespace, interval, XmlElement.leaf(namespace, "start", start.toString()));
    }

    private static boolean uuid(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Our answer to a message that came in.
     *
     * @param soap the version it came in; null when it came without an envelope
     * @param source who we are
     */
    static String acknowledgement(@Nullable Soap soap, CimMessage message, String source, Instant now) {
        // Some write the namespaces with another year or host, and expect theirs.
        XmlElement asked = Iec.child(message.root(), "Header").orElseThrow();
        String messages = asked.namespace();
        String m = Iec.child(asked, "Verb").map(XmlElement::namespace).orElse(Iec.MESSAGE);
        String messageId = Iec.text(asked, "MessageID");
        String correlation = message.correlationId() == null ? messageId : message.correlationId();
        XmlElement header = XmlElement.of(
                messages,
                "Header",
                XmlElement.leaf(m, "Verb", "reply"),
                XmlElement.leaf(m, "Noun", message.statedNoun()),
                XmlElement.leaf(
                        m, "Timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString()),
                XmlElement.leaf(m, "Source", source),
                XmlElement.leaf(m, "MessageID", UUID.randomUUID().toString()),
                correlation == null ? null : XmlElement.leaf(m, "CorrelationID", correlation));
        boolean typed = !messages.endsWith("/schema/message");
        XmlElement root = XmlElement.of(
                messages,
                typed ? message.noun() + "ResponseMessage" : "ResponseMessage",
                header,
                reply(messages, m, "OK", "0.0", null));
        XmlElement wrapper = message.wrapper();
        return text(soap, wrapper == null ? root : answer(wrapper, message.root(), root), messages, m);
    }

    /** The answer of a general service (61968-100): what the operation holds is called {@code message}, or by its kind. */
    private static XmlElement answer(XmlElement wrapper, XmlElement asked, XmlElement response) {
        XmlElement held = asked.name().equals("message")
                ? XmlElement.of(asked.namespace(), "message", response.children())
                : response;
        return XmlElement.of(wrapper.namespace(), "Response", held);
    }

    /** Our refusal, as a fault with a fault message in it. */
    static String fault(Soap soap, boolean senders, String code, String reason) {
        XmlElement faultMessage =
                XmlElement.of(Iec.MESSAGE, "FaultMessage", reply(Iec.MESSAGE, Iec.MESSAGE, "FAILED", code, reason));
        XmlElement fault = soap.faultOf(senders, reason, List.of(faultMessage));
        return soap.text(soap.envelope(fault), PREFIXES);
    }

    private static XmlElement reply(String messages, String m, String result, String code, @Nullable String reason) {
        return XmlElement.of(
                messages,
                "Reply",
                XmlElement.leaf(m, "Result", result),
                XmlElement.of(
                        m,
                        "Error",
                        XmlElement.leaf(m, "code", code),
                        reason == null ? null : XmlElement.leaf(m, "level", "FATAL"),
                        reason == null ? null : XmlElement.leaf(m, "reason", reason)));
    }

    private static String text(@Nullable Soap soap, XmlElement root, String messages, String m) {
        Map<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put(messages, "tns");
        prefixes.put(m, "msg");
        return soap == null ? XmlText.of(root, prefixes) : soap.text(soap.envelope(root), prefixes);
    }
}
