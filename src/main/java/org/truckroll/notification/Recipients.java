// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.people.ContactPoint;
import org.truckroll.people.OnCall;
import org.truckroll.people.People;
import org.truckroll.people.Person;
import org.truckroll.people.Persons;
import org.truckroll.serviceorder.Countries;
import org.truckroll.shared.PhoneNumbers;

/** Looks up who an audience is, by which ways a notice goes to each, and where these lead. */
@Component
class Recipients {

    private static final Set<Channel> BY_TELEPHONE = EnumSet.of(Channel.SMS, Channel.FAX);

    private final Persons persons;
    private final Responsibles responsibles;
    private final SeverityChannels channels;
    private final OnCall onCall;
    private final Countries countries;

    Recipients(
            Persons persons, Responsibles responsibles, SeverityChannels channels, OnCall onCall, Countries countries) {
        this.persons = persons;
        this.responsibles = responsibles;
        this.channels = channels;
        this.onCall = onCall;
        this.countries = countries;
    }

    /** One target for each address and channel; whoever is reached in two capacities is told once. Always in the same order: who tells holds lanes. */
    static List<Target> once(List<Target> all) {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (Target target : all) {
            targets.putIfAbsent(target.channel() + " " + target.to(), target);
        }
        return targets.values().stream()
                .sorted(Comparator.comparing(Target::channel).thenComparing(Target::to))
                .toList();
    }

    /** By person, by way: an address that two people share stands here twice. */
    List<Target> all(Notice notice) {
        Audience audience = notice.audience();
        if (audience instanceof Audience.Responsible responsible) {
            return responsible(notice, responsible.objectId());
        } else if (audience instanceof Audience.Group group) {
            return staff(notice, persons.activeIn(group.groupId()));
        } else if (audience instanceof Audience.People people) {
            return staff(
                    notice,
                    persons.find(people.userIds()).stream()
                            .filter(Person::active)
                            .toList());
        } else if (audience instanceof Audience.OnCall operators) {
            return staff(notice, onCall(notice.division(), operators.step()));
        } else if (audience instanceof Audience.Customer customer) {
            return customer(notice, customer);
        } else if (audience instanceof Audience.Addresses addresses) {
            return addresses.addresses().stream()
                    .map(address -> target(
                            notice.division(),
                            address.channel(),
                            address.to(),
                            null,
                            address.name(),
                            address.language()))
                    .toList();
        }
        throw new IllegalArgumentException("Unknown audience " + audience.getClass());
    }

    /** Where what did not arrive goes when it is sent again: the address of a person may have been entered or corrected meanwhile. */
    Target again(UndeliveredRows.Again lost, String division) {
        String person = lost.person();
        if (person == null) {
            return target(division, lost.channel(), lost.recipient(), null, "", "");
        }
        return persons.find(List.of(person)).stream()
                .filter(Person::active)
                .flatMap(found -> person(division, found, Set.of(lost.channel())).stream())
                .findFirst()
                .orElseGet(() ->
                        new Target(lost.channel(), person, person, "", "", "The person does not work here any more."));
    }

    /** Nobody there is no reason for silence: the steps behind follow, then the dispatchers, then who administers. */
    private List<Person> onCall(String division, int step) {
        for (int asked = step; asked <= Math.max(step, onCall.steps(division)); asked++) {
            List<OnCall.Operator> operators = onCall.active(division, asked);
            if (!operators.isEmpty()) {
                return persons.find(
                        operators.stream().map(OnCall.Operator::userId).toList());
            }
        }
        List<Person> dispatchers = persons.activeIn(People.DISPATCHERS + division);
        return dispatchers.isEmpty() ? persons.activeIn(People.ADMINS) : dispatchers;
    }

    private List<Target> staff(Notice notice, List<Person> people) {
        Set<Channel> ways = ways(notice, SeverityChannels.Side.STAFF);
        return people.stream()
                .flatMap(person -> person(notice.division(), person, possible(notice, person, ways)).stream())
                .toList();
    }

