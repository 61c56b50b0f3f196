// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.messages.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.event.messages.AddressBook;
import org.truckroll.event.messages.Contact;
import org.truckroll.people.Callers;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** The address book of a division: kept by people-admins, read by operators (GEO-41). */
@RestController
@RequestMapping("/api/v1")
class ContactController {

    record ContactDocument(
            @Nullable String division,
            @Nullable String ref,
            @Nullable String name,
            @Nullable String language,
            @Nullable String mail,
            @Nullable String sms,
            @Nullable String fax) {

        AddressBook.Entry entry() {
            return new AddressBook.Entry(ref, name, language, mail, sms, fax);
        }
    }

    record ContactList(@Nullable String division, @Nullable List<AddressBook.@Nullable Entry> contacts) {}

    private final AddressBook book;
    private final Callers callers;

    ContactController(AddressBook book, Callers callers) {
        this.book = book;
        this.callers = callers;
    }

    @GetMapping("/contacts")
    Page<Contact> list(
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return book.list(division, q, callers.current(), Page.Request.of(limit, cursor));
    }

    @PostMapping("/contacts")
    ResponseEntity<Contact> add(@RequestBody ContactDocument body) {
        Contact contact = book.add(division(body.division()), body.entry(), callers.current());
        return ResponseEntity.created(ServletUriComponentsBuilder.fromCurrentRequestUri()
                        .pathSegment(contact.id())
                        .build()
                        .toUri())
                .body(contact);
    }

    @GetMapping("/contacts/{id}")
    Contact get(@PathVariable String id) {
        return book.get(id, callers.current());
    }

    @PutMapping("/contacts/{id}")
    Contact change(@PathVariable String id, @RequestBody ContactDocument body) {
        return book.change(id, body.entry(), callers.current());
    }

    @DeleteMapping("/contacts/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id) {
        book.remove(id, callers.current());
    }

    /** The whole list or nothing; who is known by the short name is changed. */
    @PostMapping("/contacts:import")
    AddressBook.Imported imported(@RequestBody ContactList body) {
        List<AddressBook.Entry> entries = new ArrayList<>();
        if (body.contacts() != null) {
            for (AddressBook.Entry entry : body.contacts()) {
                entries.add(entry == null ? new AddressBook.Entry(null, null, null, null, null, null) : entry);
            }
        }
        return book.imported(division(body.division()), entries, callers.current());
    }

    private static String division(@Nullable String division) {
        if (division == null) {
            throw Problem.badRequest(
                    "An address book belongs to a division.", List.of(new FieldError("/division", "required")));
        }
        return division;
    }
}
