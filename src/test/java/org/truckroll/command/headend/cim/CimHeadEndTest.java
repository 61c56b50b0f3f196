// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.truckroll.command.Attempts;
import org.truckroll.command.HeadEnd;
import org.truckroll.command.HeadEnds;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.Reaction;
import org.truckroll.command.Reply;
import org.truckroll.command.Talk;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.servicepoint.Device;

/** What we say to a CIM head end over real HTTP, and what its answers mean (service-orders 2.1 to 2.3, 7.4). */
@CimTest
class CimHeadEndTest {

    private static final Instant CREATED = Instant.parse("2026-03-02T09:00:00Z");
    private static final String KWH = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";

    @Autowired
    private HeadEnds headEnds;

    private final ScriptedCim peer = ScriptedCim.INSTANCE;

    @BeforeEach
    void begin() {
        peer.reset();
    }

    @ParameterizedTest
    @CsvSource({"REMOTE_CONNECT,3.31.0.18", "REMOTE_DISCONNECT,3.31.0.23", "ARM,3.31.0.5"})
    void asksForASwitchByItsControlCode(String name, String code) {
        MeterCommand command = command(name);

        assertThat(send("cim", command).reaction()).isEqualTo(new Reaction.Accepted(null));

        ScriptedCim.Received sent = peer.last();
        assertThat(sent.path()).isEqualTo("/hes");
        assertThat(sent.header("Content-type")).isEqualTo("text/xml; charset=utf-8");
        assertThat(sent.header("Soapaction"))
                .isEqualTo("\"http://iec.ch/TC57/2011/EndDeviceControls/CreateEndDeviceControls\"");
        assertThat(sent.header("Authorization")).startsWith("Basic ");
        assertThat(sent.soap().version()).isEqualTo(Soap.V1_1);
        String messages = "http://iec.ch/TC57/2011/EndDeviceControlsMessage";
        assertThat(sent.message().is(messages, "CreateEndDeviceControls")).isTrue();
        XmlElement header = sent.message().child("Header").orElseThrow();
        assertThat(header.children())
                .extracting(XmlElement::name)
                .containsExactly(
                        "Verb",
                        "Noun",
                        "Revision",
                        "Timestamp",
                        "Source",
                        "AsyncReplyFlag",
                        "ReplyAddress",
                        "User",
                        "MessageID",
                        "CorrelationID");
        assertThat(Iec.text(header, "Verb")).isEqualTo("create");
        assertThat(Iec.text(header, "AsyncReplyFlag")).isEqualTo("true");
        assertThat(Iec.text(header, "ReplyAddress")).endsWith("/api/v1/head-ends/cim/cim");
        assertThat(Iec.text(header, "CorrelationID")).isEqualTo(command.wireId());
        assertThat(sent.find("UserID").text()).isEqualTo("operator-1");
        XmlElement control = sent.find("EndDeviceControl");
        assertThat(control.namespace()).isEqualTo("http://iec.ch/TC57/2011/EndDeviceControls#");
        assertThat(Iec.child(control, "EndDeviceControlType").orElseThrow().attribute("ref"))
                .isEqualTo(code);
        assertThat(control.path("EndDevices", "Names", "name").map(XmlElement::text))
                .contains("HES-1");
    }

    @Test
    void namesTheMessageAnewInEveryTryAndTheCommandNever() {
        MeterCommand command = command("REMOTE_CONNECT");
        send("cim", command);
        send("cim", command);

        assertThat(peer.received())
                .extracting(sent -> sent.find("CorrelationID").text())
                .containsExactly(command.wireId(), command.wireId());
        assertThat(peer.received())
                .extracting(sent -> sent.find("MessageID").text())
                .doesNotHaveDuplicates();
        assertThat(headEnds.idempotent(headEnds.find("cim").orElseThrow())).isFalse();
    }

