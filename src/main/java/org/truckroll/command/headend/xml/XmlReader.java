// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.xml;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document of a neighbour whom we do not trust: a document type, an entity of its own, nesting beyond 60, more than 200,000 elements
 * or more than the allowed length end the reading at once. Nothing is ever fetched.
 */
public final class XmlReader {

    /** Bytes or characters of one document. */
    public static final int MAX_LENGTH = 16 * 1024 * 1024;

    private static final int MAX_DEPTH = 60;
    private static final int MAX_ELEMENTS = 200_000;
    private static final int MAX_ATTRIBUTES = 100;

    private static final XMLInputFactory FACTORY = factory();

    private XmlReader() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("Nothing outside the message is read");
        });
        return factory;
    }

    /** Reads bytes; their encoding is the one that the document declares, UTF-8 without a word. */
    public static XmlElement read(byte[] document) throws XmlRefusedException {
        limit(document.length);
        return read(() -> FACTORY.createXMLStreamReader(new ByteArrayInputStream(document)));
    }

    public static XmlElement read(String document) throws XmlRefusedException {
        limit(document.length());
        return read(() -> FACTORY.createXMLStreamReader(new StringReader(document)));
    }

    private static void limit(int length) throws XmlRefusedException {
        if (length > MAX_LENGTH) {
            throw new XmlRefusedException("The message is longer than " + MAX_LENGTH);
        }
        if (length == 0) {
            throw new XmlRefusedException("The message is empty");
        }
    }

    private interface Source {
        XMLStreamReader open() throws XMLStreamException;
    }

    private static XmlElement read(Source source) throws XmlRefusedException {
        try {
            XMLStreamReader reader = source.open();
            try {
                return tree(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            // Its message may repeat what the document says.
            throw new XmlRefusedException(
                    e.getLocation() == null
                            ? "The message is not well-formed XML"
                            : "The message is not well-formed XML, line "
                                    + e.getLocation().getLineNumber(),
                    e);
        }
    }

    private static final class Open {
        private final String namespace;
        private final String name;
        private final Map<String, String> attributes;
        private final List<XmlElement> children = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        private Open(XMLStreamReader reader) {
            namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
            name = reader.getLocalName();
            attributes = new LinkedHashMap<>();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
        }

        private XmlElement close() {
            return new XmlElement(
                    namespace,
                    name,
                    attributes,
                    children,
                    children.isEmpty() ? text.toString().strip() : "");
        }
    }

    private static XmlElement tree(XMLStreamReader reader) throws XMLStreamException, XmlRefusedException {
        Deque<Open> open = new ArrayDeque<>();
        XmlElement root = null;
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD,
                        XMLStreamConstants.ENTITY_DECLARATION,
                        XMLStreamConstants.NOTATION_DECLARATION ->
                    throw new XmlRefusedException("A message has no document type");
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XmlRefusedException("A message has no entities of its own");
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++elements > MAX_ELEMENTS
                            || open.size() >= MAX_DEPTH
                            || reader.getAttributeCount() > MAX_ATTRIBUTES) {
                        throw new XmlRefusedException("The message has too many elements, levels or attributes");
                    }
                    open.push(new Open(reader));
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    Open current = open.peek();
                    if (current != null) {
                        current.text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> root = closed(open, root);
                default -> {
                    // Comments and instructions say nothing to us.
                }
            }
        }
        if (root == null) {
            throw new XmlRefusedException("The message is empty");
        }
        return root;
    }

    private static @Nullable XmlElement closed(Deque<Open> open, @Nullable XmlElement root) {
        XmlElement element = open.pop().close();
        Open parent = open.peek();
        if (parent == null) {
            return element;
        }
        parent.children.add(element);
        return root;
    }
}
