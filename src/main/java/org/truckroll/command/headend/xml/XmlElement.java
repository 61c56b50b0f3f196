// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.xml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An element with what is in it; immutable. Text between children is of no use to us and is dropped.
 *
 * @param namespace empty for none
 * @param attributes by local name
 * @param text stripped; empty for an element with children
 */
public record XmlElement(
        String namespace, String name, Map<String, String> attributes, List<XmlElement> children, String text) {

    public XmlElement {
        attributes = Map.copyOf(attributes);
        children = List.copyOf(children);
    }

    /** An element with children; a null child is left out. */
    public static XmlElement of(String namespace, String name, @Nullable XmlElement... children) {
        List<XmlElement> present = new ArrayList<>();
        for (XmlElement child : children) {
            if (child != null) {
                present.add(child);
            }
        }
        return new XmlElement(namespace, name, Map.of(), present, "");
    }

    /** An element with many children. */
    public static XmlElement of(String namespace, String name, List<XmlElement> children) {
        return new XmlElement(namespace, name, Map.of(), children, "");
    }

    /** An element with text. */
    public static XmlElement leaf(String namespace, String name, String text) {
        return new XmlElement(namespace, name, Map.of(), List.of(), text);
    }

    public XmlElement with(String attribute, String value) {
        Map<String, String> all = new LinkedHashMap<>(attributes);
        all.put(attribute, value);
        return new XmlElement(namespace, name, all, children, text);
    }

    /** The first child of this name in this element's own namespace. */
    public Optional<XmlElement> child(String name) {
        return child(namespace, name);
    }

    public Optional<XmlElement> child(String namespace, String name) {
        return children.stream().filter(child -> child.is(namespace, name)).findFirst();
    }

    /** All children of this name in this element's own namespace. */
    public List<XmlElement> children(String name) {
        return children.stream().filter(child -> child.is(namespace, name)).toList();
    }

    /** The text of that child; null when it is missing or empty. */
    public @Nullable String textOf(String name) {
        return child(name).map(XmlElement::text).filter(text -> !text.isEmpty()).orElse(null);
    }

    /** The element at the end of this path of names, all in this element's own namespace. */
    public Optional<XmlElement> path(String... names) {
        Optional<XmlElement> found = Optional.of(this);
        for (String step : names) {
            found = found.flatMap(element -> element.child(step));
        }
        return found;
    }

    public @Nullable String attribute(String name) {
        return attributes.get(name);
    }

    public boolean is(String namespace, String name) {
        return this.namespace.equals(namespace) && this.name.equals(name);
    }
}
