// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile or broken neighbour sends must end at the reader (SOM-10). */
class XmlReaderTest {

    private static final String URN = "urn:x";

    @Test
    void readsElementsAttributesAndText() throws XmlRefusedException {
        XmlElement root = XmlReader.read(
                "<?xml version='1.0'?><!-- c --><a xmlns='urn:x' xmlns:o='urn:o'> <b ref='1'>x &amp; &#228;<![CDATA[<y>]]></b><o:b>no</o:b><b>2</b></a>");

        assertThat(root.is(URN, "a")).isTrue();
        assertThat(root.text()).isEmpty();
        assertThat(root.children("b")).extracting(XmlElement::text).containsExactly("x & ä<y>", "2");
        assertThat(root.children("b").get(0).attribute("ref")).isEqualTo("1");
        assertThat(root.child("urn:o", "b")).map(XmlElement::text).contains("no");
        assertThat(root.textOf("c")).isNull();
    }

    @Test
    void readsTheEncodingThatTheDocumentDeclares() throws XmlRefusedException {
        String document = "<?xml version='1.0' encoding='ISO-8859-1'?><a>Umeå</a>";

        assertThat(XmlReader.read(document.getBytes(StandardCharsets.ISO_8859_1))
                        .text())
                .isEqualTo("Umeå");
        assertThat(XmlReader.read("<a>Umeå</a>".getBytes(StandardCharsets.UTF_8))
                        .text())
                .isEqualTo("Umeå");
    }

    @Test
    void writesWhatItReads() throws XmlRefusedException {
        XmlElement tree = XmlElement.of(
                URN,
                "a",
                XmlElement.leaf(URN, "b", "1 < 2 & \"3\" > å \uD83D\uDE00\n").with("ref", "a\tb\"<"),
                XmlElement.of("urn:o", "c", List.of()));

        String text = XmlText.of(tree, Map.of(URN, "x"));

        assertThat(text).startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<x:a xmlns:x=\"urn:x\"");
        XmlElement again = XmlReader.read(text);
        assertThat(again.children("b").get(0).text()).isEqualTo("1 < 2 & \"3\" > å \uD83D\uDE00");
        assertThat(again.children("b").get(0).attribute("ref")).isEqualTo("a\tb\"<");
        assertThat(again.child("urn:o", "c")).isPresent();
    }

    @Test
    void writesNoCharacterThatXmlCannotCarry() throws XmlRefusedException {
        String text = XmlText.of(XmlElement.leaf("", "a", "x\u0000\u0008y\uFFFF"), Map.of());

        assertThat(XmlReader.read(text).text()).isEqualTo("x\uFFFD\uFFFDy\uFFFD");
    }

    @Test
    void refusesADocumentType() {
        refused("<!DOCTYPE a><a/>");
        refused("<!DOCTYPE a [<!ELEMENT a ANY>]><a/>");
    }

    @Test
    void refusesExternalEntitiesAndFetchesNothing(@TempDir Path directory) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "the secret");
        AtomicInteger fetched = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String web = "http://127.0.0.1:" + server.getAddress().getPort() + "/x.dtd";
            refused("<!DOCTYPE a [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]><a>&x;</a>");
            refused("<!DOCTYPE a SYSTEM '" + web + "'><a/>");
            refused("<!DOCTYPE a [<!ENTITY % x SYSTEM '" + web + "'> %x;]><a/>");
            refused("<!DOCTYPE a [<!ENTITY x SYSTEM '" + web + "'>]><a>&x;</a>");
            assertThat(fetched).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @Test
    @Timeout(10)
    void refusesEntitiesThatGrow() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 'lol'>");
        for (int i = 1; i < 10; i++) {
            bomb.append("<!ENTITY l").append(i).append(" '");
            bomb.append(("&l" + (i - 1) + ";").repeat(10)).append("'>");
        }
        refused(bomb.append("]><a>&l9;</a>").toString());
    }

    @Test
    void refusesAnEntityThatNobodyDeclared() {
        refused("<a>&nbsp;</a>");
    }

    @Test
    void refusesWhatIsTooDeepTooLongOrTooMuch() {
        refused("<a>".repeat(100) + "</a>".repeat(100));
        refused("<a>" + "<b/>".repeat(200_001) + "</a>");
        refused("<a>" + " ".repeat(XmlReader.MAX_LENGTH) + "</a>");
        StringBuilder attributes = new StringBuilder("<a");
        for (int i = 0; i < 101; i++) {
            attributes.append(" x").append(i).append("='1'");
        }
        refused(attributes.append("/>").toString());
    }

    @Test
    void refusesWhatIsNotXml() {
        refused("");
        refused("{\"a\":1}");
        refused("<a><b></a>");
        refused("<a/><b/>");
        assertThatThrownBy(() -> XmlReader.read("<a>secret<b></a>"))
                .isInstanceOf(XmlRefusedException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void opensBothVersionsOfSoap() throws XmlRefusedException {
        for (Soap version : Soap.values()) {
            XmlElement envelope =
                    version.envelope(List.of(XmlElement.leaf(URN, "who", "me")), XmlElement.leaf(URN, "say", "hello"));
            XmlElement again = XmlReader.read(version.text(envelope, Map.of(URN, "x")));

            Soap.Opened opened = Soap.open(again).orElseThrow();

            assertThat(opened.version()).isEqualTo(version);
            assertThat(opened.headers()).extracting(XmlElement::text).containsExactly("me");
            assertThat(opened.body()).isEqualTo(XmlElement.leaf(URN, "say", "hello"));
            assertThat(opened.fault()).isEmpty();
        }
    }

    @Test
    void tellsWhoseFaultItIs() throws XmlRefusedException {
        for (Soap version : Soap.values()) {
            for (boolean senders : List.of(true, false)) {
                XmlElement fault =
                        version.faultOf(senders, "No such thing", List.of(XmlElement.leaf(URN, "code", "2.4")));

                XmlElement again = XmlReader.read(version.text(version.envelope(fault), Map.of()));

                Soap.Fault read = Soap.open(again).orElseThrow().fault().orElseThrow();
                assertThat(read.ours()).isEqualTo(senders);
                assertThat(read.reason()).isEqualTo("No such thing");
                assertThat(read.detail()).extracting(XmlElement::text).containsExactly("2.4");
            }
        }
    }

    @Test
    void opensNoEnvelopeOfAnotherNamespace() throws XmlRefusedException {
        assertThat(Soap.open(XmlReader.read("<Envelope xmlns='urn:x'><Body/></Envelope>")))
                .isEmpty();
        assertThatExceptionOfType(XmlRefusedException.class)
                .isThrownBy(() ->
                        Soap.open(XmlReader.read("<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'/>")));
    }

    private static void refused(String document) {
        assertThatExceptionOfType(XmlRefusedException.class).isThrownBy(() -> XmlReader.read(document));
        assertThatExceptionOfType(XmlRefusedException.class)
                .isThrownBy(() -> XmlReader.read(document.getBytes(StandardCharsets.UTF_8)));
    }
}
