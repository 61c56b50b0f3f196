// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truckroll.command.Attempts;
import org.truckroll.command.EndDeviceCode;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;
import org.truckroll.command.headend.xml.XmlText;

/**
 * Our messages against the published schemas, whose text is not ours to keep (docs/cim.md): runs with
 * {@code -Dcim.schemas=<src/xsd of a copy of EPRI's dlms-cim>}.
 */
@EnabledIfSystemProperty(named = "cim.schemas", matches = ".+")
class CimSchemasTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00.125Z");

    @ParameterizedTest
    @ValueSource(strings = {"REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM"})
    void writesControlsAsTheSchemaWantsThem(String name) throws Exception {
        MeterCommand command = command(name);
        String code = Objects.requireNonNull(EndDeviceCode.ofControl(name));

        valid(writer().control(command, code, "CUT"));
    }

    @Test
    void asksForControlsAsTheSchemaWantsIt() throws Exception {
        XmlElement root = body(writer().controlStatus(command("ARM")));
        // The published schema has a type for such a request, but no element of its own for it.
        XmlElement named = XmlElement.of(root.namespace(), "EndDeviceControlsRequestMessage", root.children());
        schema().newValidator().validate(new StreamSource(new StringReader(XmlText.of(named, Map.of()))));
    }

    private static void valid(CimWriter.Outgoing message) throws Exception {
        schema().newValidator().validate(new StreamSource(new StringReader(XmlText.of(body(message), Map.of()))));
    }

    private static XmlElement body(CimWriter.Outgoing message) throws Exception {
        return Objects.requireNonNull(
                Soap.open(XmlReader.read(message.text())).orElseThrow().body());
    }

    private static CimWriter writer() {
        return new CimWriter(
                CimProfile.of(Map.of("user", "operator-1", "organisation", "Utility")),
                "https://utility.example/api/v1/head-ends/cim/cim",
                NOW);
    }

    private static Schema schema() throws Exception {
        return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Path.of(System.getProperty("cim.schemas"), "EndDeviceControlsMessage.xsd")
                        .toFile());
    }

    private static MeterCommand command(String name) {
        String id = "0190a8a4-4b9a-7c3e-8a4e-0f3a5d1b2c3d";
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
                List.of(),
                MeterCommand.State.SENDING,
                null,
                0,
                0,
                NOW.plus(Duration.ofMinutes(15)),
                NOW,
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
                NOW.plus(Duration.ofDays(1)),
                Attempts.Kind.SEND,
                null,
                null);
    }
}
