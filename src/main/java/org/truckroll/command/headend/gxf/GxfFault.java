// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.gxf;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;

/**
 * A fault of GXF in our classes (service-orders 7.4), told by its type and code, never by its text. The codes are those of GXF's
 * {@code FunctionalExceptionType}.
 *
 * @param code of a functional fault; 0 for any other
 * @param component where in GXF it arose
 */
record GxfFault(Kind kind, int code, String component, String text) {

    /** What it means. */
    enum Kind {
        NOT_ENROLLED,
        /** It has the device already. */
        EXISTS,
        /** Asked for the result of a request of which it knows no result. */
        NO_RESULT,
        MAINTENANCE,
        UNSUPPORTED,
        /** Our message, our rights or its master data are wrong: a person must look. */
        OURS,
        /** The device was out of reach or did not obey. */
        DEVICE,
        /** The platform itself stumbled. */
        PLATFORM
    }

    private static final int UNKNOWN_CORRELATION_UID = 405;

    /** Organisation, protocol and address of the device, rights, validation, manufacturer and model, keys. */
    private static final Set<Integer> OURS = IntStream.of(
                    101, 102, 104, 205, 206, 207, 212, 213, 301, 302, 303, 401, 403, 404, 410, 411, 413, 501, 502, 503,
                    601, 602, 603, 604, 801, 802, 803, 804, 805, 806, 807)
            .boxed()
            .collect(Collectors.toUnmodifiableSet());

    static GxfFault of(Soap.Fault fault) {
        XmlElement functional = detail(fault, "FunctionalFault");
        if (functional != null) {
            int code = code(functional.textOf("Code"));
            return new GxfFault(kind(code), code, component(functional), text(functional, fault.reason()));
        }
        XmlElement technical = detail(fault, "TechnicalFault");
        if (technical != null) {
            String component = component(technical);
            // What the web service itself could not do passes; what came up from the domain or the protocol is about
            // the device.
            Kind kind = component.isEmpty() || component.startsWith("WS_") ? Kind.PLATFORM : Kind.DEVICE;
            return new GxfFault(kind, 0, component, text(technical, fault.reason()));
        }
        return new GxfFault(fault.ours() ? Kind.OURS : Kind.PLATFORM, 0, "", cut(fault.reason()));
    }

    private static Kind kind(int code) {
        return switch (code) {
            case 201, 202 -> Kind.NOT_ENROLLED;
            case 204 -> Kind.EXISTS;
            case 304 -> Kind.MAINTENANCE;
            case UNKNOWN_CORRELATION_UID -> Kind.NO_RESULT;
            case 407 -> Kind.UNSUPPORTED;
            default -> OURS.contains(code) ? Kind.OURS : Kind.DEVICE;
        };
    }

    private static @Nullable XmlElement detail(Soap.Fault fault, String name) {
        return fault.detail().stream()
                .filter(element -> element.is(GxfService.COMMON, name))
                .findFirst()
                .orElse(null);
    }

    private static int code(@Nullable String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String component(XmlElement element) {
        String component = element.textOf("Component");
        return component == null ? "" : component;
    }

    private static String text(XmlElement element, String reason) {
        String message = element.textOf("Message");
        String inner = element.textOf("InnerMessage");
        return cut((message == null ? reason : message) + (inner == null ? "" : ": " + inner));
    }

    private static String cut(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300);
    }
}
