// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.people.OrgPath;

/** When people are left in peace: what is not urgent waits for the morning, by the clock of the division. */
@Component
class QuietHours {

    /** From a time of the day until another one, the next day's if it is earlier. */
    record Span(LocalTime from, LocalTime to) {

        static @Nullable Span of(String text) {
            String words = text.strip();
            if (words.isEmpty() || words.equals("none")) {
                return null;
            }
            try {
                String[] ends = words.split("-", -1);
                if (ends.length == 2) {
                    Span span = new Span(LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip()));
                    if (!span.from.equals(span.to)) {
                        return span;
                    }
                }
            } catch (DateTimeException e) {
                // Told below.
            }
            throw new IllegalArgumentException(
                    "truckroll.notification.quiet-hours: '" + text + "' is not of the form 21:00-07:00");
        }

        /** When it ends; empty when it is not quiet at this time. */
        Optional<Instant> end(Instant at, ZoneId zone) {
            ZonedDateTime local = at.atZone(zone);
            if (!over(local.toLocalTime())) {
                return Optional.empty();
            }
            // By the calendar, not by hours: the clock may be put forward or back in the night.
            ZonedDateTime end = local.toLocalDate().atTime(to).atZone(zone);
            if (!end.toInstant().isAfter(at)) {
                // In the hour that comes twice.
                end = end.withLaterOffsetAtOverlap();
            }
            if (!end.toInstant().isAfter(at)) {
                end = local.toLocalDate().plusDays(1).atTime(to).atZone(zone);
            }
            return Optional.of(end.toInstant());
        }

        private boolean over(LocalTime time) {
            boolean afterFrom = !time.isBefore(from);
            boolean beforeTo = time.isBefore(to);
            return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
        }
    }

    private static final String SMS_AND_FAX = "21:00-07:00";

    private final Map<Channel, @Nullable Span> spans = new EnumMap<>(Channel.class);
    private final Map<String, @Nullable Span> ofDivisions = new HashMap<>();
    private final OrgPath path;

    QuietHours(NotificationProperties properties, OrgPath path) {
        this.path = path;
        spans.put(Channel.SMS, Span.of(SMS_AND_FAX));
        spans.put(Channel.FAX, Span.of(SMS_AND_FAX));
        properties.quietHours().forEach((channel, words) -> spans.put(channel, Span.of(words)));
        properties.quietHoursOf().forEach((division, words) -> ofDivisions.put(division, Span.of(words)));
    }

    /** When they end; empty when it is not quiet at this time. */
    Optional<Instant> end(String division, Channel channel, Instant at) {
        Span span = spans.get(channel);
        if (span != null && ofDivisions.containsKey(division)) {
            span = ofDivisions.get(division);
        }
        return span == null ? Optional.empty() : span.end(at, path.zone(division));
    }
}