    @Test
    void speaksGeneralMessagesAndSoap12WhereAsked() {
        Talk talk = send("cim-plain", command("REMOTE_DISCONNECT"));

        ScriptedCim.Received sent = peer.last();
        assertThat(sent.header("Content-type"))
                .isEqualTo(
                        "application/soap+xml; charset=utf-8; action=\"http://iec.ch/TC57/2011/EndDeviceControls/CreateEndDeviceControls\"");
        assertThat(sent.header("Soapaction")).isNull();
        assertThat(sent.message().is(Iec.MESSAGE, "RequestMessage")).isTrue();
        assertThat(sent.find("AsyncReplyFlag").text()).isEqualTo("false");
        assertThat(sent.find("EndDevices").textOf("mRID")).isEqualTo("HES-1");
        assertThat(sent.find("User")).isNull();
        assertThat(answered(talk).result()).isEqualTo(Reply.Result.SUCCESS);
        assertThat(answered(talk).switchPosition()).isNull();
        assertThat(talk.sent()).contains("<msg:Verb>create</msg:Verb>").startsWith("POST ");
        assertThat(talk.came()).startsWith("HTTP 200 ");
    }

    @Test
    void understandsRepliesOfTheFirstEdition() {
        String old = Samples.file("shape-first-edition-reply.xml");
        peer.answers(old);
        assertThat(send("cim", command("REMOTE_CONNECT")).reaction()).isEqualTo(new Reaction.Accepted(null));

        peer.answers(old.replace("<Result>SUCCESS</Result>", "").replace("Code>0<", "Code>0.0<"));
        assertThat(send("cim", command("REMOTE_CONNECT")).reaction()).isEqualTo(new Reaction.Accepted(null));

        peer.answers(old.replace("<Result>SUCCESS</Result>", "").replace("Code>0<", "Code>2.4<"));
        assertThat(send("cim", command("REMOTE_CONNECT")).reaction()).isInstanceOf(Reaction.NotEnrolled.class);
    }

    @Test
    void keepsTheHeadEndsOwnNameOfACommand() {
        peer.answers(Samples.response("OK", "<Error><code>0.3</code></Error><ID>T-77</ID>", ""));

        assertThat(send("cim", command("ARM")).reaction()).isEqualTo(new Reaction.Accepted("T-77"));
    }

    @Test
    void takesAResultThatComesWithTheResponse() {
        peer.answers(Samples.response(
                "OK",
                "",
                Samples.deviceEvents(
                        Samples.deviceEvent("OTHER", "3.31.0.68", "2026-03-02T10:00:01Z"),
                        Samples.deviceEvent("HES-1", "3.31.0.42", "2026-03-02T11:00:01+01:00"))));

        Reply reply = answered(send("cim", command("REMOTE_CONNECT")));

        assertThat(reply.result()).isEqualTo(Reply.Result.SUCCESS);
        assertThat(reply.code()).isEqualTo("3.31.0.42");
        assertThat(reply.switchPosition()).isEqualTo(Device.SwitchPosition.ON);
        assertThat(reply.at()).isEqualTo("2026-03-02T10:00:01Z");
    }

