// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.messages;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.Caller;
import org.truckroll.people.OnCall;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Countries;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.PhoneNumbers;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** Everybody to whom operators of a division may send (GEO-41). Kept by its people-admins, read by its operators. */
@Service
public class AddressBook {

    private static final Logger log = LoggerFactory.getLogger(AddressBook.class);

    private static final Pattern REF = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,59}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Z]{2})?");
    private static final Pattern MAIL =
            Pattern.compile("[^\\s\\p{Cntrl}<>,;:\"()\\[\\]@]{1,64}@[^\\s\\p{Cntrl}<>,;:\"()@]{1,189}");
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_IMPORT = 5000;

    /** What a keeper sends. */
    public record Entry(
            @Nullable String ref,
            @Nullable String name,
            @Nullable String language,
            @Nullable String mail,
            @Nullable String sms,
            @Nullable String fax) {}

    /** What an import did. */
    public record Imported(int added, int changed, int unchanged) {}

    private final Contacts contacts;
    private final People people;
    private final OnCall onCall;
    private final Countries countries;

    AddressBook(Contacts contacts, People people, OnCall onCall, Countries countries) {
        this.contacts = contacts;
        this.people = people;
        this.onCall = onCall;
        this.countries = countries;
    }

    public Page<Contact> list(@Nullable String division, @Nullable String text, Caller caller, Page.Request page) {
        Set<String> divisions = people.divisions().stream()
                .filter(known -> reads(caller, known))
                .collect(Collectors.toSet());
        if (division != null) {
            requireRead(caller, division);
            divisions = Set.of(division);
        }
        return page.page(contacts.list(divisions, text, page), Contact::id);
    }

    /** @throws Problem 404 also for a contact of another division */
    public Contact get(String id, Caller caller) {
        return contacts.find(id)
                .filter(contact -> reads(caller, contact.division()))
                .orElseThrow(() -> Problem.notFound("contact", id));
    }

    /** @throws Problem 403; 409 {@code ref-taken}; 422 {@code invalid-contact} */
    @Transactional
    public Contact add(String division, Entry entry, Caller caller) {
        requireKept(caller, division);
        contacts.hold(division);
        Contact contact = contact(Ids.next(), division, entry, "");
        requireFree(contact);
        contacts.put(contact, caller.id());
        log.info("Contact was added: contactId={} division={} by={}", contact.id(), division, caller.id());
        return contact;
    }

    /** Puts another entry in the place of the whole one. */
    @Transactional
    public Contact change(String id, Entry entry, Caller caller) {
        Contact before = get(id, caller);
        requireKept(caller, before.division());
        contacts.hold(before.division());
        Contact contact = contact(id, before.division(), entry, "");
        requireFree(contact);
        contacts.put(contact, caller.id());
        log.info("Contact was changed: contactId={} division={} by={}", id, before.division(), caller.id());
        return contact;
    }

    @Transactional
    public void remove(String id, Caller caller) {
        Contact contact = get(id, caller);
        requireKept(caller, contact.division());
        contacts.hold(contact.division());
        contacts.remove(id);
        log.info("Contact was removed: contactId={} division={} by={}", id, contact.division(), caller.id());
    }

    /**
     * Takes a whole list over: entries are known by their short names; who is not in the list stays. All of it, or nothing.
     *
     * @throws Problem 422 {@code invalid-contact} with every fault
     */
    @Transactional
    public Imported imported(String division, List<Entry> entries, Caller caller) {
        requireKept(caller, division);
        contacts.hold(division);
        if (entries.size() > LONGEST_IMPORT) {
            throw Problem.badRequest(
                    "The list is too long.",
                    List.of(new FieldError("/contacts", "at most " + LONGEST_IMPORT + " entries")));
        }
        List<FieldError> errors = new ArrayList<>();
        Set<String> refs = new HashSet<>();
        List<Contact> wanted = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            String at = "/contacts/" + i;
            Entry entry = entries.get(i);
            if (entry.ref() != null && !refs.add(entry.ref().strip())) {
                errors.add(new FieldError(at + "/ref", "is there twice"));
            }
            wanted.add(
                    read("", division, entry, (pointer, message) -> errors.add(new FieldError(at + pointer, message))));
        }
        requireValid(errors);
        int added = 0;
        int changed = 0;
        for (Contact contact : wanted) {
            Contact known = contacts.byRef(division, contact.ref()).orElse(null);
            Contact after = withId(contact, known == null ? Ids.next() : known.id());
            if (!after.equals(known)) {
                contacts.put(after, caller.id());
                added += known == null ? 1 : 0;
                changed += known == null ? 0 : 1;
            }
        }
        log.info(
                "Address book was imported: division={} entries={} added={} changed={} by={}",
                division,
                wanted.size(),
                added,
                changed,
                caller.id());
        return new Imported(added, changed, wanted.size() - added - changed);
    }

    private static Contact withId(Contact contact, String id) {
        return new Contact(
                id,
                contact.division(),
                contact.ref(),
                contact.name(),
                contact.language(),
                contact.mail(),
                contact.sms(),
                contact.fax());
    }

    private void requireFree(Contact contact) {
        contacts.byRef(contact.division(), contact.ref())
                .filter(other -> !other.id().equals(contact.id()))
                .ifPresent(other -> {
                    throw Problem.conflict("ref-taken", "The short name '" + contact.ref() + "' is taken.");
                });
    }

    private Contact contact(String id, String division, Entry entry, String at) {
        List<FieldError> errors = new ArrayList<>();
        Contact contact =
                read(id, division, entry, (pointer, message) -> errors.add(new FieldError(at + pointer, message)));
        requireValid(errors);
        return contact;
    }

    private Contact read(String id, String division, Entry entry, BiConsumer<String, String> fault) {
        String ref = text(entry.ref());
        if (ref == null || !REF.matcher(ref).matches()) {
            fault.accept("/ref", "1 to 60 letters, digits and . _ - beginning with a letter or a digit");
        }
        String name = text(entry.name());
        if (name == null || name.length() > LONGEST_NAME || name.indexOf('\u0000') >= 0) {
            fault.accept("/name", "1 to " + LONGEST_NAME + " characters");
        }
        String language = entry.language() == null ? "en" : entry.language().strip();
        if (!LANGUAGE.matcher(language).matches()) {
            fault.accept("/language", "a language such as 'sv' or 'pt-BR'");
        }
        String mail = text(entry.mail());
        if (mail != null && !MAIL.matcher(mail).matches()) {
            fault.accept("/mail", "an e-mail address");
        }
        String sms = number(entry.sms(), "/sms", division, fault);
        String fax = number(entry.fax(), "/fax", division, fault);
        if (mail == null && text(entry.sms()) == null && text(entry.fax()) == null) {
            fault.accept("/mail", "required, or sms, or fax");
        }
        return new Contact(
                id,
                division,
                String.valueOf(ref),
                String.valueOf(name),
                language,
                mail == null ? null : mail.toLowerCase(Locale.ROOT),
                sms,
                fax);
    }

    private @Nullable String number(
            @Nullable String given, String pointer, String division, BiConsumer<String, String> fault) {
        String number = text(given);
        if (number == null) {
            return null;
        }
        String known = PhoneNumbers.e164(number, countries.of(division)).orElse(null);
        if (known == null) {
            fault.accept(pointer, "a telephone number with its country, such as '+46 70 174 06 05'");
        }
        return known;
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static void requireValid(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "invalid-contact",
                    "The address book has " + errors.size() + " fault(s). Nothing was changed.",
                    errors.toArray(FieldError[]::new));
        }
    }

    private boolean reads(Caller caller, String division) {
        return keeps(caller, division) || onCall.isOperator(caller.id(), division);
    }

    private static boolean keeps(Caller caller, String division) {
        return caller.in(People.ADMINS) || caller.in(People.PEOPLE_ADMINS + division);
    }

    private void requireRead(Caller caller, String division) {
        if (!people.divisions().contains(division) || !reads(caller, division)) {
            throw Problem.notFound("division", division);
        }
    }

    private void requireKept(Caller caller, String division) {
        requireRead(caller, division);
        if (!keeps(caller, division)) {
            throw Problem.forbidden("You may not change the address book of '" + division + "'.");
        }
    }
}
