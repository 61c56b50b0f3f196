// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;

/** What some head ends want in their messages and others do not know (docs/cim.md, options). */
class CimWriterTest {

    @Test
    void saysWhenAControlStartsWhereAsked() throws Exception {
        XmlElement plain = payload(Samples.writer(Map.of()).control(Samples.command("ARM"), "3.31.0.5", null));
        XmlElement timed = payload(
                Samples.writer(Map.of("control-start", "now")).control(Samples.command("ARM"), "3.31.0.5", null));

        assertThat(plain.path("EndDeviceControl", "primaryDeviceTiming")).isEmpty();
        assertThat(timed.path("EndDeviceControl", "primaryDeviceTiming", "interval", "start")
                        .map(XmlElement::text))
                .contains(Samples.NOW.toString());
        assertThat(timed.children().get(0).children())
                .extracting(XmlElement::name)
                .endsWith("EndDeviceControlType", "EndDevices", "primaryDeviceTiming");
    }

    @Test
    void asksForReadingTypesByTheirIdWhereAsked() throws Exception {
        XmlElement named = payload(Samples.writer(Map.of()).read(Samples.command("ON_DEMAND_READ_SCALAR"), "inquiry"));
        XmlElement identified = payload(Samples.writer(Map.of("reading-type-id", "mrid"))
                .read(Samples.command("ON_DEMAND_READ_SCALAR"), "inquiry"));

        assertThat(named.path("ReadingType", "Names", "name").map(XmlElement::text))
                .contains("0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0");
        assertThat(identified.path("ReadingType", "mRID").map(XmlElement::text))
                .contains("0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0");
        assertThat(identified.path("ReadingType", "Names")).isEmpty();
    }

    @Test
    void knowsNoOtherWords() {
        assertThatThrownBy(() -> CimProfile.of(Map.of("control-start", "soon")))
                .hasMessageContaining("control-start is none or now");
        assertThatThrownBy(() -> CimProfile.of(Map.of("reading-type-id", "obis")))
                .hasMessageContaining("reading-type-id is name or mrid");
    }

    private static XmlElement payload(CimWriter.Outgoing message) throws Exception {
        XmlElement root = Objects.requireNonNull(
                Soap.open(XmlReader.read(message.text())).orElseThrow().body());
        return root.children().get(1).children().get(0);
    }
}
