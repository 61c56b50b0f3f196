// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.gxf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.truckroll.command.HeadEnd;
import org.truckroll.command.HeadEndSettings;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.Reaction;
import org.truckroll.command.Reply;
import org.truckroll.command.Talk;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.lifecycle.ServiceCalls;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.OutboundProperties;

/** The GXF adapter over real HTTP: words, two steps, and every class of service-orders 7.4 that GXF can tell. */
@Timeout(30)
class GxfHeadEndTest {

    @Configuration(proxyBeanMethods = false)
    @ConfigurationPropertiesScan("org.truckroll.lifecycle")
    @EnableConfigurationProperties(OutboundProperties.class)
    @Import({AddressGuard.class, PublicAddress.class})
    static class Calls {}

    private static final String METER = "TEST1024000000001";
    private static final String IMPORT = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";
    private static final String EXPORT = "0.0.0.1.19.1.12.0.0.0.0.0.0.0.0.3.72.0";
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:30Z");

    private static final JsonMapper JSON =
            JsonMapper.builder().findAndAddModules().build();

    private final GxfPlatform platform = new GxfPlatform().silent();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private GxfHeadEnd gxf;

    @BeforeEach
    void start() throws ClassNotFoundException {
        context.register(Calls.class, Class.forName("org.truckroll.lifecycle.connect.ConnectConfiguration"));
        context.refresh();
        context.getBean(ServiceEndpoints.class)
                .register(
                        "head-end-gxf",
                        ServiceEndpoint.at(platform.url())
                                .within(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)));
        gxf = new GxfHeadEnd(
                context.getBean(ServiceCalls.class),
                context.getBean(PublicAddress.class),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        platform.close();
        context.close();
    }

    @Test
    void addsADeviceWithWhatTheConfigurationSays() {
        Talk sent = gxf.send(headEnd(), command("COMMISSION", null));
        assertThat(sent.reaction()).isInstanceOf(Reaction.Accepted.class);
        GxfPlatform.Asked asked = platform.asked.get(0);
        assertThat(asked.path()).isEqualTo("/osgp-adapter-ws-smartmetering/smartMetering/installationService/");
        assertThat(asked.soapAction()).isEqualTo("\"\"");
        assertThat(asked.headers())
                .containsEntry("OrganisationIdentification", "utility")
                .containsEntry("UserName", "truckroll")
                .containsEntry("ApplicationName", "truckroll")
                .hasEntrySatisfying(
                        "ResponseUrl", url -> assertThat(url).endsWith("/api/v1/head-ends/gxf/gxf-notifications"));
        assertThat(asked.body().is(GxfPlatform.SMART + "sm-installation/2014/10", "AddDeviceRequest"))
                .isTrue();
        XmlElement device = asked.body().child("Device").orElseThrow();
        assertThat(device.children().stream().map(XmlElement::name))
                .containsExactly(
                        "Device_Identification",
                        "Device_type",
                        "Timezone",
                        "Communication_method",
                        "protocolName",
                        "protocolVersion",
                        "Lls1_active",
                        "Hls3_active",
                        "Hls4_active",
                        "Hls5_active",
                        "Delivery_date",
                        "ChallengeLength");
        assertThat(device.textOf("Hls5_active")).isEqualTo("true");
        assertThat(device.textOf("Delivery_date")).isEqualTo("2026-11-22T06:00:30Z");
        assertThat(asked.body()
                        .path("DeviceModel", "Manufacturer")
                        .orElseThrow()
                        .text())
                .isEqualTo("KFM");

        Reply reply = answered(gxf.fetch(headEnd(), command("COMMISSION", reference(sent))));
        assertThat(reply.result()).isEqualTo(Reply.Result.SUCCESS);
        assertThat(reply.commandId()).isEqualTo("w-1");
        assertThat(reply.capabilities())
                .isEqualTo(new Device.Capabilities(Device.SwitchControl.NONE, true, true, true, false));
        assertThat(platform.devices).containsExactly(METER);
    }

    @Test
    void takesADeviceThatIsThereAlreadyForCommissioned() {
        platform.devices.add(METER);
        Talk sent = gxf.send(headEnd(), command("COMMISSION", null));
        Reply reply = answered(gxf.fetch(headEnd(), command("COMMISSION", reference(sent))));
        assertThat(reply.result()).isEqualTo(Reply.Result.SUCCESS);
    }

