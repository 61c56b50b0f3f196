// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.people.Callers;
import org.truckroll.people.ContactPoint;
import org.truckroll.people.Person;
import org.truckroll.people.RosterEntry;
import org.truckroll.people.Staff;
import org.truckroll.people.WorkInHand;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** The people of a division, kept by its people-admins and seen by its dispatchers (HCDC-26). */
@RestController
@RequestMapping("/api/v1/people")
class PeopleController {

    private static final Duration SHOWN_BEFORE = Duration.ofDays(1);
    private static final Duration SHOWN_AFTER = Duration.ofDays(31);

    record Contact(
            ContactPoint.@Nullable Kind kind,
            @Nullable String value,
            @Nullable Integer rank) {}

    record PersonDocument(
            @Nullable String id,
            @Nullable String division,
            @Nullable String givenName,
            @Nullable String familyName,
            @Nullable String language,
            @Nullable List<@Nullable Contact> contacts,
            @Nullable List<@Nullable String> skills,
            @Nullable List<@Nullable String> groups,
            @Nullable String password) {}

    record Stretch(@Nullable Instant from, @Nullable Instant to, RosterEntry.@Nullable Kind kind) {}

    private final Staff staff;
    private final Callers callers;
    private final Clock clock;

    PeopleController(Staff staff, Callers callers, Clock clock) {
        this.staff = staff;
        this.callers = callers;
        this.clock = clock;
    }

    @GetMapping
    Page<Person> list(
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String skill,
            @RequestParam(required = false) @Nullable Boolean active,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return staff.search(callers.current(), division, group, skill, active, q, Page.Request.of(limit, cursor));
    }

    @PostMapping
    ResponseEntity<Person> add(@RequestBody PersonDocument document) {
        Person person = staff.add(wish(document), callers.current());
        return ResponseEntity.created(ServletUriComponentsBuilder.fromCurrentRequestUri()
                        .pathSegment(person.id())
                        .build()
                        .toUri())
                .body(person);
    }

    @GetMapping("/{id}")
    Person get(@PathVariable String id) {
        return staff.visible(id, callers.current());
    }

    @PatchMapping("/{id}")
    Person change(@PathVariable String id, @RequestBody PersonDocument document) {
        return staff.change(id, wish(document), callers.current());
    }

    @GetMapping("/{id}/work")
    List<WorkInHand.Item> work(@PathVariable String id) {
        return staff.workOf(id, callers.current());
    }

    @PostMapping("/{id}:disable")
    Person disable(@PathVariable String id) {
        return staff.disable(id, callers.current());
    }

    @PostMapping("/{id}:enable")
    Person enable(@PathVariable String id) {
        return staff.enable(id, callers.current());
    }

    /** 200 when the work has a new owner; 202 when the dispatchers are asked for one. */
    @PostMapping("/{id}:hand-over")
    ResponseEntity<Staff.HandedOver> handOver(@PathVariable String id, @RequestBody Successor body) {
        Staff.HandedOver done =
                staff.handOver(id, body.target(), body.words(), Boolean.TRUE.equals(body.disable()), callers.current());
        return ResponseEntity.status(done.waiting() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .body(done);
    }

    @GetMapping("/{id}/roster")
    List<RosterEntry> roster(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        Instant now = clock.instant();
        return staff.roster(
                id,
                from == null ? now.minus(SHOWN_BEFORE) : from,
                to == null ? now.plus(SHOWN_AFTER) : to,
                callers.current());
    }

    @PutMapping("/{id}/roster")
    List<RosterEntry> putRoster(@PathVariable String id, @RequestBody List<@Nullable Stretch> body) {
        List<Problem.FieldError> errors = new ArrayList<>();
        List<RosterEntry> entries = new ArrayList<>();
        for (int i = 0; i < body.size(); i++) {
            Stretch stretch = body.get(i);
            if (stretch == null || stretch.from() == null || stretch.to() == null || stretch.kind() == null) {
                errors.add(new Problem.FieldError("/" + i, "needs from, to and kind"));
            } else {
                entries.add(new RosterEntry(stretch.from(), stretch.to(), stretch.kind()));
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.badRequest("The roster has " + errors.size() + " fault(s).", errors);
        }
        staff.putRoster(id, entries, callers.current());
        return entries;
    }

    private static Staff.Wish wish(PersonDocument document) {
        List<Problem.FieldError> errors = new ArrayList<>();
        List<ContactPoint> contacts = null;
        if (document.contacts() != null) {
            contacts = new ArrayList<>();
            for (int i = 0; i < document.contacts().size(); i++) {
                Contact contact = document.contacts().get(i);
                if (contact == null || contact.kind() == null || contact.value() == null) {
                    errors.add(new Problem.FieldError("/contacts/" + i, "needs kind and value"));
                } else {
                    contacts.add(new ContactPoint(
                            contact.kind(), contact.value(), contact.rank() == null ? i + 1 : contact.rank()));
                }
            }
        }
        Set<String> skills = words(document.skills(), "/skills", errors);
        Set<String> groups = words(document.groups(), "/groups", errors);
        if (!errors.isEmpty()) {
            throw Problem.badRequest("The person has " + errors.size() + " fault(s).", errors);
        }
        return new Staff.Wish(
                document.id(),
                document.division(),
                document.givenName(),
                document.familyName(),
                document.language(),
                contacts,
                skills,
                groups,
                document.password());
    }

    private static @Nullable Set<String> words(
            @Nullable List<@Nullable String> list, String pointer, List<Problem.FieldError> errors) {
        if (list == null) {
            return null;
        }
        Set<String> words = new LinkedHashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String word = list.get(i);
            if (word == null) {
                errors.add(new Problem.FieldError(pointer + "/" + i, "must be a text"));
            } else {
                words.add(word);
            }
        }
        return words;
    }
}