    /** By compatible kinds of contact (GEO-28): who has no mail address but a fax gets as a fax what others get as a mail. */
    private static Set<Channel> possible(Notice notice, Person person, Set<Channel> ways) {
        Map<Channel, String> reached = addresses(person);
        if (!ways.contains(Channel.MAIL)
                || reached.containsKey(Channel.MAIL)
                || !reached.containsKey(Channel.FAX)
                || notice.origin() == Notice.Origin.ALERT_ABOUT_ALERT) {
            return ways;
        }
        Set<Channel> possible = EnumSet.of(Channel.FAX);
        possible.addAll(ways);
        possible.remove(Channel.MAIL);
        return possible;
    }

    private List<Target> responsible(Notice notice, String objectId) {
        Set<Channel> ways = ways(notice, SeverityChannels.Side.STAFF);
        List<Target> targets = new ArrayList<>();
        for (Responsibles.Entry entry : responsibles.of(objectId, notice.division())) {
            List<Person> people = entry.kind() == Responsibles.Kind.GROUP
                    ? persons.activeIn(entry.principal())
                    : persons.find(List.of(entry.principal())).stream()
                            .filter(Person::active)
                            .toList();
            Set<Channel> own = EnumSet.noneOf(Channel.class);
            own.addAll(ways);
            if (!entry.channels().isEmpty()) {
                own.retainAll(entry.channels());
            }
            people.forEach(person -> targets.addAll(person(
                    notice.division(), person, entry.channels().isEmpty() ? possible(notice, person, own) : own)));
        }
        return targets;
    }

    private List<Target> person(String division, Person person, Set<Channel> ways) {
        Map<Channel, String> reached = addresses(person);
        return ways.stream()
                .map(way -> reached.containsKey(way)
                        ? target(division, way, reached.get(way), person.id(), person.name(), person.language())
                        : new Target(
                                way,
                                person.id(),
                                person.id(),
                                person.name(),
                                person.language(),
                                "The person has no address of this kind."))
                .toList();
    }

    private static Map<Channel, String> addresses(Person person) {
        Map<Channel, String> reached = new EnumMap<>(Channel.class);
        reached.put(Channel.PAGE, person.id());
        person.contacts().stream()
                .sorted(Comparator.comparingInt(ContactPoint::rank))
                .forEach(contact -> {
                    switch (contact.kind()) {
                        case EMAIL -> reached.putIfAbsent(Channel.MAIL, contact.value());
                        case MOBILE -> reached.putIfAbsent(Channel.SMS, contact.value());
                        case FAX -> reached.putIfAbsent(Channel.FAX, contact.value());
                        case PHONE -> {
                            // Nothing can be written to it.
                        }
                    }
                });
        return reached;
    }

    private List<Target> customer(Notice notice, Audience.Customer customer) {
        Set<Channel> ways = ways(notice, SeverityChannels.Side.CUSTOMER);
        List<Target> targets = new ArrayList<>();
        if (ways.contains(Channel.MAIL)) {
            customer.mail()
                    .ifPresent(mail ->
                            targets.add(target(notice.division(), Channel.MAIL, mail, null, "", customer.language())));
        }
        if (ways.contains(Channel.SMS)) {
            customer.phone()
                    .ifPresent(phone ->
                            targets.add(target(notice.division(), Channel.SMS, phone, null, "", customer.language())));
        }
        return targets;
    }

    /** The loop guard: an alert about an alert goes by mail alone, and to the page (GEO-44). */
    private Set<Channel> ways(Notice notice, SeverityChannels.Side side) {
        Set<Channel> ways = EnumSet.noneOf(Channel.class);
        ways.addAll(channels.of(notice.severity(), notice.division(), notice.event(), side));
        if (notice.origin() == Notice.Origin.ALERT_ABOUT_ALERT) {
            ways.retainAll(EnumSet.of(Channel.PAGE, Channel.MAIL));
        }
        return ways;
    }

    private Target target(
            String division, Channel channel, String to, @Nullable String person, String name, String language) {
        String given = to.strip();
        if (!BY_TELEPHONE.contains(channel)) {
            boolean known = channel != Channel.MAIL || MailAddress.plausible(given);
            return new Target(
                    channel,
                    channel == Channel.MAIL ? MailAddress.key(given) : given,
                    channel == Channel.PAGE ? given : person,
                    name,
                    language,
                    known ? null : "This is no mail address.");
        }
        return PhoneNumbers.e164(given, countries.of(division))
                .map(number -> new Target(channel, number, person, name, language, null))
                .orElseGet(() -> new Target(channel, given, person, name, language, "This is no telephone number."));
    }
}
