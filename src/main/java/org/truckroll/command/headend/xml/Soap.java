// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.xml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The two versions of SOAP envelopes, document/literal: one element in the body. */
public enum Soap {
    V1_1("http://schemas.xmlsoap.org/soap/envelope/", "text/xml"),
    V1_2("http://www.w3.org/2003/05/soap-envelope", "application/soap+xml");

    private final String namespace;
    private final String mediaType;

    Soap(String namespace, String mediaType) {
        this.namespace = namespace;
        this.mediaType = mediaType;
    }

    /**
     * What an envelope held.
     *
     * @param headers elements of the SOAP header
     * @param body the element in the body; null when it is empty
     */
    public record Opened(
            Soap version,
            List<XmlElement> headers,
            @Nullable XmlElement body) {

        /** The fault, if the body is one. */
        public Optional<Fault> fault() {
            return Optional.ofNullable(body)
                    .filter(element -> element.is(version.namespace, "Fault"))
                    .map(version::fault);
        }
    }

    /**
     * Why a message was turned down.
     *
     * @param ours our message is wrong (Client, Sender), sending it again would not help
     * @param detail what the other side adds, in its own form
     */
    public record Fault(boolean ours, String reason, List<XmlElement> detail) {}

    public String mediaType() {
        return mediaType;
    }

    /** Content type with charset and, for 1.2, the action. */
    public String contentType(@Nullable String action) {
        String type = mediaType + "; charset=utf-8";
        return this == V1_2 && action != null ? type + "; action=\"" + action + "\"" : type;
    }

    /** The HTTP headers of a request with this action. */
    public Map<String, String> httpHeaders(String action) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType(action));
        headers.put("Accept", mediaType);
        if (this == V1_1) {
            headers.put("SOAPAction", "\"" + action + "\"");
        }
        return headers;
    }

    public XmlElement envelope(XmlElement body) {
        return envelope(List.of(), body);
    }

    public XmlElement envelope(List<XmlElement> headers, XmlElement body) {
        return XmlElement.of(
                namespace,
                "Envelope",
                XmlElement.of(namespace, "Header", headers),
                XmlElement.of(namespace, "Body", body));
    }

    /** A fault of ours: the sender's message is wrong. */
    public XmlElement faultOf(boolean senders, String reason, List<XmlElement> detail) {
        if (this == V1_1) {
            return XmlElement.of(
                    namespace,
                    "Fault",
                    XmlElement.leaf("", "faultcode", "soap:" + (senders ? "Client" : "Server")),
                    XmlElement.leaf("", "faultstring", reason),
                    XmlElement.of("", "detail", detail));
        }
        return XmlElement.of(
                namespace,
                "Fault",
                XmlElement.of(
                        namespace,
                        "Code",
                        XmlElement.leaf(namespace, "Value", "soap:" + (senders ? "Sender" : "Receiver"))),
                XmlElement.of(
                        namespace,
                        "Reason",
                        XmlElement.leaf(namespace, "Text", reason).with("lang", "en")),
                XmlElement.of(namespace, "Detail", detail));
    }

    /** The text of an envelope; {@code soap} is its prefix, as fault codes need it. */
    public String text(XmlElement envelope, Map<String, String> prefixes) {
        Map<String, String> all = new LinkedHashMap<>(prefixes);
        all.put(namespace, "soap");
        return XmlText.of(envelope, all);
    }

    /** Opens an envelope of either version; empty when the document is none. */
    public static Optional<Opened> open(XmlElement document) throws XmlRefusedException {
        for (Soap version : values()) {
            if (document.is(version.namespace, "Envelope")) {
                return Optional.of(version.opened(document));
            }
        }
        return Optional.empty();
    }

    private Opened opened(XmlElement envelope) throws XmlRefusedException {
        XmlElement body =
                envelope.child("Body").orElseThrow(() -> new XmlRefusedException("The SOAP envelope has no body"));
        if (body.children().size() > 1) {
            throw new XmlRefusedException("The SOAP body has more than one element");
        }
        return new Opened(
                this,
                envelope.child("Header").map(XmlElement::children).orElse(List.of()),
                body.children().isEmpty() ? null : body.children().get(0));
    }

    private Fault fault(XmlElement element) {
        if (this == V1_1) {
            String code = element.child("", "faultcode").map(XmlElement::text).orElse("");
            return new Fault(
                    !code.substring(code.indexOf(':') + 1).startsWith("Server"),
                    element.child("", "faultstring").map(XmlElement::text).orElse("SOAP fault"),
                    element.child("", "detail").map(XmlElement::children).orElse(List.of()));
        }
        String code = element.path("Code", "Value").map(XmlElement::text).orElse("");
        return new Fault(
                !code.endsWith("Receiver"),
                element.path("Reason", "Text").map(XmlElement::text).orElse("SOAP fault"),
                element.child("Detail").map(XmlElement::children).orElse(List.of()));
    }
}