    @ParameterizedTest
    @CsvSource({
        "REMOTE_CONNECT,3.31.0.42,SUCCESS,ON",
        "REMOTE_CONNECT,3.31.0.11,SUCCESS,ARMED",
        "REMOTE_CONNECT,3.31.0.44,SUCCESS,",
        "REMOTE_CONNECT,0.31.0.42,SUCCESS,ON",
        "REMOTE_CONNECT,3.31.0.67,FAILURE,",
        "REMOTE_CONNECT,3.31.0.79,FAILURE,",
        "REMOTE_CONNECT,3.31.0.68,FAILURE,OFF",
        "REMOTE_CONNECT,3.1.0.42,FAILURE,",
        "REMOTE_CONNECT,3.31.0.10,FAILURE,",
        "REMOTE_CONNECT,3.31.0.64,FAILURE,",
        "REMOTE_CONNECT,rubbish,FAILURE,",
        "REMOTE_DISCONNECT,3.31.0.68,SUCCESS,OFF",
        "REMOTE_DISCONNECT,3.31.0.44,SUCCESS,",
        "REMOTE_DISCONNECT,3.31.0.84,FAILURE,",
        "REMOTE_DISCONNECT,3.31.0.42,FAILURE,ON",
        "ARM,3.31.0.11,SUCCESS,ARMED",
        "ARM,3.31.0.42,SUCCESS,ON",
        "ARM,3.31.0.226,FAILURE,",
        "ARM,3.31.0.31,FAILURE,"
    })
    void understandsBothVocabulariesOfResults(
            String name, String code, Reply.Result result, Device.SwitchPosition position) {
        peer.answers(Samples.response(
                "OK", "", Samples.deviceEvents(Samples.deviceEvent("HES-1", code, "2026-03-02T10:00:01Z"))));

        Reply reply = answered(send("cim", command(name)));

        assertThat(reply.result()).isEqualTo(result);
        assertThat(reply.switchPosition()).isEqualTo(position);
        assertThat(reply.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED,2.4,NotEnrolled",
        "FAILED,2.12,NotEnrolled",
        "FAILED,1.8,Invalid",
        "FAILED,2.13,Invalid",
        "FAILED,7.4,Invalid",
        "FAILED,5.8,Invalid",
        "FAILED,2.5,Unsupported",
        "FAILED,2.9,Unsupported",
        "FAILED,2.10,Unsupported",
        "FAILED,3.2,Busy",
        "FAILED,5.1,Busy",
        "FAILED,4.1,Unreachable",
        "FAILED,5.2,Unreachable",
        "FAILED,6.1,Refused",
        "FAILED,5.3,Answered",
        "FAILED,99.1,Answered",
        "PARTIAL,0.1,Unreachable",
        "PARTIAL,2.4,Unreachable"
    })
    void sortsReplyCodesIntoTheClassesOfTheFailurePolicy(String result, String code, String reaction) {
        peer.answers(Samples.response(
                result, "<Error><code>" + code + "</code><level>FATAL</level><reason>because</reason></Error>", ""));

        Reaction got = send("cim", command("REMOTE_CONNECT")).reaction();

        assertThat(got.getClass().getSimpleName()).isEqualTo(reaction);
        if (got instanceof Reaction.Answered answered) {
            assertThat(answered.reply().result()).isEqualTo(Reply.Result.FAILURE);
            assertThat(answered.reply().code()).isEqualTo(code);
            assertThat(answered.reply().detail()).contains("because");
        }
        if (got instanceof Reaction.NotEnrolled notEnrolled) {
            assertThat(notEnrolled.detail()).isEqualTo("CIM error " + code + " FATAL: because");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "soap:Client,,Invalid",
        "soap:Server,,Unreachable",
        "soap:VersionMismatch,,Invalid",
        "soap:Client,2.4,NotEnrolled",
        "soap:Server,5.1,Busy",
        "soap:Client,99.9,Invalid"
    })
    void understandsSoapFaults(String faultCode, String code, String reaction) {
        String detail = code == null
                ? ""
                : "<detail><f:EndDeviceControlsFaultMessage xmlns:f=\"http://iec.ch/TC57/2011/EndDeviceControlsMessage\"><f:Reply>"
                        + "<Result xmlns=\"" + Iec.MESSAGE + "\">FAILED</Result><Error xmlns=\"" + Iec.MESSAGE
                        + "\"><code>" + code + "</code></Error></f:Reply></f:EndDeviceControlsFaultMessage></detail>";
        peer.answers(
                500,
                Map.of(),
                Samples.soap("<s:Fault><faultcode xmlns:soap=\"x\">" + faultCode
                        + "</faultcode><faultstring>No</faultstring>" + detail + "</s:Fault>"));

        assertThat(send("cim", command("ARM")).reaction().getClass().getSimpleName())
                .isEqualTo(reaction);
    }