    @Test
    void provesADeliveredDeviceInsteadOfAddingIt() {
        HeadEnd headEnd = headEnd("commission", "check");
        assertThat(gxf.send(headEnd, command("COMMISSION", null)).reaction()).isInstanceOf(Reaction.NotEnrolled.class);
        platform.devices.add(METER);
        platform.result("GetSpecificAttributeValue", attribute("OK"));
        Talk sent = gxf.send(headEnd, command("COMMISSION", null));
        assertThat(answered(gxf.fetch(headEnd, command("COMMISSION", reference(sent))))
                        .result())
                .isEqualTo(Reply.Result.SUCCESS);
        assertThat(platform.names()).doesNotContain("AddDeviceRequest");
    }

    @Test
    void readsTheRegistersAskedFor() {
        platform.devices.add(METER);
        platform.result("ActualMeterReads", """
                <ns:ActualMeterReadsResponse><ns:LogTime>2026-11-22T07:00:00.000+01:00</ns:LogTime>\
                <ns:ActiveEnergyImport unit="KWH">1234.567</ns:ActiveEnergyImport>\
                <ns:ActiveEnergyExport unit="KWH">12</ns:ActiveEnergyExport>\
                <ns:ActiveEnergyImportTariffOne unit="KWH">1000</ns:ActiveEnergyImportTariffOne>\
                <ns:ActiveEnergyImportTariffTwo unit="KWH">234.567</ns:ActiveEnergyImportTariffTwo>\
                <ns:ActiveEnergyExportTariffOne unit="KWH">12</ns:ActiveEnergyExportTariffOne>\
                <ns:ActiveEnergyExportTariffTwo unit="KWH">0</ns:ActiveEnergyExportTariffTwo>\
                </ns:ActualMeterReadsResponse>""");
        Talk sent = gxf.send(headEnd(), command("ON_DEMAND_READ_SCALAR", null, IMPORT, EXPORT));
        assertThat(platform.asked.get(0).path()).endsWith("/smartMetering/monitoringService/");
        Reply reply = answered(gxf.fetch(headEnd(), command("ON_DEMAND_READ_SCALAR", reference(sent), IMPORT, EXPORT)));
        Instant at = Instant.parse("2026-11-22T06:00:00Z");
        assertThat(reply.readings())
                .containsExactly(
                        new Reading(null, IMPORT, new BigDecimal("1234.567"), at, null),
                        new Reading(null, EXPORT, new BigDecimal("12"), at, null));
        assertThat(answered(gxf.fetch(headEnd(), command("ON_DEMAND_READ_SCALAR", reference(sent))))
                        .readings())
                .as("one register without a type is the import")
                .extracting(Reading::readingType)
                .containsExactly(IMPORT);
        assertThat(platform.names())
                .containsExactly(
                        "ActualMeterReadsRequest", "ActualMeterReadsAsyncRequest", "ActualMeterReadsAsyncRequest");
    }

    @Test
    void readsGasWhereTheRegisterCountsGas() {
        String volume = "0.0.0.1.0.7.58.0.0.0.0.0.0.0.0.0.42.0";
        platform.devices.add(METER);
        platform.result("ActualMeterReadsGas", """
                <ns:ActualMeterReadsGasResponse><ns:LogTime>2026-11-22T06:00:00</ns:LogTime>\
                <ns:Consumption unit="M3">99.5</ns:Consumption><ns:CaptureTime>2026-11-22T05:00:00</ns:CaptureTime>\
                </ns:ActualMeterReadsGasResponse>""");
        Talk sent = gxf.send(headEnd(), command("ON_DEMAND_READ_SCALAR", null, volume));
        Reply reply = answered(gxf.fetch(headEnd(), command("ON_DEMAND_READ_SCALAR", reference(sent), volume)));
        assertThat(reply.readings())
                .containsExactly(
                        new Reading("r0", volume, new BigDecimal("99.5"), Instant.parse("2026-11-22T05:00:00Z"), null));
    }

