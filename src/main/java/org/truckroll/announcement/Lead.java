// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;

/** How long before something: days by the calendar, hours by the clock. A day before eight o'clock is eight o'clock, also when the clocks change. */
record Lead(Period days, Duration hours) {

    /** @throws IllegalArgumentException when it is no such time */
    static Lead of(String text) {
        int time = text.indexOf('T');
        String days = time < 0 ? text : text.substring(0, time);
        try {
            Lead lead = new Lead(
                    days.equals("P") ? Period.ZERO : Period.parse(days),
                    time < 0 ? Duration.ZERO : Duration.parse("P" + text.substring(time)));
            if (!lead.days.isNegative() && !lead.hours.isNegative() && !(lead.days.isZero() && lead.hours.isZero())) {
                return lead;
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw new IllegalArgumentException("'" + text + "' is no time before a visit, such as P1D or PT2H");
    }

    Instant before(Instant start, ZoneId zone) {
        return start.atZone(zone).minus(days).minus(hours).toInstant();
    }
}
