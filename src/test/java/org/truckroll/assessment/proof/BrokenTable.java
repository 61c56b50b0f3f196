// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.truckroll.lifecycle.RuleTable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A copy of a shipped table with one thing wrong in it. */
final class BrokenTable {

    private static final String MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/";

    private final String table;
    private final Document document;

    private BrokenTable(String table, Document document) {
        this.table = table;
        this.document = document;
    }

    static BrokenTable copyOf(String table) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return new BrokenTable(
                    table,
                    factory.newDocumentBuilder()
                            .parse(Path.of("processes", table + ".dmn").toFile()));
        } catch (Exception e) {
            throw new AssertionError(table, e);
        }
    }

    /** The rows by the name that they give themselves; two rows may bear the same. */
    List<String> rows() {
        return elements("rule").stream().map(rule -> name(rule)).toList();
    }

    private static String name(Element rule) {
        return rule.getAttribute("id").replace("rule_", "");
    }

    BrokenTable without(String row) {
        Element rule = rule(row);
        rule.getParentNode().removeChild(rule);
        return this;
    }

    BrokenTable swapping(String one, String other) {
        Element first = rule(one);
        Element second = rule(other);
        first.getParentNode().insertBefore(second, first);
        return this;
    }

    /** The same row once more, below itself. */
    BrokenTable twice(String row) {
        Element rule = rule(row);
        Element copy = (Element) rule.cloneNode(true);
        copy.setAttribute("id", rule.getAttribute("id") + "_again");
        rename(copy);
        rule.getParentNode().insertBefore(copy, rule.getNextSibling());
        return this;
    }

    private static void rename(Element rule) {
        for (String kind : List.of("inputEntry", "outputEntry")) {
            elements(rule, kind).forEach(entry -> entry.setAttribute("id", entry.getAttribute("id") + "_again"));
        }
    }

    BrokenTable saying(String row, String column, String cell) {
        int input = IntStream.range(0, elements("inputExpression").size())
                .filter(i -> elements("inputExpression")
                        .get(i)
                        .getTextContent()
                        .strip()
                        .equals(column))
                .findFirst()
                .orElseThrow();
        text(elements(rule(row), "inputEntry").get(input)).setTextContent(cell);
        return this;
    }

    BrokenTable answering(String row, String output, String value) {
        int column = IntStream.range(0, elements("output").size())
                .filter(i -> elements("output").get(i).getAttribute("name").equals(output))
                .findFirst()
                .orElseThrow();
        text(elements(rule(row), "outputEntry").get(column)).setTextContent('"' + value + '"');
        return this;
    }

    private static Element text(Element entry) {
        return elements(entry, "text").get(0);
    }

    private Element rule(String row) {
        return elements("rule").stream()
                .filter(rule -> name(rule).equals(row))
                .findFirst()
                .orElseThrow(() -> new AssertionError(table + " has no row " + row));
    }

    private List<Element> elements(String name) {
        return elements(document.getDocumentElement(), name);
    }

    private static List<Element> elements(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        var nodes = parent.getElementsByTagNameNS(MODEL, name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    /** All tables, this one in place of the shipped one. */
    Map<String, RuleTable> among(Map<String, RuleTable> shipped) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            TransformerFactory.newInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(bytes));
            Map<String, RuleTable> tables = new LinkedHashMap<>(shipped);
            tables.putAll(RuleTable.parse(bytes.toByteArray()));
            return tables;
        } catch (Exception e) {
            throw new AssertionError(table, e);
        }
    }
}