    @Test
    void readsTheIntervalsOfTheLastDay() {
        platform.devices.add(METER);
        platform.result("PeriodicMeterReads", """
                <ns:PeriodicMeterReadsResponse><ns:PeriodType>INTERVAL</ns:PeriodType>\
                <ns:PeriodicMeterReads><ns:LogTime>2026-11-22T05:30:00Z</ns:LogTime>\
                <ns:ActiveEnergyImport unit="KWH">1</ns:ActiveEnergyImport></ns:PeriodicMeterReads>\
                <ns:PeriodicMeterReads><ns:LogTime>2026-11-22T05:45:00Z</ns:LogTime>\
                <ns:ActiveEnergyImport unit="KWH">2</ns:ActiveEnergyImport></ns:PeriodicMeterReads>\
                </ns:PeriodicMeterReadsResponse>""");
        Talk sent = gxf.send(headEnd(), command("ON_DEMAND_READ_INTERVAL", null));
        XmlElement data =
                platform.asked.get(0).body().child("PeriodicReadsRequestData").orElseThrow();
        assertThat(data.textOf("BeginDate")).isEqualTo("2026-11-21T06:00:00Z");
        assertThat(data.textOf("EndDate")).isEqualTo("2026-11-22T06:00:00Z");
        Reply reply = answered(gxf.fetch(headEnd(), command("ON_DEMAND_READ_INTERVAL", reference(sent))));
        assertThat(reply.readings())
                .extracting(reading -> reading.value().intValue())
                .containsExactly(1, 2);
    }

    @Test
    void failsAReadWithoutValuesInTheirUnit() {
        platform.devices.add(METER);
        platform.result("ActualMeterReads", """
                <ns:ActualMeterReadsResponse><ns:LogTime>2026-11-22T06:00:00Z</ns:LogTime>\
                <ns:ActiveEnergyImport unit="UNDEFINED">1</ns:ActiveEnergyImport></ns:ActualMeterReadsResponse>""");
        Talk sent = gxf.send(headEnd(), command("ON_DEMAND_READ_SCALAR", null));
        Reply reply = answered(gxf.fetch(headEnd(), command("ON_DEMAND_READ_SCALAR", reference(sent))));
        assertThat(reply.result()).isEqualTo(Reply.Result.FAILURE);
        assertThat(reply.code()).isEqualTo("GXF NO VALUES");
    }

