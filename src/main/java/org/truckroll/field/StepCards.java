// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.truckroll.field.Suggestion.Person;
import org.truckroll.serviceorder.ServiceOrder;

/** What the tasks of the single steps show besides the common card: lines of {@code value|label} for lists, times as the forms hold them. */
final class StepCards {

    /** Whom to call: gone when the step is done, or not wanted any more. */
    static final List<String> PERSONAL = List.of("contactName", "contactPhone");

    /** The time that is confirmed, in words. */
    static final String APPOINTMENT = "appointment";

    /** As much as a text variable of the engine takes; the best ones stand first. */
    private static final int LONGEST = 4000;

    /** The date and time field of a form takes no seconds. */
    private static final DateTimeFormatter FIELD = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mmxxx", Locale.ROOT);

    private static final DateTimeFormatter WORDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private StepCards() {}

    static void assign(Map<String, Object> card, List<Suggestion> suggestions, ServiceOrder.@Nullable Contact contact) {
        card.put("crews", lines(suggestions.stream().map(StepCards::crew)));
        card.put(
                "people",
                lines(suggestions.stream()
                        .flatMap(crew ->
                                crew.people().stream().filter(Person::active).map(person -> new Named(crew, person)))
                        .sorted(Comparator.comparing(
                                (Named one) -> !one.person().onDuty()))
                        .map(StepCards::person)));
        if (!suggestions.isEmpty()) {
            // The name of the form's field: so it comes filled in.
            card.put("crew", suggestions.get(0).group());
        }
        contact(card, contact);
    }

    private record Named(Suggestion crew, Person person) {}

    private static String crew(Suggestion crew) {
        return line(
                crew.group(),
                crew.name() + ": " + crew.fit() + " of " + crew.members() + " can go, " + crew.open() + " visits open");
    }

    private static String person(Named one) {
        Person person = one.person();
        return line(
                one.crew().group() + "/" + person.id(),
                person.name() + ", " + one.crew().name() + ": " + (person.onDuty() ? "" : "off duty, ")
                        + (person.skilled() ? "" : "skill not on record, ") + person.open() + " visits open");
    }

    private static String line(String value, String label) {
        return value + "|" + label.replace('|', '/').replace('\n', ' ');
    }

    private static String lines(Stream<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEachOrdered(line -> {
            if (text.length() + line.length() < LONGEST) {
                text.append(text.isEmpty() ? "" : "\n").append(line);
            }
        });
        return text.toString();
    }

    static void appointment(
            Map<String, ? super Object> card,
            Visit.@Nullable TimeSpan preliminary,
            ServiceOrder.@Nullable Contact contact,
            ZoneId zone) {
        if (preliminary != null) {
            card.put("preliminary", words(preliminary.start(), preliminary.end(), zone));
            // The names of the form's fields: so they come filled in (HCDC-07).
            card.put("appointmentStart", FIELD.format(preliminary.start().atZone(zone)));
            card.put("appointmentEnd", FIELD.format(preliminary.end().atZone(zone)));
        }
        contact(card, contact);
    }

    static void appointed(Map<String, Object> card, Visit visit, ZoneId zone) {
        if (visit.appointmentStart() != null && visit.appointmentEnd() != null) {
            card.put(APPOINTMENT, words(visit.appointmentStart(), visit.appointmentEnd(), zone));
        }
    }

    private static void contact(Map<String, ? super Object> card, ServiceOrder.@Nullable Contact contact) {
        if (contact != null) {
            card.put("contactName", contact.name());
            card.put("contactPhone", contact.phone());
        }
    }

    static String words(Visit.TimeSpan time, ZoneId zone) {
        return words(time.start(), time.end(), zone);
    }

    private static String words(Instant start, Instant end, ZoneId zone) {
        return WORDS.format(start.atZone(zone)) + " – " + WORDS.format(end.atZone(zone));
    }
}