    @Test
    void understandsTheTransport() {
        peer.answers(503, Map.of("Retry-After", "7"), "");
        assertThat(send("cim", command("PING")).reaction()).isEqualTo(new Reaction.Busy(Duration.ofSeconds(7)));
        peer.answers(429, Map.of(), "");
        assertThat(send("cim", command("PING")).reaction()).isEqualTo(new Reaction.Busy(null));
        for (int status : List.of(404, 405, 401, 302)) {
            peer.answers(status, Map.of(), "");
            assertThat(send("cim", command("PING")).reaction()).isInstanceOf(Reaction.Invalid.class);
        }
        peer.answers(500, Map.of(), "<html>");
        assertThat(send("cim", command("PING")).reaction()).isInstanceOf(Reaction.Unreachable.class);
        peer.breaks();
        assertThat(send("cim", command("PING")).reaction()).isInstanceOf(Reaction.Unreachable.class);
        peer.isSilent();
        assertThat(send("cim", command("PING")).reaction()).isInstanceOf(Reaction.Unreachable.class);
        assertThat(send("cim-down", command("PING")).reaction()).isInstanceOf(Reaction.Unreachable.class);
        peer.answers(202, Map.of(), "");
        assertThat(send("cim", command("PING")).reaction()).isEqualTo(new Reaction.Accepted(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"result\":\"OK\"}",
                "<a/>",
                "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'/>",
                "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><ResponseMessage xmlns='urn:other'><Header><Verb>reply</Verb><Noun>x</Noun></Header><Reply><Result>OK</Result></Reply></ResponseMessage></s:Body></s:Envelope>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"
            })
    void believesNothingThatItCannotRead(String body) {
        peer.answers(body);

        Talk talk = send("cim", command("REMOTE_CONNECT"));

        assertThat(talk.reaction()).isInstanceOf(Reaction.Invalid.class);
        assertThat(talk.reaction().toString()).doesNotContain("root:");
    }

    @Test
    void asksForTheRegistersOfTheDevice() {
        MeterCommand command = command(
                "ON_DEMAND_READ_SCALAR",
                List.of(
                        new Device.Register("1", Device.RegisterKind.SCALAR, KWH, null, null),
                        new Device.Register(
                                "2",
                                Device.RegisterKind.SCALAR,
                                "0.0.0.1.19.1.12.0.0.0.0.0.0.0.0.3.72.0",
                                null,
                                null)));

        send("cim", command);

        ScriptedCim.Received sent = peer.last();
        assertThat(sent.message().is("http://iec.ch/TC57/2011/GetMeterReadingsMessage", "GetMeterReadings"))
                .isTrue();
        assertThat(sent.find("Verb").text()).isEqualTo("get");
        assertThat(sent.find("Noun").text()).isEqualTo("MeterReadings");
        XmlElement wanted = sent.find("Request").children().get(0);
        assertThat(wanted.is("http://iec.ch/TC57/2011/GetMeterReadings#", "GetMeterReadings"))
                .isTrue();
        assertThat(wanted.children())
                .extracting(XmlElement::name)
                .containsExactly("EndDevice", "Reading", "ReadingType", "ReadingType");
        assertThat(wanted.path("Reading").orElseThrow().textOf("reason")).isEqualTo("inquiry");
        assertThat(wanted.children("ReadingType"))
                .extracting(type -> type.path("Names", "name").orElseThrow().text())
                .containsExactly(KWH, "0.0.0.1.19.1.12.0.0.0.0.0.0.0.0.3.72.0");
        assertThat(sent.find("timePeriod")).isNull();
    }

    @Test
    void asksForTheLastDayOfIntervals() {
        send("cim-plain", command("ON_DEMAND_READ_INTERVAL"));

        ScriptedCim.Received sent = peer.last();
        assertThat(sent.path()).isEqualTo("/hes/plain/reads");
        XmlElement period = sent.find("timePeriod");
        assertThat(Duration.between(Instant.parse(period.textOf("start")), Instant.parse(period.textOf("end"))))
                .isEqualTo(Duration.ofHours(24));
        assertThat(sent.find("ReadingType").path("Names", "name").orElseThrow().text())
                .isEqualTo("0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0");
    }

    @Test
    void readsWhatTheResponseHolds() {
        peer.answers(Samples.response("OK", "", Samples.readings("HES-1", KWH, "00123.45", "2026-03-02T10:00:00Z")));

        Reply reply = answered(send("cim", command("ON_DEMAND_READ_SCALAR")));

        assertThat(reply.result()).isEqualTo(Reply.Result.SUCCESS);
        assertThat(reply.readings()).singleElement().satisfies(reading -> {
            assertThat(reading.readingType()).isEqualTo(KWH);
            assertThat(reading.value()).isEqualByComparingTo(new BigDecimal("123.45"));
            assertThat(reading.at()).isEqualTo("2026-03-02T10:00:00Z");
        });
    }

    @Test
    void commissionsByTellingTheMeterAndLinkingIt() {
        MeterCommand command = command("COMMISSION");

        Reply reply = answered(send("cim", command));

        assertThat(reply.result()).isEqualTo(Reply.Result.SUCCESS);
        assertThat(peer.received())
                .extracting(sent -> sent.message().name())
                .containsExactly("CreateMeterConfig", "CreateMasterDataLinkageConfig");
        XmlElement link = peer.last().find("MasterDataLinkageConfig");
        assertThat(link.path("Meter", "Names", "name").map(XmlElement::text)).contains("HES-1");
        assertThat(link.path("UsagePoint", "Names", "name").map(XmlElement::text))
                .contains("SP-1");
        assertThat(peer.last().find("CorrelationID").text()).isEqualTo(command.wireId());
        assertThat(peer.received().get(0).find("CorrelationID").text()).isNotEqualTo(command.wireId());
    }

    @Test
    void linksAMeterThatTheHeadEndKnowsAlready() {
        peer.answers(Samples.response("FAILED", "5.3"));

        assertThat(answered(send("cim", command("COMMISSION"))).result()).isEqualTo(Reply.Result.SUCCESS);
    }

    @Test
    void linksNothingWhileTheHeadEndIsOutOfReach() {
        peer.answers(503, Map.of(), "");

        assertThat(send("cim", command("COMMISSION")).reaction()).isEqualTo(new Reaction.Busy(null));
        assertThat(peer.received()).hasSize(1);
    }

    @Test
    void decommissionsByEndingTheLink() {
        send("cim", command("DECOMMISSION"));
        assertThat(peer.last().message().name()).isEqualTo("CloseMasterDataLinkageConfig");
        send("cim-plain", command("DECOMMISSION"));
        assertThat(peer.last().find("Verb").text()).isEqualTo("delete");
        assertThat(peer.last().find("Noun").text()).isEqualTo("MasterDataLinkageConfig");
    }

    @Test
    void pingsForTheNewestWordOnTheSwitch() {
        peer.answers(Samples.response(
                "OK",
                "",
                Samples.deviceEvents(
                        Samples.deviceEvent("HES-1", "3.31.0.42", "2026-03-02T08:00:00Z"),
                        Samples.deviceEvent("HES-1", "3.31.0.68", "2026-03-02T09:00:00Z"),
                        Samples.deviceEvent("HES-1", "3.31.0.42", "2026-03-02T07:00:00Z"),
                        Samples.deviceEvent("HES-1", "3.26.0.85", "2026-03-02T09:30:00Z"))));

        Reply reply = answered(send("cim", command("PING")));

        assertThat(peer.last().message().name()).isEqualTo("GetEndDeviceEvents");
        assertThat(reply.switchPosition()).isEqualTo(Device.SwitchPosition.OFF);
        assertThat(reply.code()).isEqualTo("3.31.0.68");
    }

    @Test
    void pingsByACheapReadWhereAsked() {
        Reply reply = answered(send("cim-plain", command("PING")));

        assertThat(peer.last().find("GetMeterReadings")).isNotNull();
        assertThat(reply.result()).isEqualTo(Reply.Result.SUCCESS);
        assertThat(reply.switchPosition()).isNull();
    }

    @Test
    void sendsAgainWhatTheHeadEndNeverHad() {
        peer.answers(Samples.response("FAILED", "2.15"));

        assertThat(query("cim", command("REMOTE_CONNECT")).reaction()).isEqualTo(new Reaction.Unknown());
        assertThat(peer.last().find("Verb").text()).isEqualTo("get");
        assertThat(peer.last().find("ID").attribute("kind")).isEqualTo("transaction");
    }

    @Test
    void learnsFromTheEventsHowACommandEnded() {
        MeterCommand command = command("REMOTE_CONNECT");
        peer.answers(Samples.response("OK", "0.0"));
        peer.answers(Samples.response(
                "OK",
                "",
                Samples.deviceEvents(
                        Samples.deviceEvent("HES-1", "3.31.0.68", "2026-03-02T08:59:00Z"),
                        Samples.deviceEvent("HES-1", "3.26.0.85", "2026-03-02T09:01:00Z"),
                        Samples.deviceEvent("HES-1", "3.31.0.67", "2026-03-02T09:02:00Z"))));

        Talk talk = query("cim", command);

        assertThat(answered(talk).result()).isEqualTo(Reply.Result.FAILURE);
        assertThat(answered(talk).code()).isEqualTo("3.31.0.67");
        assertThat(peer.last().find("StartTime").text()).isEqualTo("2026-03-02T09:00:00Z");
        XmlElement wanted = peer.last().find("Request").children().get(1);
        assertThat(wanted.children()).extracting(XmlElement::name).containsExactly("Meter", "TimeSchedule");
        assertThat(wanted.path("TimeSchedule", "scheduleInterval", "start").map(XmlElement::text))
                .contains("2026-03-02T09:00:00Z");
    }

    @Test
    void leavesACommandWithTheHeadEndWhenInDoubt() {
        peer.answers(Samples.response("FAILED", "2.9"));
        peer.answers(Samples.response(
                "OK", "", Samples.deviceEvents(Samples.deviceEvent("HES-1", "3.31.0.42", "2026-03-02T08:59:00Z"))));
        assertThat(query("cim", command("REMOTE_CONNECT")).reaction()).isInstanceOf(Reaction.Accepted.class);

        peer.answers(404, Map.of(), "");
        peer.answers(404, Map.of(), "");
        assertThat(query("cim", command("REMOTE_CONNECT")).reaction()).isInstanceOf(Reaction.Accepted.class);

        peer.answers(503, Map.of(), "");
        assertThat(query("cim", command("REMOTE_CONNECT")).reaction()).isEqualTo(new Reaction.Busy(null));
    }

    /** Answers of the public simulator (src/test/resources/cim/NOTICE). */
    @Test
    void understandsTheSimulatorOfEpri() {
        peer.answers(Samples.file("epri-ok.xml"));
        Reply reply = answered(send("cim-plain", command("REMOTE_DISCONNECT")));
        assertThat(reply.result()).isEqualTo(Reply.Result.SUCCESS);
        assertThat(reply.at()).isEqualTo("2026-03-02T10:00:00Z");
        peer.answers(Samples.file("epri-ok.xml"));
        assertThat(send("cim", command("REMOTE_DISCONNECT")).reaction()).isEqualTo(new Reaction.Accepted(null));
        peer.answers(Samples.file("epri-no-such-meter.xml"));
        assertThat(send("cim", command("REMOTE_CONNECT")).reaction())
                .isEqualTo(new Reaction.NotEnrolled("CIM error 2.12 FATAL"));
        peer.answers(Samples.file("epri-invalid-meter.xml"));
        assertThat(send("cim", command("REMOTE_CONNECT")).reaction())
                .isEqualTo(new Reaction.NotEnrolled("CIM error 2.4 FATAL: no such meter"));
    }

    @Test
    void understandsAnAnswerWithoutEnvelopeAndWithTextAmongTheReadings() {
        peer.answers(Samples.file("shape-clock-register.xml"));

        Reply reply = answered(send("cim", command("ON_DEMAND_READ_SCALAR")));

        assertThat(reply.readings()).singleElement().satisfies(reading -> {
            assertThat(reading.value()).isEqualByComparingTo("4711.5");
            assertThat(reading.at()).isEqualTo("2026-03-02T08:07:16Z");
        });
    }

    @Test
    void refusesOptionsThatThereAreNot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CimProfile.of(Map.of("sources", "x")))
                .withMessageContaining("there is no option sources")
                .withMessageContaining("path-controls");
        assertThatIllegalArgumentException().isThrownBy(() -> CimProfile.of(Map.of("soap", "1.3")));
        assertThatIllegalArgumentException().isThrownBy(() -> CimProfile.of(Map.of("synchronous", "ping,dance")));
        assertThat(CimProfile.of(Map.of("synchronous", "ping, on-demand-read-scalar"))
                        .synchronous())
                .containsExactlyInAnyOrder("PING", "ON_DEMAND_READ_SCALAR");
    }

    private Talk send(String headEnd, MeterCommand command) {
        HeadEnd found = headEnds.find(headEnd).orElseThrow();
        return headEnds.adapter(found).send(found, command);
    }

    private Talk query(String headEnd, MeterCommand command) {
        HeadEnd found = headEnds.find(headEnd).orElseThrow();
        return headEnds.adapter(found).query(found, command);
    }

    private static Reply answered(Talk talk) {
        assertThat(talk.reaction()).isInstanceOf(Reaction.Answered.class);
        return ((Reaction.Answered) talk.reaction()).reply();
    }

    private static MeterCommand command(String name) {
        return command(name, List.of());
    }

    private static MeterCommand command(String name, List<Device.Register> registers) {
        String id = UUID.randomUUID().toString();
        return new MeterCommand(
                id,
                null,
                "SP-1",
                "north",
                "cis",
                "cim",
                "M-1",
                "HES-1",
                name,
                registers,
                MeterCommand.State.SENDING,
                null,
                0,
                0,
                CREATED.plus(Duration.ofMinutes(15)),
                CREATED,
                null,
                null,
                null,
                null,
                null,
                null,
                id,
                null,
                50,
                0,
                Duration.ofMinutes(15),
                CREATED.plus(Duration.ofDays(1)),
                Attempts.Kind.SEND,
                null,
                null);
    }
}
