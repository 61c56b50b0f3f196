// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** An XML element with its line, by local names; attributes of the Camunda namespace carry the prefix {@code camunda:}. */
final class XmlNode {

    static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";
    private static final String CAMUNDA_DMN = "http://camunda.org/schema/1.0/dmn";

    private final String namespace;
    private final String name;
    private final int line;
    private final @Nullable XmlNode parent;
    private final Map<String, String> attributes = new HashMap<>();
    private final List<XmlNode> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private XmlNode(String namespace, String name, int line, @Nullable XmlNode parent) {
        this.namespace = namespace;
        this.name = name;
        this.line = line;
        this.parent = parent;
    }

    /** Document types are refused, so a model cannot pull in files or addresses of the server. */
    static XmlNode parse(byte[] content) throws SAXParseException {
        var builder = new TreeBuilder();
        try {
            var factory = SAXParserFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.newSAXParser().parse(new ByteArrayInputStream(content), builder);
        } catch (SAXParseException e) {
            throw e;
        } catch (SAXException | IOException e) {
            throw new SAXParseException(String.valueOf(e.getMessage()), builder.locator, e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the platform's XML parser lacks a safety feature", e);
        }
        return builder.root();
    }

    String namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    int line() {
        return line;
    }

    @Nullable
    XmlNode parent() {
        return parent;
    }

    boolean is(String... names) {
        return List.of(names).contains(name);
    }

    boolean isBpmn() {
        return namespace.equals(BPMN);
    }

    /** The attribute, or an empty text. */
    String attribute(String key) {
        return attributes.getOrDefault(key, "");
    }

    boolean has(String key) {
        return !attribute(key).isBlank();
    }

    String id() {
        return attribute("id");
    }

    String label() {
        return attribute("name").strip();
    }

    /** The id of this element or of the nearest one around it. */
    @Nullable
    String nearestId() {
        if (has("id")) {
            return id();
        }
        return parent == null ? null : parent.nearestId();
    }

    String text() {
        return text.toString().strip();
    }

    List<XmlNode> children() {
        return children;
    }

    Stream<XmlNode> children(String childName) {
        return children.stream().filter(child -> child.name.equals(childName));
    }

    Optional<XmlNode> child(String childName) {
        return children(childName).findFirst();
    }

    /** This element and everything below it, in document order. */
    Stream<XmlNode> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(XmlNode::all));
    }

    private static final class TreeBuilder extends DefaultHandler {
        private final Deque<XmlNode> open = new ArrayDeque<>();
        private @Nullable XmlNode root;
        private @Nullable Locator locator;

        @Override
        public void setDocumentLocator(Locator documentLocator) {
            this.locator = documentLocator;
        }

        @Override
        public void startElement(String uri, String localName, String qName, Attributes attributes) {
            var node = new XmlNode(uri, localName, locator == null ? 0 : locator.getLineNumber(), open.peek());
            for (int i = 0; i < attributes.getLength(); i++) {
                var space = attributes.getURI(i);
                var prefix = space.equals(CAMUNDA) || space.equals(CAMUNDA_DMN) ? "camunda:" : "";
                node.attributes.put(prefix + attributes.getLocalName(i), attributes.getValue(i));
            }
            if (open.peek() == null) {
                root = node;
            } else {
                open.peek().children.add(node);
            }
            open.push(node);
        }

        @Override
        public void characters(char[] chars, int start, int length) {
            if (!open.isEmpty()) {
                open.peek().text.append(chars, start, length);
            }
        }

        @Override
        public void endElement(String uri, String localName, String qName) {
            open.pop();
        }

        XmlNode root() {
            if (root == null) {
                throw new IllegalStateException("a parsed document has a root");
            }
            return root;
        }
    }
}
