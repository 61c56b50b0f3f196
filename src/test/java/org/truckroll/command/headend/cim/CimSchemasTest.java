// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truckroll.command.EndDeviceCode;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;
import org.truckroll.command.headend.xml.XmlText;

/**
 * Our messages against published schemas, whose text is not ours to keep (docs/cim.md): runs with {@code -Dcim.schemas=<directory>}, in which
 * {@code EndDeviceControlsMessage.xsd}, {@code MeterConfigMessage.xsd} and so on lie, each with what it imports. A message whose schema is not
 * there is not checked.
 */
@EnabledIfSystemProperty(named = "cim.schemas", matches = ".+")
class CimSchemasTest {

    private static final List<Map<String, String>> WAYS = List.of(
            Map.of("user", "operator-1", "organisation", "Utility"),
            Map.of("device-id", "mrid", "reading-type-id", "mrid", "control-start", "now"));

    @ParameterizedTest
    @ValueSource(strings = {"REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM"})
    void writesControlsAsTheSchemaWantsThem(String name) throws Exception {
        String code = Objects.requireNonNull(EndDeviceCode.ofControl(name));
        for (Map<String, String> way : WAYS) {
            valid(
                    "EndDeviceControls",
                    body(Samples.writer(way)
                            .control(Samples.command(name), code, "CUT")
                            .text()));
        }
    }

    @Test
    void asksForControlsAsTheSchemaWantsIt() throws Exception {
        XmlElement root = body(Samples.writer(WAYS.get(0))
                .controlStatus(Samples.command("ARM"))
                .text());
        // Not every published schema has an element for such a request.
        Optional<Path> schema = schema("EndDeviceControls");
        assumeThat(schema).isPresent();
        assumeThat(Files.readString(schema.orElseThrow())).contains("\"EndDeviceControlsRequestMessage\"");
        valid("EndDeviceControls", XmlElement.of(root.namespace(), "EndDeviceControlsRequestMessage", root.children()));
    }

    @Test
    void writesMetersAsTheSchemaWantsThem() throws Exception {
        for (Map<String, String> way : WAYS) {
            valid(
                    "MeterConfig",
                    body(Samples.writer(way)
                            .meter(Samples.command("COMMISSION"))
                            .text()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "delete"})
    void writesLinksAsTheSchemaWantsThem(String verb) throws Exception {
        CimWriter writer = Samples.writer(Map.of("decommission-verb", verb));
        valid(
                "MasterDataLinkageConfig",
                body(writer.link(Samples.command("COMMISSION"), true).text()));
        valid(
                "MasterDataLinkageConfig",
                body(writer.link(Samples.command("DECOMMISSION"), false).text()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL"})
    void asksForReadingsAsTheSchemaWantsIt(String name) throws Exception {
        for (Map<String, String> way : WAYS) {
            valid(
                    "GetMeterReadings",
                    body(Samples.writer(way)
                            .read(Samples.command(name), "inquiry")
                            .text()));
        }
    }

    @Test
    void asksForEventsAsTheSchemaWantsIt() throws Exception {
        MeterCommand command = Samples.command("PING");
        for (Map<String, String> way : WAYS) {
            CimWriter writer = Samples.writer(way);
            valid("GetEndDeviceEvents", body(writer.events(command, null, true).text()));
            valid(
                    "GetEndDeviceEvents",
                    body(writer.events(command, Samples.NOW, false).text()));
        }
    }

    @Test
    void writesGeneralMessagesAsTheSchemaWantsThem() throws Exception {
        CimWriter writer = Samples.writer(Map.of("style", "generic", "user", "operator-1"));
        valid("", body(writer.control(Samples.command("ARM"), "3.31.0.5", "CUT").text()));
        valid(
                "",
                body(writer.read(Samples.command("ON_DEMAND_READ_SCALAR"), "inquiry")
                        .text()));
        valid("", body(writer.link(Samples.command("COMMISSION"), true).text()));
    }

    @Test
    void acknowledgesEventsAsTheSchemaWantsIt() throws Exception {
        for (String sample : List.of("shape-event-without-ids.xml", "shape-closed-event.xml")) {
            CimMessage event = CimMessage.read(body(Samples.file(sample)));
            valid("EndDeviceEvents", body(CimWriter.acknowledgement(Soap.V1_1, event, "truckroll", Samples.NOW)));
        }
    }

    private static void valid(String profile, XmlElement message) throws Exception {
        Optional<Path> schema = schema(profile);
        assumeThat(schema).as("schema of " + profile).isPresent();
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(schema.orElseThrow().toFile())
                .newValidator()
                .validate(new StreamSource(new StringReader(XmlText.of(message, Map.of()))));
    }

    private static Optional<Path> schema(String profile) throws Exception {
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("cim.schemas")))) {
            return files.filter(file -> file.endsWith(profile + "Message.xsd"))
                    .sorted()
                    .findFirst();
        }
    }

    private static XmlElement body(String envelope) throws Exception {
        return Objects.requireNonNull(
                Soap.open(XmlReader.read(envelope)).orElseThrow().body());
    }
}
