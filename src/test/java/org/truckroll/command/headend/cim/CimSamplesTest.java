// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.command.Reaction;
import org.truckroll.command.Reply;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;
import org.truckroll.command.headend.xml.XmlRefusedException;
import org.truckroll.lifecycle.CallOutcome;
import org.truckroll.lifecycle.CallResult;

/**
 * Messages of others, whose text is not ours to keep (docs/cim.md): runs with {@code -Dcim.samples=<directory>} over every {@code .xml} below
 * it. What is meant for us is understood or turned down with the reason; what others send to a head end is compared with what we send.
 */
@CimTest
@EnabledIfSystemProperty(named = "cim.samples", matches = ".+")
class CimSamplesTest {

    private static final Logger log = LoggerFactory.getLogger(CimSamplesTest.class);

    /** What a message is, told by its form alone. */
    private enum Kind {
        UNREADABLE,
        FAULT,
        RESPONSE,
        EVENT,
        REQUEST
    }

    private static final String IEC = "https?://(www\\.)?iec\\.ch/TC57/.+";
    private static final String EVENTS = "(Created|Changed|Closed|Canceled|Deleted|Executed)[A-Z].*|EventMessage.*";
    private static final Set<String> OURS =
            Set.of("EndDeviceControls", "EndDeviceEvents", "MeterReadings", "MasterDataLinkageConfig", "MeterConfig");

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("cim.samples")))) {
            return files.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void findsSamples() throws IOException {
        assertThat(samples()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void understandsOrSaysWhyNot(Path sample) throws Exception {
        // Senders of samples call all their messages the same, and the same message again is rightly passed over.
        String text =
                Files.readString(sample).replaceAll("(<(\\w+:)?MessageID>)[^<]*<", "$1" + UUID.randomUUID() + "<");
        XmlElement document = null;
        Soap.Opened opened = null;
        try {
            document = XmlReader.read(text);
            opened = Soap.open(document).orElse(null);
        } catch (XmlRefusedException e) {
            // Then it is to be turned down.
        }
        XmlElement message = opened == null ? document : opened.body();
        XmlElement held = message == null ? null : held(message);
        String outcome;
        Kind kind;
        if (opened != null && opened.fault().isPresent()) {
            kind = Kind.FAULT;
            outcome = hearsTheFault(text, opened.fault().get());
            assertThat(turnedDown(post(text, opened)).code()).isEqualTo("1.8");
        } else if (message == null || !message.namespace().matches(IEC) || held == null) {
            kind = Kind.UNREADABLE;
            outcome = "refused " + turnedDown(post(text, opened)).code();
        } else {
            kind = kind(message, held);
            outcome = switch (kind) {
                case RESPONSE -> hearsTheResponse(text, held) + ", later: " + takes(text, opened, held);
                case EVENT -> takes(text, opened, held);
                default -> compared(message, held, opened) + ", sent to us: " + takes(text, opened, held);
            };
        }
        log.info("CIM sample: kind={} outcome={} sample={}", kind, outcome, sample);
    }

    /** The element with the header: the one given, or the one in it. */
    private static XmlElement held(XmlElement message) {
        return Stream.concat(Stream.of(message), message.children().stream())
                .filter(element -> child(element, "Header") != null)
                .findFirst()
                .orElse(null);
    }

    private static Kind kind(XmlElement message, XmlElement held) {
        if (held.name().matches(EVENTS) || message.name().equals("PublishEvent")) {
            return Kind.EVENT;
        }
        return child(held, "Reply") != null || held.name().endsWith("ResponseMessage") ? Kind.RESPONSE : Kind.REQUEST;
    }

    private static String hearsTheFault(String text, Soap.Fault fault) {
        CimAnswers.Heard heard =
                CimAnswers.hear(new CallResult(CallOutcome.TRANSIENT, 500, text, Map.of(), null, "HTTP 500"));
        assertThat(heard).isInstanceOf(CimAnswers.Heard.Settled.class);
        Reaction reaction = ((CimAnswers.Heard.Settled) heard).reaction();
        assertThat(reaction).isInstanceOf(fault.ours() ? Reaction.Invalid.class : Reaction.Unreachable.class);
        assertThat(reaction.toString()).contains(fault.reason());
        return reaction.getClass().getSimpleName();
    }

    /** As the answer to a command of ours. */
    private static String hearsTheResponse(String text, XmlElement held) {
        CimAnswers.Heard heard = CimAnswers.hear(new CallResult(CallOutcome.OK, 200, text, Map.of(), null, null));
        assertThat(heard).isInstanceOf(CimAnswers.Heard.Message.class);
        CimMessage message = ((CimAnswers.Heard.Message) heard).message();
        XmlElement reply = child(held, "Reply");
        String result = Optional.ofNullable(reply)
                .flatMap(given -> Stream.of("Result", "ReplyCode")
                        .map(name -> child(given, name))
                        .filter(found -> found != null)
                        .findFirst())
                .map(XmlElement::text)
                .orElse("no Reply");
        boolean good = result.matches("(?i)OK|SUCCESS|0(\\.0)*");
        boolean reads = find(held, "MeterReading") != null;
        Reaction reaction = CimAnswers.ofResponse(
                message, Samples.command(reads ? "ON_DEMAND_READ_SCALAR" : "REMOTE_CONNECT"), true, Samples.NOW);
        if (good) {
            assertThat(reaction).isInstanceOf(Reaction.Answered.class);
            Reply answer = ((Reaction.Answered) reaction).reply();
            assertThat(answer.result()).isEqualTo(Reply.Result.SUCCESS);
            if (reads) {
                assertThat(answer.readings()).hasSize(readings(held));
            }
        } else if (reply == null) {
            assertThat(reaction).isInstanceOf(Reaction.Invalid.class);
        } else {
            assertThat(message.reply()).isNotNull();
            assertThat(message.reply().ok()).isFalse();
            assertThat(reaction).isNotInstanceOf(Reaction.Accepted.class);
        }
        return result + " heard";
    }

    /** Over HTTP: acknowledged and stored, every event and reading of it; or turned down for a reason that holds. */
    private String takes(String text, Soap.Opened opened, XmlElement held) throws Exception {
        long before = stored("head-end-news:cim");
        long answersBefore = stored("head-end:cim");
        HttpResponse<String> response = post(text, opened);
        XmlElement header = child(held, "Header");
        String verb =
                Optional.ofNullable(child(header, "Verb")).map(XmlElement::text).orElse("");
        String noun =
                Optional.ofNullable(child(header, "Noun")).map(XmlElement::text).orElse("");
        XmlElement payload = child(held, "Payload");
        Optional<XmlElement> known = payload == null
                ? Optional.empty()
                : payload.children().stream()
                        .filter(element -> OURS.contains(element.name())
                                && element.namespace().matches(IEC))
                        .findFirst();
        if (response.statusCode() != 200) {
            CimMessage.Error error = turnedDown(response);
            switch (error.code()) {
                case "2.5" ->
                    assertThat(OURS)
                            .noneMatch(ours -> noun.toLowerCase(Locale.ROOT).endsWith(ours.toLowerCase(Locale.ROOT)));
                case "2.9" ->
                    assertThat(verb.toLowerCase(Locale.ROOT))
                            .doesNotMatch("(creat|chang|cancel|clos|delet|execut)ed|reply|create");
                case "1.7" ->
                    assertThat(known.map(XmlElement::name).filter(noun::endsWith))
                            .isEmpty();
                case "1.5" -> assertThat(verb.isEmpty() || noun.isEmpty()).isTrue();
                default -> throw new AssertionError(response.body());
            }
            assertThat(stored("head-end-news:cim")).isEqualTo(before);
            return "refused " + error.code() + " " + error.reason();
        }
        XmlElement answer = opened == null
                ? XmlReader.read(response.body())
                : Soap.open(XmlReader.read(response.body())).orElseThrow().body();
        assertThat(Iec.text(Iec.child(held(answer), "Reply").orElseThrow(), "Result"))
                .isEqualTo("OK");
        long news = stored("head-end-news:cim") - before;
        boolean unasked = child(held, "Reply") == null
                && known.filter(it -> Set.of("EndDeviceEvents", "MeterReadings").contains(it.name()))
                        .isPresent();
        if (unasked) {
            assertThat(news).isEqualTo(news(known.orElseThrow()));
        } else {
            assertThat(stored("head-end:cim") - answersBefore).isEqualTo(1);
        }
        return "taken, " + news + " news";
    }

    private static long news(XmlElement payload) {
        return payload.children().stream()
                .filter(element -> element.name().equals("EndDeviceEvent")
                        || element.name().equals("MeterReading") && readings(element) > 0)
                .count();
    }

    /** Numbers with a time that has a zone. */
    private static int readings(XmlElement from) {
        int count = 0;
        if (from.name().equals("Readings") || from.name().equals("IntervalReadings")) {
            XmlElement value = child(from, "value");
            XmlElement at = child(from, "timeStamp");
            return value != null && at != null && value.text().matches("-?\\d+(\\.\\d+)?") && zoned(at.text()) ? 1 : 0;
        }
        for (XmlElement child : from.children()) {
            count += readings(child);
        }
        return count;
    }

    private static boolean zoned(String time) {
        try {
            OffsetDateTime.parse(time);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** What we send for the same purpose has the same names, namespaces and order where both say something. */
    private static String compared(XmlElement message, XmlElement held, Soap.Opened opened) throws Exception {
        XmlElement part = Optional.ofNullable(child(held, "Payload"))
                .filter(it -> !it.children().isEmpty())
                .orElse(child(held, "Request"));
        XmlElement theirs = part == null
                ? null
                : part.children().stream()
                        .filter(element -> !element.namespace().endsWith("schema/message")
                                || element.name().equals("OperationSet"))
                        .findFirst()
                        .orElse(null);
        if (theirs == null) {
            return "nothing to compare";
        }
        if (theirs.name().equals("OperationSet")) {
            List<String> same = new ArrayList<>();
            for (XmlElement operation : theirs.children()) {
                for (XmlElement config : operation.children()) {
                    Optional<CimWriter.Outgoing> ours = ours(config, "create", options(config, false, null));
                    if (ours.isPresent()) {
                        sameOrder(
                                config, child(child(body(ours.get()), "Payload"), config.name()), config.name(), same);
                    }
                }
            }
            assertThat(same).isNotEmpty();
            return "as ours: " + same;
        }
        String verb = child(child(held, "Header"), "Verb").text().toLowerCase(Locale.ROOT);
        boolean typed = !held.namespace().endsWith("schema/message");
        Optional<CimWriter.Outgoing> ours = ours(theirs, verb, options(theirs, typed, opened));
        if (ours.isEmpty()) {
            return "we send no " + verb + " " + theirs.name();
        }
        XmlElement root = body(ours.get());
        if (message == held) {
            assertThat(root.name()).isEqualTo(held.name());
        }
        assertThat(owner(root.namespace())).isEqualTo(owner(held.namespace()));
        List<String> same = new ArrayList<>();
        sameOrder(held, root, "", same);
        assertThat(same).as("what both say").anyMatch(path -> path.endsWith("/" + theirs.name()));
        assertThat(same).anyMatch(path -> path.contains("/" + theirs.name() + "/"));
        return "as ours: " + same;
    }

    private static Map<String, String> options(XmlElement theirs, boolean typed, Soap.Opened opened) {
        Map<String, String> options = new HashMap<>();
        options.put("style", typed ? "typed" : "generic");
        options.put("soap", opened != null && opened.version() == Soap.V1_2 ? "1.2" : "1.1");
        boolean names = Stream.of("EndDevices", "EndDevice", "Meter")
                .map(kind -> find(theirs, kind))
                .anyMatch(device -> device != null && child(device, "Names") != null);
        options.put("device-id", names ? "name" : "mrid");
        XmlElement type = find(theirs, "ReadingType");
        options.put("reading-type-id", type != null && child(type, "mRID") != null ? "mrid" : "name");
        options.put("control-start", find(theirs, "primaryDeviceTiming") == null ? "none" : "now");
        options.put("decommission-verb", "close");
        return options;
    }

    /** What we send for what they ask; empty for what we never ask. */
    private static Optional<CimWriter.Outgoing> ours(XmlElement theirs, String verb, Map<String, String> options) {
        CimWriter writer = Samples.writer(options);
        return Optional.ofNullable(
                switch (verb + " " + theirs.name()) {
                    case "create EndDeviceControls" ->
                        writer.control(Samples.command("REMOTE_CONNECT"), "3.31.0.18", "CUT");
                    case "create MeterConfig" -> writer.meter(Samples.command("COMMISSION"));
                    case "create MasterDataLinkageConfig" -> writer.link(Samples.command("COMMISSION"), true);
                    case "close MasterDataLinkageConfig" -> writer.link(Samples.command("DECOMMISSION"), false);
                    case "get GetMeterReadings" -> writer.read(Samples.command("ON_DEMAND_READ_INTERVAL"), "inquiry");
                    case "get GetEndDeviceEvents" -> writer.events(Samples.command("PING"), Samples.NOW, false);
                    default -> null;
                });
    }

    private static XmlElement body(CimWriter.Outgoing message) throws XmlRefusedException {
        return Soap.open(XmlReader.read(message.text())).orElseThrow().body();
    }

    private static void sameOrder(XmlElement theirs, XmlElement ours, String path, List<String> same) {
        List<String> wanted =
                theirs.children().stream().map(XmlElement::name).distinct().toList();
        List<String> sent =
                ours.children().stream().map(XmlElement::name).distinct().toList();
        List<String> common = sent.stream().filter(wanted::contains).toList();
        assertThat(common)
                .as("order of what both say in %s", path)
                .isEqualTo(wanted.stream().filter(sent::contains).toList());
        for (String name : common) {
            XmlElement theirChild = child(theirs, name);
            XmlElement ourChild = child(ours, name);
            // SAP keeps all profiles in one namespace of its own.
            if (!theirChild.namespace().contains("/CIM-")) {
                assertThat(owner(ourChild.namespace()))
                        .as("namespace of %s/%s", path, name)
                        .isEqualTo(owner(theirChild.namespace()));
            }
            same.add(path + "/" + name);
            sameOrder(theirChild, ourChild, path + "/" + name, same);
        }
    }

    /** The namespace without host and year, in which head ends differ. */
    private static String owner(String namespace) {
        assertThat(namespace).matches(IEC);
        return namespace.replaceFirst("https?://(www\\.)?iec\\.ch/TC57/\\d{4}/", "");
    }

    private static XmlElement child(XmlElement parent, String name) {
        return parent.children().stream()
                .filter(child -> child.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static XmlElement find(XmlElement from, String name) {
        if (from.name().equals(name)) {
            return from;
        }
        return from.children().stream()
                .map(child -> find(child, name))
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    private static CimMessage.Error turnedDown(HttpResponse<String> response) throws XmlRefusedException {
        assertThat(response.statusCode()).as(response.body()).isBetween(400, 500);
        Soap.Fault fault =
                Soap.open(XmlReader.read(response.body())).orElseThrow().fault().orElseThrow();
        CimMessage.Reply reply = CimMessage.replyIn(fault.detail().get(0)).orElseThrow();
        assertThat(reply.result()).isEqualTo("FAILED");
        assertThat(reply.errors()).hasSize(1);
        assertThat(reply.errors().get(0).reason()).isNotBlank();
        return reply.errors().get(0);
    }

    private long stored(String source) {
        return jdbc.sql("select count(*) from tr_inbox where source = :source")
                .param("source", source)
                .query(Long.class)
                .single();
    }

    private HttpResponse<String> post(String text, Soap.Opened opened) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/head-ends/cim/cim"))
                        .header(
                                "Content-Type",
                                opened == null
                                        ? "application/xml"
                                        : opened.version().contentType(null))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString("hes:demo".getBytes(StandardCharsets.UTF_8)))
                        .POST(HttpRequest.BodyPublishers.ofString(text))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
