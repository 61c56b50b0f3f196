// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.cim;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * A message as it came: the parts that this head end looks at, found by their names.
 *
 * @param typed the message has a name of its own, such as CreateEndDeviceControls
 * @param soap12 it came in an envelope of SOAP 1.2
 */
record CimRequest(Element message, boolean typed, boolean soap12) {

    private static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
    private static final String MESSAGE = "http://iec.ch/TC57/2011/schema/message";

    /** What is no message of ours, with a reply code. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    static CimRequest read(byte[] body) throws Unreadable {
        var envelope = parse(body).getDocumentElement();
        var inBody = first(envelope, "Body")
                .flatMap(found -> elements(found).stream().findFirst())
                .orElseThrow(() -> new Unreadable("There is no SOAP body with a message"));
        if (first(inBody, "Header").isEmpty()) {
            throw new Unreadable("The message has no Header");
        }
        return new CimRequest(
                inBody, !MESSAGE.equals(inBody.getNamespaceURI()), SOAP_12.equals(envelope.getNamespaceURI()));
    }

    private static Document parse(byte[] body) throws Unreadable {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setNamespaceAware(true);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Thrower());
            return builder.parse(new ByteArrayInputStream(body));
        } catch (SAXException | IOException e) {
            throw new Unreadable("The message is not well-formed XML");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The parser cannot be made safe", e);
        }
    }

    /** The usual handler writes to the console. */
    private static final class Thrower implements ErrorHandler {

        @Override
        public void warning(SAXParseException exception) {
            // Well-formed all the same.
        }

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }

    String verb() {
        return header("Verb").orElse("").toLowerCase(Locale.ROOT);
    }

    String noun() {
        return header("Noun").orElse("");
    }

    String messageId() {
        return header("MessageID").orElse("");
    }

    String correlationId() {
        return header("CorrelationID").orElse("");
    }

    boolean async() {
        return header("AsyncReplyFlag").map("true"::equals).orElse(false);
    }

    @Nullable
    URI replyAddress() {
        try {
            return header("ReplyAddress").map(URI::create).orElse(null);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Optional<String> header(String name) {
        return first(message, "Header").flatMap(header -> first(header, name)).map(CimRequest::text);
    }

    /** The name, else the mRID, of the first device of the message. */
    @Nullable
    String device() {
        return List.of("EndDevices", "EndDevice", "Meter").stream()
                .flatMap(kind -> all(message, kind).stream())
                .flatMap(device -> first(device, "name").or(() -> first(device, "mRID")).stream())
                .map(CimRequest::text)
                .findFirst()
                .orElse(null);
    }

    /** The code of the control that is asked for. */
    String controlCode() {
        return all(message, "EndDeviceControlType").stream()
                .map(type -> type.getAttribute("ref"))
                .findFirst()
                .orElse("");
    }

    List<String> readingTypes() {
        return all(message, "ReadingType").stream()
                .flatMap(type -> first(type, "name").stream())
                .map(CimRequest::text)
                .toList();
    }

    boolean has(String name) {
        return !all(message, name).isEmpty();
    }

    /** The text of the first element of that name in the part with the parameters. */
    @Nullable
    String requested(String name) {
        return first(message, "Request")
                .flatMap(request -> first(request, name))
                .map(CimRequest::text)
                .orElse(null);
    }

    private static String text(Element element) {
        return element.getTextContent().strip();
    }

    private static Optional<Element> first(Element from, String name) {
        return all(from, name).stream().findFirst();
    }

    private static List<Element> all(Element from, String name) {
        var found = new ArrayList<Element>();
        var nodes = from.getElementsByTagNameNS("*", name);
        for (var i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static List<Element> elements(Element from) {
        var found = new ArrayList<Element>();
        for (Node child = from.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }
}
