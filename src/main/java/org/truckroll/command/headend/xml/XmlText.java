// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.xml;

import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a tree as text; every namespace is declared once, at the root. */
public final class XmlText {

    private final Map<String, String> prefixes = new LinkedHashMap<>();
    private final StringBuilder out = new StringBuilder();

    private XmlText(Map<String, String> preferred) {
        prefixes.putAll(preferred);
    }

    /**
     * The document, with its declaration (UTF-8).
     *
     * @param prefixes wished ones, by namespace; another namespace gets a prefix of its own
     */
    public static String of(XmlElement root, Map<String, String> prefixes) {
        XmlText text = new XmlText(Map.of());
        text.collect(root, prefixes);
        text.out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        text.write(root, true);
        return text.out.toString();
    }

    private void collect(XmlElement element, Map<String, String> wished) {
        if (!element.namespace().isEmpty()) {
            prefixes.computeIfAbsent(
                    element.namespace(), namespace -> wished.getOrDefault(namespace, "n" + (prefixes.size() + 1)));
        }
        element.children().forEach(child -> collect(child, wished));
    }

    private void write(XmlElement element, boolean root) {
        String name = element.namespace().isEmpty()
                ? element.name()
                : prefixes.get(element.namespace()) + ":" + element.name();
        out.append('<').append(name);
        if (root) {
            prefixes.forEach((namespace, prefix) -> attribute("xmlns:" + prefix, namespace));
        }
        element.attributes().forEach(this::attribute);
        if (element.children().isEmpty() && element.text().isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        escape(element.text());
        element.children().forEach(child -> write(child, false));
        out.append("</").append(name).append('>');
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("=\"");
        escape(value);
        out.append('"');
    }

    /** What XML 1.0 cannot carry at all becomes the replacement character. */
    private void escape(String text) {
        text.codePoints().forEach(character -> {
            switch (character) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\t', '\n', '\r' -> out.append("&#").append(character).append(';');
                default -> {
                    boolean legal = character >= 0x20
                            && !(character >= 0xD800 && character <= 0xDFFF)
                            && character != 0xFFFE
                            && character != 0xFFFF;
                    out.appendCodePoint(legal ? character : 0xFFFD);
                }
            }
        });
    }
}