    @Test
    void pingsByReadingTheClockOrBySettingIt() {
        platform.devices.add(METER);
        platform.result("GetSpecificAttributeValue", attribute("OK"));
        Talk sent = gxf.send(headEnd(), command("PING", null));
        XmlElement body = platform.asked.get(0).body();
        assertThat(body.children().stream().map(XmlElement::name))
                .containsExactly("ClassId", "Attribute", "ObisCode", "DeviceIdentification");
        assertThat(body.textOf("ClassId")).isEqualTo("8");
        assertThat(body.child("ObisCode").orElseThrow().children().stream().map(XmlElement::text))
                .containsExactly("0", "0", "1", "0", "0", "255");
        assertThat(answered(gxf.fetch(headEnd(), command("PING", reference(sent))))
                        .result())
                .isEqualTo(Reply.Result.SUCCESS);

        platform.result(
                "SynchronizeTime",
                "<ns:SynchronizeTimeResponse><ns:Result>OK</ns:Result></ns:SynchronizeTimeResponse>");
        HeadEnd sets = headEnd("ping", "TIME", "timezone", "Europe/Amsterdam");
        Talk set = gxf.send(sets, command("PING", null));
        assertThat(platform.asked
                        .get(2)
                        .body()
                        .path("SynchronizeTimeRequestData", "TimeZone")
                        .orElseThrow()
                        .text())
                .isEqualTo("Europe/Amsterdam");
        assertThat(answered(gxf.fetch(sets, command("PING", reference(set)))).result())
                .isEqualTo(Reply.Result.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM", "DECOMMISSION"})
    void saysAtOnceThatItHasNoSwitch(String command) {
        assertThat(gxf.can(command)).isFalse();
        Talk talk = gxf.send(headEnd(), command(command, null));
        assertThat(talk.reaction()).isInstanceOf(Reaction.Unsupported.class);
        assertThat(platform.asked).isEmpty();
    }

    @Test
    void canWhatItSaysItCan() {
        assertThat(List.of("COMMISSION", "PING", "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL"))
                .allMatch(gxf::can);
        assertThat(gxf.idempotent()).isFalse();
    }

    @Test
    void tellsAnUnknownDeviceAtOnceAndInTheResult() {
        assertThat(gxf.send(headEnd(), command("PING", null)).reaction())
                .isEqualTo(new Reaction.NotEnrolled("201 UNKNOWN_DEVICE"));
        platform.devices.add(METER);
        for (String result : List.of(GxfPlatform.functional(201, "UNKNOWN_DEVICE"), attribute("NOT FOUND"))) {
            platform.result("GetSpecificAttributeValue", result);
            Talk sent = gxf.send(headEnd(), command("PING", null));
            assertThat(gxf.fetch(headEnd(), command("PING", reference(sent))).reaction())
                    .isInstanceOf(Reaction.NotEnrolled.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "101, Invalid, Invalid",
        "202, NotEnrolled, NotEnrolled",
        "207, Invalid, Invalid",
        "211, Unreachable, FAILURE",
        "214, Unreachable, FAILURE",
        "301, Invalid, Invalid",
        "304, Busy, FAILURE",
        "401, Invalid, Invalid",
        "405, Unreachable, Unreachable",
        "407, Unsupported, Unsupported",
        "412, Unreachable, FAILURE",
        "601, Invalid, Invalid",
        "999, Unreachable, FAILURE"
    })
    void mapsFunctionalFaultsByTheirCode(int code, String sending, String fetching) {
        String fault = GxfPlatform.functional(code, "any text");
        platform.raw(500, envelope(fault));
        assertThat(gxf.send(headEnd(), command("PING", null))
                        .reaction()
                        .getClass()
                        .getSimpleName())
                .isEqualTo(sending);
        Reaction fetched = gxf.fetch(headEnd(), command("PING", "uid")).reaction();
        if (fetching.equals("FAILURE")) {
            Reply reply = ((Reaction.Answered) fetched).reply();
            assertThat(reply.result()).isEqualTo(Reply.Result.FAILURE);
            assertThat(reply.code()).isEqualTo("GXF " + code);
            assertThat(reply.detail()).isEqualTo(code + " any text");
        } else {
            assertThat(fetched.getClass().getSimpleName()).isEqualTo(fetching);
        }
    }

    @Test
    void tellsATroubleOfThePlatformFromOneOfTheDevice() {
        platform.raw(500, envelope(GxfPlatform.technical("PROTOCOL_DLMS", "no association")));
        assertThat(answered(gxf.fetch(headEnd(), command("PING", "uid"))).result())
                .isEqualTo(Reply.Result.FAILURE);
        platform.raw(500, envelope(GxfPlatform.technical("WS_SMART_METERING", "no database")));
        assertThat(gxf.fetch(headEnd(), command("PING", "uid")).reaction()).isInstanceOf(Reaction.Unreachable.class);
        platform.raw(500, envelope(GxfPlatform.fault("")));
        assertThat(gxf.fetch(headEnd(), command("PING", "uid")).reaction()).isInstanceOf(Reaction.Unreachable.class);
        platform.raw(400, envelope(GxfPlatform.fault("").replace("SOAP-ENV:Server", "SOAP-ENV:Client")));
        assertThat(gxf.send(headEnd(), command("PING", null)).reaction()).isInstanceOf(Reaction.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource({
        "200, <html/>, Invalid",
        "404, , Invalid",
        "405, , Invalid",
        "302, , Invalid",
        "403, , Invalid",
        "429, , Busy",
        "503, down, Busy",
        "502, <html/>, Unreachable",
        "500, <html><body>NullPointerException</body></html>, Unreachable"
    })
    void mapsAnswersWithoutSoap(int status, @Nullable String body, String reaction) {
        platform.raw(status, body == null ? "" : body);
        assertThat(gxf.send(headEnd(), command("PING", null))
                        .reaction()
                        .getClass()
                        .getSimpleName())
                .isEqualTo(reaction);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>",
                "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\"><x/>",
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>",
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><a/></s:Body></s:Envelope>"
            })
    void takesNothingElseForAnAnswer(String body) {
        platform.raw(200, body);
        assertThat(gxf.send(headEnd(), command("PING", null)).reaction()).isInstanceOf(Reaction.Invalid.class);
    }

    @Test
    void isOutOfReachWhenNobodyListens() {
        platform.close();
        Talk talk = gxf.send(headEnd(), command("PING", null));
        assertThat(talk.reaction()).isInstanceOf(Reaction.Unreachable.class);
        assertThat(talk.came()).isNull();
        assertThat(talk.sent()).startsWith("POST /smartMetering/adhocService/ <?xml");
    }

    @Test
    void findsTheResultWhoseNotificationWasLost() {
        platform.devices.add(METER);
        platform.result("GetSpecificAttributeValue", attribute("OK"));
        Talk sent = gxf.send(headEnd(), command("PING", null));
        assertThat(answered(gxf.query(headEnd(), command("PING", reference(sent))))
                        .result())
                .isEqualTo(Reply.Result.SUCCESS);
    }

    @Test
    void knowsNothingOfACommandThatThePlatformLost() {
        platform.devices.add(METER);
        platform.result("GetSpecificAttributeValue", attribute("OK"));
        Talk sent = gxf.send(headEnd(), command("PING", null));
        platform.restart();
        // The connection that was kept open is gone with the platform.
        gxf.query(headEnd(), command("PING", reference(sent)));
        assertThat(gxf.query(headEnd(), command("PING", reference(sent))).reaction())
                .isEqualTo(new Reaction.Unknown());
        assertThat(gxf.query(headEnd(), command("PING", null)).reaction()).isEqualTo(new Reaction.Unknown());
        assertThat(platform.names()).containsOnlyOnce("GetSpecificAttributeValueRequest");
    }

    @ParameterizedTest
    @CsvSource({
        "organisation, '', options.organisation is needed",
        "organisation, 'two words', options.organisation is needed",
        "manufacturer, '', options.manufacturer is needed",
        "commission, LATER, options.commission is one of [ADD, CHECK]",
        "timezone, Mars, options.timezone is no time zone",
        "challenge, 7, options.challenge is from 8 to 64",
        "hours, many, options.hours is not a number",
        "security, HLS9, options.security is one of",
        "masterkey, 00, options.masterkey is not known"
    })
    void refusesOptionsThatCannotWork(String name, String value, String message) {
        assertThatThrownBy(() -> gxf.check(headEnd(name, value).settings()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Reply answered(Talk talk) {
        assertThat(talk.reaction()).isInstanceOf(Reaction.Answered.class);
        return ((Reaction.Answered) talk.reaction()).reply();
    }

    private static String reference(Talk talk) {
        assertThat(talk.reaction()).isInstanceOf(Reaction.Accepted.class);
        return String.valueOf(((Reaction.Accepted) talk.reaction()).reference());
    }

    private static String attribute(String result) {
        return "<ns:GetSpecificAttributeValueResponse><c:Result xmlns:c=\"" + GxfPlatform.COMMON + "\">" + result
                + "</c:Result><ns:AttributeValueData>clock</ns:AttributeValueData>"
                + "</ns:GetSpecificAttributeValueResponse>";
    }

    private static String envelope(String body) {
        return "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>" + body
                + "</e:Body></e:Envelope>";
    }

    private HeadEnd headEnd(String... options) {
        Map<String, String> all = new HashMap<>(Map.of(
                "organisation", "utility",
                "manufacturer", "KFM",
                "communication", "GPRS",
                "protocol", "DSMR",
                "protocolversion", "4.2.2"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
            all.values().removeIf(String::isEmpty);
        }
        return new HeadEnd(
                "gxf",
                new HeadEndSettings(
                        "gxf",
                        URI.create("http://127.0.0.1"),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        true,
                        200,
                        0,
                        8,
                        null,
                        all),
                "head-end-gxf");
    }

    private static MeterCommand command(String command, @Nullable String reference, String... readingTypes) {
        var registers = new ArrayList<Device.Register>();
        for (String type : readingTypes) {
            registers.add(new Device.Register("r" + registers.size(), Device.RegisterKind.SCALAR, type, null, null));
        }
        Map<String, Object> row = new HashMap<>();
        row.put("id", "c-1");
        row.put("division", "north");
        row.put("requester", "cis");
        row.put("headEnd", "gxf");
        row.put("deviceId", "M-1");
        row.put("deviceAddress", METER);
        row.put("command", command);
        row.put("registers", registers);
        row.put("state", "SENDING");
        row.put("wireId", "w-1");
        row.put("reference", reference);
        return JSON.convertValue(row, MeterCommand.class);
    }
}
