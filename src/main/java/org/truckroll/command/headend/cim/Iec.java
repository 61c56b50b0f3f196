// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.headend.xml.XmlElement;

/**
 * The namespaces of the IEC. We write those of 2011, which all editions of the message profiles kept; of others we read the year and the host
 * as they come, for head ends differ there.
 */
final class Iec {

    static final String MESSAGE = "http://iec.ch/TC57/2011/schema/message";

    private static final String BASE = "http://iec.ch/TC57/2011/";
    private static final Pattern OURS = Pattern.compile("https?://(www\\.)?iec\\.ch/TC57/[A-Za-z0-9/_.-]+#?");

    private Iec() {}

    /** The namespace of a noun's payload. */
    static String payload(String profile) {
        return BASE + profile + "#";
    }

    /** The namespace of a noun's typed messages. */
    static String messages(String profile) {
        return BASE + profile + "Message";
    }

    static String action(String profile, String operation) {
        return BASE + profile + "/" + operation;
    }

    static boolean owns(XmlElement element) {
        return OURS.matcher(element.namespace()).matches();
    }

    /** The first child of that name in any namespace of the IEC; what others added is passed over. */
    static Optional<XmlElement> child(XmlElement parent, String name) {
        return parent.children().stream()
                .filter(child -> child.name().equals(name) && owns(child))
                .findFirst();
    }

    static List<XmlElement> children(XmlElement parent, String name) {
        return parent.children().stream()
                .filter(child -> child.name().equals(name) && owns(child))
                .toList();
    }

    static @Nullable String text(XmlElement parent, String name) {
        return child(parent, name)
                .map(XmlElement::text)
                .filter(text -> !text.isEmpty())
                .orElse(null);
    }
}
