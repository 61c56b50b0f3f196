// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.people.Person;
import org.truckroll.people.Persons;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * Keeps who is responsible for an object and so hears of it (SOL24-14, SOL24-16). An object is whatever a notice names: a point, a plant, a server.
 * Nobody here knows whose it is, so each division has a list of its own, and only what that division tells goes to it.
 */
@Service
public class ObjectResponsibles {

    /** A person or a group; channels: only these of what severity gives, or null for all. */
    public record Party(
            @Nullable String person,
            @Nullable String group,
            @Nullable Set<Channel> channels) {}

    /** Everybody who is responsible. */
    public record Document(String objectId, String division, List<Party> parties) {}

    private static final Logger log = LoggerFactory.getLogger(ObjectResponsibles.class);
    private static final int LONGEST_ID = 100;
    private static final int MOST = 100;

    private final Responsibles rows;
    private final Persons persons;
    private final People people;

    ObjectResponsibles(Responsibles rows, Persons persons, People people) {
        this.rows = rows;
        this.persons = persons;
        this.people = people;
    }

    /** True when anybody is entered by the division: for those who tell whoever is. */
    public boolean anybody(String objectId, String division) {
        return !rows.of(objectId, division).isEmpty();
    }

    /**
     * The list of a division.
     *
     * @param division null for the first one with a list that the caller sees
     * @throws Problem 404 when there is none
     */
    public Document of(String objectId, @Nullable String division, Caller caller) {
        return rows.of(objectId).stream()
                .map(Responsibles.Entry::division)
                .filter(known -> caller.sees(known) && (division == null || division.equals(known)))
                .findFirst()
                .map(known -> document(objectId, known, rows.of(objectId, known)))
                .orElseThrow(() -> Problem.notFound("object", objectId));
    }

    /**
     * Replaces the whole list of the division.
     *
     * @throws Problem 404 when the division is not the caller's to look after; 422 {@code invalid-responsibles}
     */
    @Transactional
    public Document put(
            String objectId, @Nullable String division, @Nullable List<@Nullable Party> parties, Caller caller) {
        if (division == null || !people.divisions().contains(division) || !keeps(caller, division)) {
            throw Problem.notFound("division", String.valueOf(division));
        }
        List<FieldError> faults = new ArrayList<>();
        List<Responsibles.Entry> entries = entries(objectId, division, parties == null ? List.of() : parties, faults);
        if (!faults.isEmpty()) {
            throw Problem.unprocessable(
                    "invalid-responsibles",
                    "The list has " + faults.size() + " fault(s). Nothing was changed.",
                    faults.toArray(FieldError[]::new));
        }
        rows.replace(objectId, division, entries);
        log.info(
                "Responsibles were changed: object={} division={} parties={} by={}",
                objectId,
                division,
                entries.size(),
                caller.id());
        return document(objectId, division, entries);
    }

    private static boolean keeps(Caller caller, String division) {
        return caller.in(People.DISPATCHERS + division)
                || caller.in(People.PEOPLE_ADMINS + division)
                || caller.in(People.ADMINS);
    }

    private List<Responsibles.Entry> entries(
            String objectId, String division, List<@Nullable Party> parties, List<FieldError> faults) {
        if (objectId.length() > LONGEST_ID || parties.size() > MOST) {
            faults.add(new FieldError("/parties", "at most " + MOST + ", for an object id of at most " + LONGEST_ID));
            return List.of();
        }
        List<Responsibles.Entry> entries = new ArrayList<>();
        for (int i = 0; i < parties.size(); i++) {
            Party party = parties.get(i);
            if (party == null || (party.person() == null) == (party.group() == null)) {
                faults.add(new FieldError("/parties/" + i, "either a person or a group"));
            } else {
                Responsibles.Entry entry = entry(party, division);
                if (entry.kind() == Responsibles.Kind.PERSON && !active(entry.principal())) {
                    faults.add(new FieldError("/parties/" + i + "/person", "is nobody who works here"));
                } else if (entry.kind() == Responsibles.Kind.GROUP && !people.isGroup(entry.principal())) {
                    faults.add(new FieldError("/parties/" + i + "/group", "is no group"));
                } else if (entries.stream().anyMatch(entry::sameAs)) {
                    faults.add(new FieldError("/parties/" + i, "stands there twice"));
                }
                entries.add(entry);
            }
        }
        return entries;
    }

    private static Responsibles.Entry entry(Party party, String division) {
        Set<Channel> channels = party.channels() == null ? Set.of() : party.channels();
        return party.person() != null
                ? new Responsibles.Entry(Responsibles.Kind.PERSON, party.person(), division, channels)
                : new Responsibles.Entry(
                        Responsibles.Kind.GROUP, Objects.requireNonNull(party.group()), division, channels);
    }

    private boolean active(String person) {
        return persons.find(person).filter(Person::active).isPresent();
    }

    private static Document document(String objectId, String division, List<Responsibles.Entry> entries) {
        return new Document(
                objectId,
                division,
                entries.stream()
                        .map(entry -> new Party(
                                entry.kind() == Responsibles.Kind.PERSON ? entry.principal() : null,
                                entry.kind() == Responsibles.Kind.GROUP ? entry.principal() : null,
                                entry.channels().isEmpty() ? null : entry.channels()))
                        .toList());
    }
}
