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
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.MeterCommands;
import org.truckroll.command.Reply;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;
import org.truckroll.command.headend.xml.XmlRefusedException;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.Readings;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Page;

/** What CIM head ends post to us over real HTTP: taken once, or turned down with a fault (SOM-10, service-orders 2.1). */
@CimTest
class CimInboundTest {

    private static final String CIM = "/api/v1/head-ends/cim/cim";
    private static final String KWH = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";
    private static final String SOAP = "text/xml; charset=utf-8";

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MeterCommands commands;

    @Autowired
    private ServicePoints points;

    @Autowired
    private Readings readings;

    @Autowired
    private Clock clock;

    @Test
    void takesTheResultOfACommand() throws XmlRefusedException {
        String wireId = accepted("REMOTE_CONNECT");
        String event = Samples.event(
                "created",
                "EndDeviceEvents",
                id(),
                wireId,
                Samples.deviceEvents(Samples.deviceEvent("HES-1", "3.31.0.42", "2026-03-02T10:00:05Z")));

        HttpResponse<String> response = post(CIM, SOAP, event);

        acknowledged(response, Soap.V1_1);
        XmlElement ack = body(response);
        assertThat(ack.is(Iec.MESSAGE, "ResponseMessage")).isTrue();
        assertThat(ack.path("Header", "CorrelationID").map(XmlElement::text)).contains(wireId);
        MeterCommand command = commands.meantBy(wireId).orElseThrow();
        assertThat(command.state()).isEqualTo(MeterCommand.State.ANSWERED);
        assertThat(command.code()).isEqualTo("3.31.0.42");
        Reply reply = command.reply();
        assertThat(reply).isNotNull();
        assertThat(reply.result()).isEqualTo(Reply.Result.SUCCESS);
        assertThat(reply.switchPosition()).isEqualTo(Device.SwitchPosition.ON);
        assertThat(reply.at()).isEqualTo("2026-03-02T10:00:05Z");

        acknowledged(post(CIM, SOAP, event), Soap.V1_1);
        assertThat(stored("head-end:cim", reply.messageId())).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "REMOTE_DISCONNECT,created,EndDeviceControls,3.31.0.23,SUCCESS",
        "REMOTE_DISCONNECT,canceled,EndDeviceControls,3.31.0.23,FAILURE",
        "REMOTE_CONNECT,created,EndDeviceControls,3.31.0.67,FAILURE"
    })
    void takesWhatTheHeadEndSaysOfAControl(String name, String verb, String noun, String code, Reply.Result result) {
        String wireId = accepted(name);
        String payload =
                "<c:EndDeviceControls xmlns:c=\"http://iec.ch/TC57/2011/EndDeviceControls#\"><c:EndDeviceControl>"
                        + "<c:EndDeviceControlType ref=\"" + code
                        + "\"/><c:EndDevices><c:mRID>HES-1</c:mRID></c:EndDevices>"
                        + "</c:EndDeviceControl></c:EndDeviceControls>";

        acknowledged(post(CIM, SOAP, Samples.event(verb, noun, id(), wireId, payload)), Soap.V1_1);

        assertThat(commands.meantBy(wireId).orElseThrow().reply())
                .extracting(Reply::result)
                .isEqualTo(result);
    }

    @Test
    void waitsForTheEventWhereAControlIsOnlyMadeAtFirst() {
        String wireId = accepted("REMOTE_DISCONNECT", "cim-plain");
        String payload =
                "<c:EndDeviceControls xmlns:c=\"http://iec.ch/TC57/2011/EndDeviceControls#\"><c:EndDeviceControl>"
                        + "<c:EndDeviceControlType ref=\"3.31.0.23\"/></c:EndDeviceControl></c:EndDeviceControls>";

        HttpResponse<String> response = post(
                "other",
                "/api/v1/head-ends/cim-plain/cim",
                SOAP,
                Samples.event("created", "EndDeviceControls", id(), wireId, payload));

        acknowledged(response, Soap.V1_1);
        assertThat(commands.meantBy(wireId).orElseThrow().state()).isEqualTo(MeterCommand.State.ACCEPTED);
    }

    @Test
    void takesALateResponse() {
        String wireId = accepted("COMMISSION");
        String response = Samples.soap(
                "<t:MasterDataLinkageConfigResponseMessage xmlns:t=\"http://iec.ch/TC57/2011/MasterDataLinkageConfigMessage\" xmlns:m=\""
                        + Iec.MESSAGE
                        + "\"><t:Header><m:Verb>reply</m:Verb><m:Noun>MasterDataLinkageConfig</m:Noun><m:MessageID>"
                        + id() + "</m:MessageID><m:CorrelationID>" + wireId
                        + "</m:CorrelationID></t:Header><t:Reply><m:Result>FAILED</m:Result><m:Error><m:code>2.13</m:code><m:reason>Another meter is linked</m:reason></m:Error></t:Reply></t:MasterDataLinkageConfigResponseMessage>");

        acknowledged(post(CIM, SOAP, response), Soap.V1_1);

        MeterCommand command = commands.meantBy(wireId).orElseThrow();
        assertThat(command.code()).isEqualTo("2.13");
        assertThat(command.detail()).contains("Another meter is linked");
    }

    @Test
    void takesALateResponseThatRepeatsTheNounOfAnotherMessage() {
        String wireId = accepted("ON_DEMAND_READ_SCALAR");
        String response = Samples.soap(
                "<t:MeterReadingsResponseMessage xmlns:t=\"http://www.iec.ch/TC57/2011/MeterReadingsMessage\" xmlns:m=\""
                        + "http://www.iec.ch/TC57/2011/schema/message"
                        + "\"><t:Header><m:Verb>create</m:Verb><m:Noun>MeterServiceRequests</m:Noun><m:CorrelationID>"
                        + wireId
                        + "</m:CorrelationID></t:Header><t:Reply><m:Result>FAILED</m:Result></t:Reply></t:MeterReadingsResponseMessage>");

        acknowledged(post(CIM, SOAP, response), Soap.V1_1);

        assertThat(commands.meantBy(wireId).orElseThrow().reply())
                .extracting(Reply::result)
                .isEqualTo(Reply.Result.FAILURE);
    }

    @Test
    void takesTheReadingsThatACommandAskedFor() {
        String wireId = accepted("ON_DEMAND_READ_SCALAR");

        acknowledged(
                post(
                        CIM,
                        SOAP,
                        Samples.event(
                                "created",
                                "MeterReadings",
                                id(),
                                wireId,
                                Samples.readings("HES-1", KWH, "77.5", "2026-03-02T10:00:00Z"))),
                Soap.V1_1);

        assertThat(commands.meantBy(wireId).orElseThrow().reply())
                .extracting(Reply::readings)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
    }

    @Test
    void keepsAnAnswerToNothingForAPerson() {
        String messageId = id();

        acknowledged(
                post(
                        CIM,
                        SOAP,
                        Samples.event(
                                "created",
                                "EndDeviceControls",
                                messageId,
                                id(),
                                "<c:EndDeviceControls xmlns:c=\"http://iec.ch/TC57/2011/EndDeviceControls#\"/>")),
                Soap.V1_1);

        assertThat(stored("head-end:cim", messageId)).isEqualTo(1);
    }

    @Test
    void takesASwitchThatAPersonClosed() {
        point("SP-CIM-1", "HES-A1", "ARMED", "cim");
        Instant at = clock.instant().minus(Duration.ofMinutes(1));
        String event = Samples.event(
                "created",
                "EndDeviceEvents",
                id(),
                id(),
                Samples.deviceEvents(
                        Samples.deviceEvent("HES-UNKNOWN", "3.31.0.42", at.toString()),
                        Samples.deviceEvent("HES-A1", "3.31.0.42", at.toString())));

        acknowledged(post(CIM, SOAP, event), Soap.V1_1);
        acknowledged(post(CIM, SOAP, event), Soap.V1_1);

        assertThat(position("SP-CIM-1")).isEqualTo(Device.SwitchPosition.ON);
        assertThat(history("SP-CIM-1", "device.switch"))
                .extracting(ServicePoints.Fact::value, ServicePoints.Fact::source)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ARMED", "caller:cis"),
                        org.assertj.core.groups.Tuple.tuple("ON", "caller:head-end cim"));
    }

    @Test
    void leavesTheSwitchAloneWhereTheEventSaysNothingOfItOrIsOld() {
        point("SP-CIM-2", "HES-A2", "ARMED", "cim");
        point("SP-CIM-3", "HES-A3", "ARMED", "cim-plain");
        Instant now = clock.instant();
        for (String event : List.of(
                Samples.deviceEvent("HES-A2", "3.1.0.42", now.toString()),
                Samples.deviceEvent("HES-A2", "3.26.0.85", now.toString()),
                Samples.deviceEvent("HES-A2", "3.31.0.67", now.toString()),
                Samples.deviceEvent(
                        "HES-A2", "3.31.0.42", now.minus(Duration.ofHours(1)).toString()),
                Samples.deviceEvent(null, "3.31.0.42", now.toString()),
                Samples.deviceEvent("HES-A3", "3.31.0.42", now.toString()))) {
            acknowledged(
                    post(
                            CIM,
                            SOAP,
                            Samples.event("created", "EndDeviceEvents", id(), null, Samples.deviceEvents(event))),
                    Soap.V1_1);
        }

        assertThat(position("SP-CIM-2")).isEqualTo(Device.SwitchPosition.ARMED);
        assertThat(position("SP-CIM-3")).isEqualTo(Device.SwitchPosition.ARMED);
    }

    @Test
    void storesReadingsThatNobodyAskedForAsScheduledOnes() {
        point("SP-CIM-4", "HES-A4", "ON", "cim");
        Instant at = clock.instant().minus(Duration.ofHours(1));
        String message = Samples.event(
                "created", "MeterReadings", id(), null, Samples.readings("HES-A4", KWH, "12.5", at.toString()));

        acknowledged(post(CIM, SOAP, message), Soap.V1_1);
        acknowledged(post(CIM, SOAP, message), Soap.V1_1);
        Instant tomorrow = clock.instant().plus(Duration.ofDays(1));
        acknowledged(
                post(
                        CIM,
                        SOAP,
                        Samples.event(
                                "created",
                                "MeterReadings",
                                id(),
                                null,
                                Samples.readings("HES-A4", KWH, "13.5", tomorrow.toString()))),
                Soap.V1_1);

        assertThat(sets("SP-CIM-4")).singleElement().satisfies(set -> {
            assertThat(set.source()).isEqualTo(ReadingSet.Source.SCHEDULED);
            assertThat(set.deviceId()).isEqualTo("M-SP-CIM-4");
            assertThat(set.complete()).isTrue();
            assertThat(set.values()).extracting(ReadingSet.Value::value).containsExactly("12.5");
        });
    }

    @Test
    void takesTypedEventsWithTheMessageNamespacesOfOtherYears() throws XmlRefusedException {
        point("SP-CIM-5", "HES-TYPED", "ARMED", "cim");
        // The sample is of a day before the point came to us.
        String now = clock.instant().toString();
        String sample = Samples.file("shape-typed-event.xml").replace("2026-03-02T10:04:58-06:00", now);

        HttpResponse<String> response = post(CIM, SOAP, sample);

        acknowledged(response, Soap.V1_1);
        assertThat(body(response)
                        .is("http://iec.ch/TC57/2017/EndDeviceEventsMessage", "EndDeviceEventsResponseMessage"))
                .isTrue();
        assertThat(position("SP-CIM-5")).isEqualTo(Device.SwitchPosition.ON);
    }

    @Test
    void takesEventsWithoutAMessageIdOnceForTheSameContent() throws XmlRefusedException {
        point("SP-CIM-8", "HES-NO-IDS", "ARMED", "cim");
        String sample = now("shape-event-without-ids.xml", "2026-03-02T10:04:58+00:00");

        HttpResponse<String> response = post(CIM, SOAP, sample);
        acknowledged(response, Soap.V1_1);
        acknowledged(post(CIM, SOAP, sample), Soap.V1_1);
        acknowledged(post(CIM, SOAP, sample.replace("<end1:value>1<", "<end1:value>2<")), Soap.V1_1);

        assertThat(position("SP-CIM-8")).isEqualTo(Device.SwitchPosition.ON);
        assertThat(news("HES-NO-IDS")).isEqualTo(2);
        assertThat(body(response).path("Header").orElseThrow().children())
                .extracting(XmlElement::name)
                .doesNotContain("CorrelationID");
    }

    @Test
    void takesTheResultThatComesAsAnEventWithAReply() {
        String wireId = accepted("REMOTE_DISCONNECT");

        acknowledged(
                post(CIM, SOAP, Samples.file("shape-result-by-event.xml").replace("the-command", wireId)), Soap.V1_1);

        MeterCommand command = commands.meantBy(wireId).orElseThrow();
        assertThat(command.reply()).extracting(Reply::result).isEqualTo(Reply.Result.SUCCESS);
        assertThat(command.code()).isEqualTo("3.31.0.44");
    }

    @Test
    void takesEventsOfTheGeneralServiceAndAnswersInItsForm() throws XmlRefusedException {
        point("SP-CIM-9", "HES-PUBLISHED", "ON", "cim");

        HttpResponse<String> response = post(CIM, SOAP, now("shape-published-event.xml", "2026-03-02T10:04:58Z"));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        XmlElement answer = body(response);
        assertThat(answer.is("http://iec.ch/TC57/2011/abstract", "Response")).isTrue();
        XmlElement held = answer.children().get(0);
        assertThat(held.is("http://iec.ch/TC57/2011/abstract", "message")).isTrue();
        assertThat(held.children()).allMatch(part -> part.namespace().equals(Iec.MESSAGE));
        assertThat(Iec.text(Iec.child(held, "Reply").orElseThrow(), "Result")).isEqualTo("OK");
        assertThat(Iec.text(Iec.child(held, "Header").orElseThrow(), "Noun")).isEqualTo("ENDDEVICEEVENTS");
        assertThat(position("SP-CIM-9")).isEqualTo(Device.SwitchPosition.OFF);
    }

    @Test
    void takesEventsWhoseNounIsAServiceAndWhosePayloadHoldsMore() throws XmlRefusedException {
        point("SP-CIM-10", "HES-SERVICE", "ARMED", "cim");

        HttpResponse<String> response = post(CIM, SOAP, now("shape-named-by-service.xml", "2026-03-02T10:04:58.0Z"));

        acknowledged(response, Soap.V1_1);
        XmlElement answer = body(response);
        assertThat(answer.is("http://www.iec.ch/TC57/2011/EndDeviceEventsMessage", "EndDeviceEventsResponseMessage"))
                .isTrue();
        assertThat(answer.children().get(0).children())
                .allMatch(field -> field.namespace().equals("http://www.iec.ch/TC57/2011/schema/message"));
        assertThat(position("SP-CIM-10")).isEqualTo(Device.SwitchPosition.ON);
    }

    @Test
    void takesEventsOfTheFirstEdition() {
        point("SP-CIM-11", "HES-FIRST", "ON", "cim");

        HttpResponse<String> response =
                post(CIM, "application/xml", now("shape-first-edition-event.xml", "2026-03-02T15:34:58+05:30"));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(position("SP-CIM-11")).isEqualTo(Device.SwitchPosition.OFF);
    }

    @Test
    void leavesTheSwitchAloneWhenAnEventIsOver() {
        point("SP-CIM-12", "HES-CLOSED", "ON", "cim");

        acknowledged(post(CIM, SOAP, now("shape-closed-event.xml", "2026-03-02T10:04:58Z")), Soap.V1_1);

        assertThat(position("SP-CIM-12")).isEqualTo(Device.SwitchPosition.ON);
        assertThat(news("HES-CLOSED")).isEqualTo(1);
    }

    @Test
    void keepsWhatNamesNoDevice() {
        acknowledged(post(CIM, SOAP, Samples.file("shape-usage-point-readings.xml")), Soap.V1_1);
        String name = "N".repeat(300);
        acknowledged(
                post(
                        CIM,
                        SOAP,
                        Samples.event(
                                "created",
                                "EndDeviceEvents",
                                id(),
                                null,
                                Samples.deviceEvents(
                                        Samples.deviceEvent(name, "3.26.0.85", "2026-03-02T10:00:00Z"),
                                        Samples.deviceEvent(
                                                name.substring(0, 100), "3.26.0.85", "2026-03-02T10:00:00Z"),
                                        Samples.deviceEvent(null, "3.26.0.1", "2026-03-02T10:00:00Z")))),
                Soap.V1_1);

        assertThat(news("usage point UP-77")).isEqualTo(1);
        assertThat(news(name.substring(0, 60))).isEqualTo(2);
        assertThat(news("unnamed")).isPositive();
    }

    @Test
    void takesIntervalReadingsWithoutAnEnvelope() throws XmlRefusedException {
        point("SP-CIM-6", "HES-SHAPE", "ON", "cim");

        HttpResponse<String> response = post(CIM, "application/xml", Samples.file("shape-interval-readings.xml"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(XmlReader.read(response.body()).is(Iec.MESSAGE, "ResponseMessage"))
                .isTrue();
        assertThat(sets("SP-CIM-6"))
                .singleElement()
                .satisfies(set -> assertThat(set.values())
                        .extracting(ReadingSet.Value::value, value -> value.at().toString())
                        .containsExactly(
                                org.assertj.core.groups.Tuple.tuple("0.2250", "2026-03-02T08:45:00Z"),
                                org.assertj.core.groups.Tuple.tuple("0.2500", "2026-03-02T09:00:00Z")));
    }

    @Test
    void answersInTheVersionOfSoapThatItWasAskedIn() throws XmlRefusedException {
        String message = Samples.event(
                        "created",
                        "EndDeviceEvents",
                        id(),
                        null,
                        Samples.deviceEvents(Samples.deviceEvent("X", "3.26.0.85", "2026-03-02T10:00:00Z")))
                .replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope");

        HttpResponse<String> response = post(CIM, "application/soap+xml; charset=utf-8", message);

        acknowledged(response, Soap.V1_2);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/soap+xml");
    }

    @Test
    void turnsDownWhatItDoesNotRead() throws XmlRefusedException {
        String nothing = Samples.deviceEvents();
        String good = Samples.event("created", "EndDeviceEvents", id(), null, nothing);
        fault(good.replace("<s:Envelope", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><s:Envelope"), "1.8");
        fault("<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;</a>", "1.8");
        fault("not xml", "1.8");
        fault("", "1.8");
        fault("<a/>", "1.8");
        fault(good.replace("http://iec.ch/TC57/2011/schema/message", "urn:other"), "1.8");
        fault(good.replace("http://iec.ch/TC57/2011/EndDeviceEvents#", "urn:other"), "1.7");
        fault(good.replaceFirst("<MessageID>.*</MessageID>", "<MessageID>" + "9".repeat(151) + "</MessageID>"), "1.5");
        fault(good.replace("<Verb>created</Verb>", ""), "1.5");
        fault(Samples.event("created", "CustomerConfig", id(), null, nothing), "2.5");
        fault(Samples.event("get", "EndDeviceEvents", id(), null, nothing), "2.9");
        fault(Samples.event("created", "MeterReadings", id(), null, nothing), "1.7");
        fault(Samples.event("created", "EndDeviceEvents", id(), null, ""), "1.7");
        assertThat(post(CIM, "application/json", "{}").statusCode()).isEqualTo(415);
        assertThat(post(CIM, SOAP, "<a>" + " ".repeat(1024 * 1024) + "</a>").statusCode())
                .isEqualTo(413);
    }

    @Test
    void listensOnlyToTheHeadEndItself() {
        String event = Samples.event("created", "EndDeviceEvents", id(), null, Samples.deviceEvents());

        assertThat(post(null, CIM, SOAP, event).statusCode()).isEqualTo(401);
        assertThat(post("other", CIM, SOAP, event).statusCode()).isEqualTo(403);
        assertThat(post("cis", CIM, SOAP, event).statusCode()).isEqualTo(403);
        assertThat(post("operator", "/api/v1/head-ends/simulator/cim", SOAP, event)
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("operator", "/api/v1/head-ends/nobody/cim", SOAP, event).statusCode())
                .isEqualTo(404);
    }

    @Test
    void takesEventsInJsonToo() {
        point("SP-CIM-7", "HES-A7", "ON", "cim");
        String url = "/api/v1/head-ends/cim/events";
        String event = "{\"eventId\":\"" + id() + "\",\"deviceId\":\"HES-A7\",\"code\":\"3.31.0.68\",\"at\":\""
                + clock.instant() + "\",\"detail\":\"opened at the meter\"}";

        assertThat(post(url, "application/json", event).statusCode()).isEqualTo(202);
        assertThat(post(url, "application/json", event).statusCode()).isEqualTo(202);

        assertThat(position("SP-CIM-7")).isEqualTo(Device.SwitchPosition.OFF);
        assertThat(history("SP-CIM-7", "device.switch")).hasSize(2);
        HttpResponse<String> refused = post(url, "application/json", "{\"deviceId\":\"HES-A7\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("/eventId", "/code", "/at");
        assertThat(post("other", url, "application/json", event).statusCode()).isEqualTo(403);
        assertThat(post("operator", "/api/v1/head-ends/nobody/events", "application/json", event)
                        .statusCode())
                .isEqualTo(404);
    }

    private void fault(String message, String code) throws XmlRefusedException {
        HttpResponse<String> response = post(CIM, SOAP, message);
        assertThat(response.statusCode()).as(message).isBetween(400, 500);
        Soap.Fault fault =
                Soap.open(XmlReader.read(response.body())).orElseThrow().fault().orElseThrow();
        assertThat(fault.ours()).isTrue();
        CimMessage.Reply reply = CimMessage.replyIn(fault.detail().get(0)).orElseThrow();
        assertThat(reply.result()).isEqualTo("FAILED");
        assertThat(reply.errors()).extracting(CimMessage.Error::code).containsExactly(code);
        assertThat(response.body()).doesNotContain("root:");
    }

    private void acknowledged(HttpResponse<String> response, Soap version) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try {
            Soap.Opened opened = Soap.open(XmlReader.read(response.body())).orElseThrow();
            assertThat(opened.version()).isEqualTo(version);
            CimMessage message = CimMessage.read(opened.body());
            assertThat(message.verb()).isEqualTo("reply");
            assertThat(message.reply()).isNotNull();
            assertThat(message.reply().ok()).isTrue();
        } catch (XmlRefusedException | CimRefusedException e) {
            throw new AssertionError(response.body(), e);
        }
    }

    private static XmlElement body(HttpResponse<String> response) throws XmlRefusedException {
        return Soap.open(XmlReader.read(response.body())).orElseThrow().body();
    }

    private String accepted(String command) {
        return accepted(command, "cim");
    }

    /** A command that the head end has; the id that it saw is not our own. */
    private String accepted(String command, String headEnd) {
        String wireId = id();
        Timestamp now = Timestamp.from(clock.instant());
        jdbc.sql("""
                        insert into tr_command (id, division, requester, head_end, device_id, device_address, command, registers,
                        state, attempts, busy_attempts, expires_at, created_at, wire_id, held_until)
                        values (:id, 'north', 'cis', :headEnd, 'M-1', 'HES-1', :command, '[]', 'ACCEPTED', 1, 0, :now, :now, :wire, :now)
                        """)
                .param("id", id())
                .param("headEnd", headEnd)
                .param("command", command)
                .param("now", now)
                .param("wire", wireId)
                .update();
        return wireId;
    }

    private void point(String id, String address, String position, String headEnd) {
        String document = """
                {"division":"north","category":"METER","commodity":"ELECTRICITY","status":"ACTIVE","supply":"ON","area":"north.city",
                "timeZone":"Europe/Stockholm","device":{"id":"M-%s","kind":"SMART","commission":"COMMISSIONED","switch":"%s",
                "capabilities":{"switch":"ARM_ONLY","onDemandReadScalar":true,"ping":true},"headEnd":"%s","headEndAddress":"%s"}}
                """.formatted(id, position, headEnd, address);
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/api/v1/service-points/" + id))
                .header("Authorization", basic("cis"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(document)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    private Device.SwitchPosition position(String pointId) {
        ServicePoint point = points.get(pointId);
        return point.device() == null ? null : point.device().position();
    }

    private List<ServicePoints.Fact> history(String pointId, String fact) {
        return points.history(pointId, Page.Request.of(500, null)).stream()
                .filter(entry -> entry.fact().equals(fact))
                .toList();
    }

    private List<ReadingSet> sets(String pointId) {
        return readings.ofPoint(pointId, Page.Request.of(50, null));
    }

    /** The sample, of an event that happens now: the point came to us only in this test. */
    private String now(String sample, String at) {
        return Samples.file(sample).replace(at, clock.instant().toString());
    }

    private long news(String subject) {
        return jdbc.sql("select count(*) from tr_inbox where source = 'head-end-news:cim' and subject = :subject")
                .param("subject", subject)
                .query(Long.class)
                .single();
    }

    private long stored(String source, String messageId) {
        return jdbc.sql("select count(*) from tr_inbox where source = :source and message_id = :id")
                .param("source", source)
                .param("id", messageId)
                .query(Long.class)
                .single();
    }

    private HttpResponse<String> post(String path, String contentType, String body) {
        return post("hes", path, contentType, body);
    }

    private HttpResponse<String> post(String user, String path, String contentType, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (user != null) {
            request.header("Authorization", basic(user));
        }
        return send(request);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
