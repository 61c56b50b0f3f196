// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;
import org.truckroll.people.CalendarFeeds;
import org.truckroll.people.Shift;

/** Shifts as iCalendar (RFC 5545), in universal time. A shift keeps its UID as long as its beginning does, so that calendar programs do not double it. */
final class ShiftCalendar {

    private static final Map<String, String> WORDS = Map.of(
            "en", "On call",
            "sv", "Jour",
            "pl", "Dyżur pod telefonem",
            "pt", "De prevenção",
            "zh", "待命",
            "it", "Reperibile");

    private ShiftCalendar() {}

    static byte[] of(CalendarFeeds.Feed feed) {
        String language = feed.person().language().split("-", 2)[0];
        String word = WORDS.getOrDefault(language, "On call");
        Calendar calendar = new Calendar();
        calendar.add(new ProdId("-//Truckroll//On call//EN"));
        calendar.add(ImmutableVersion.VERSION_2_0);
        calendar.add(new XProperty("X-WR-CALNAME", word));
        feed.shifts().forEach(shift -> calendar.add(event(shift, word, feed)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            // Unchecked: a calendar of somebody who has no shift is empty, and still one.
            new CalendarOutputter(false).output(calendar, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static VEvent event(Shift shift, String word, CalendarFeeds.Feed feed) {
        VEvent event = new VEvent(false);
        event.add(new Uid(shift.division() + "-" + shift.step() + "-" + shift.person() + "-"
                + shift.from().getEpochSecond() + "@truckroll"));
        event.add(new DtStamp(feed.at()));
        event.add(new DtStart<>(shift.from()));
        event.add(new DtEnd<>(shift.to()));
        event.add(new Summary(word + ": " + shift.division() + " (" + shift.step() + ")"));
        return event;
    }
}
