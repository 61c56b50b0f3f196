// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.ServicePoint;

/** The values that texts may use. Days and times by the clock of the point, in numbers: they read alike in every language. */
final class Words {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter BOTH = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private Words() {}

    static Map<String, String> of(Matter matter, ServiceOrder.@Nullable Contact contact) {
        ServiceOrder order = matter.order();
        ServicePoint point = matter.point();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("orderId", order.id());
        values.put("externalId", order.externalId());
        values.put("orderType", order.type());
        values.put("state", order.state().word());
        values.put("outcome", or(order.outcome()));
        values.put("servicePointId", order.servicePointId());
        values.put("division", order.division());
        time(
                values,
                "",
                matter.visit() == null
                        ? null
                        : span(matter.visit().start(), matter.visit().end(), point));
        time(
                values,
                "before",
                matter.before() == null
                        ? null
                        : span(matter.before().start(), matter.before().end(), point));
        values.put("action", matter.visit() == null ? "" : matter.visit().action());
        values.put("installationAddress", point.addressLine());
        values.put(
                "propertyDesignation",
                point.address() == null ? "" : or(point.address().propertyDesignation()));
        values.put(
                "installationId",
                point.address() == null ? "" : or(point.address().installationId()));
        values.put("customerName", contact == null ? "" : or(contact.name()));
        values.put("customerPhone", contact == null ? "" : or(contact.phone()));
        values.put("customerMail", contact == null ? "" : or(contact.email()));
        return values;
    }

    private record Span(ZonedDateTime start, ZonedDateTime end) {}

    private static Span span(Instant start, Instant end, ServicePoint point) {
        ZoneId zone = point.timeZone();
        return new Span(start.atZone(zone), end.atZone(zone));
    }

    /** day, from, to; or beforeDay, beforeFrom, beforeTo. */
    private static void time(Map<String, String> values, String prefix, @Nullable Span span) {
        boolean sameDay = span != null && span.start.toLocalDate().equals(span.end.toLocalDate());
        values.put(name(prefix, "day"), span == null ? "" : DAY.format(span.start));
        values.put(name(prefix, "from"), span == null ? "" : TIME.format(span.start));
        values.put(name(prefix, "to"), span == null ? "" : (sameDay ? TIME : BOTH).format(span.end));
    }

    private static String name(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }
}
