// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.shifts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Notice;
import org.truckroll.notification.Notifications;
import org.truckroll.notification.Severity;
import org.truckroll.people.OnCall;
import org.truckroll.people.OnCallProperties;
import org.truckroll.people.OrgPath;
import org.truckroll.people.People;
import org.truckroll.people.Person;
import org.truckroll.people.Persons;
import org.truckroll.people.Shift;

/**
 * Tells operators that a shift comes, and that it has begun. Each shift has a key of its own, so that nobody is told twice however often one looks; a
 * shift that has moved, or one to come that ends at another time, is another one and is told anew.
 */
@Service
public class ShiftNotices {

    /** Some hours before. */
    static final String NEXT = "on-call-next";
    /** The hand-over. */
    static final String BEGINS = "on-call-begins";

    /** Of a shift that began before that nobody needs to be told any more: every server was away. */
    private static final Duration LATE = Duration.ofHours(1);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final OnCall onCall;
    private final Persons persons;
    private final People people;
    private final OrgPath path;
    private final Notifications notifications;
    private final OnCallProperties settings;
    private final Clock clock;

    ShiftNotices(
            OnCall onCall,
            Persons persons,
            People people,
            OrgPath path,
            Notifications notifications,
            OnCallProperties settings,
            Clock clock) {
        this.onCall = onCall;
        this.persons = persons;
        this.people = people;
        this.path = path;
        this.notifications = notifications;
        this.settings = settings;
        this.clock = clock;
    }

    /** Everybody whose shift comes within the time of the setting, or has just begun. Who is switched NOT ACTIVE gets nothing (GEO-33). */
    @Transactional
    public void tell() {
        Instant now = clock.instant();
        for (String division : people.divisions()) {
            List<Shift> shifts = onCall.shifts(
                    division,
                    now.minus(LATE).minusMillis(1),
                    now.plus(settings.noticeBefore()).plusMillis(1));
            shifts.stream()
                    .filter(shift -> !continues(shift, shifts))
                    .filter(shift -> !onCall.notActive(shift.person(), division))
                    .forEach(shift -> tell(shift, shifts, now));
        }
    }

    private void tell(Shift shift, List<Shift> shifts, Instant now) {
        if (shift.from().isAfter(now)) {
            if (!shift.from().isAfter(now.plus(settings.noticeBefore()))) {
                // Who was told an end that does not hold is told anew.
                tell(shift, NEXT, "/" + shift.to().getEpochSecond(), values(shift));
            }
        } else if (!shift.from().isBefore(now.minus(LATE))) {
            Map<String, String> values = values(shift);
            values.put("before", before(shift, shifts));
            tell(shift, BEGINS, "", values);
        }
    }

    private void tell(Shift shift, String event, String more, Map<String, String> values) {
        notifications.tell(new Notice(
                event + "/" + shift.division() + "/" + shift.step() + "/" + shift.person() + "/"
                        + shift.from().getEpochSecond() + more,
                event,
                Severity.IMPORTANT,
                shift.division(),
                "on-call-" + shift.division(),
                new Audience.People(List.of(shift.person())),
                values));
    }

    /** Whoever was on call at this step up to this moment goes on: no hand-over. */
    private static boolean continues(Shift shift, List<Shift> shifts) {
        return shifts.stream()
                .anyMatch(other -> other.step() == shift.step()
                        && other.person().equals(shift.person())
                        && other.to().equals(shift.from()));
    }

    private String before(Shift shift, List<Shift> shifts) {
        List<String> ids = shifts.stream()
                .filter(other -> other.step() == shift.step() && other.to().equals(shift.from()))
                .map(Shift::person)
                .distinct()
                .toList();
        String names = persons.find(ids).stream().map(Person::name).collect(Collectors.joining(", "));
        return names.isEmpty() ? "–" : names;
    }

    private Map<String, String> values(Shift shift) {
        ZoneId zone = path.zone(shift.division());
        Map<String, String> values = new LinkedHashMap<>();
        values.put("division", shift.division());
        values.put("step", String.valueOf(shift.step()));
        values.put("from", TIME.format(shift.from().atZone(zone)));
        values.put("to", TIME.format(shift.to().atZone(zone)));
        return values;
    }
}
