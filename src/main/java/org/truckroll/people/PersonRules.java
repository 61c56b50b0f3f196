// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.truckroll.shared.Problem.FieldError;

/** What a login, a name, a number and a skill look like, whoever keeps the person: people of the division, or a source. */
final class PersonRules {

    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Z]{2})?");
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9][0-9 ()/.-]{1,39}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,134}");
    private static final Pattern SKILL = Pattern.compile("[A-Z0-9][A-Z0-9_.-]{0,59}");
    private static final int LONGEST_NAME = 100;
    private static final int MOST = 50;

    private PersonRules() {}

    static boolean isLogin(String id) {
        return LOGIN.matcher(id).matches();
    }

    static Person changed(Person before, Staff.Wish wish, List<FieldError> errors) {
        optionalName(wish.givenName(), "/givenName", errors);
        optionalName(wish.familyName(), "/familyName", errors);
        if (wish.language() != null && !LANGUAGE.matcher(wish.language()).matches()) {
            errors.add(new FieldError("/language", "a language such as 'sv' or 'pt-BR'"));
        }
        List<ContactPoint> contacts = wish.contacts() == null ? before.contacts() : contacts(wish.contacts(), errors);
        Set<String> skills = wish.skills() == null ? before.skills() : new TreeSet<>(wish.skills());
        if (skills.size() > MOST
                || skills.stream().anyMatch(skill -> !SKILL.matcher(skill).matches())) {
            errors.add(new FieldError(
                    "/skills", "at most " + MOST + ", each of capital letters, digits and _ . - such as 'GAS_METER'"));
        }
        return new Person(
                before.id(),
                wish.division() == null ? before.division() : wish.division(),
                wish.givenName() == null ? before.givenName() : wish.givenName().strip(),
                wish.familyName() == null
                        ? before.familyName()
                        : wish.familyName().strip(),
                wish.language() == null ? before.language() : wish.language(),
                before.active(),
                before.leaving(),
                before.source(),
                before.sourceId(),
                before.updatedAt(),
                contacts,
                skills,
                before.groups());
    }

    private static List<ContactPoint> contacts(List<ContactPoint> wanted, List<FieldError> errors) {
        if (wanted.size() > MOST) {
            errors.add(new FieldError("/contacts", "at most " + MOST));
        }
        List<ContactPoint> contacts = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            ContactPoint contact = wanted.get(i);
            String at = "/contacts/" + i;
            boolean mail = contact.kind() == ContactPoint.Kind.EMAIL;
            String value = contact.value().strip();
            if (!(mail ? EMAIL : NUMBER).matcher(value).matches()) {
                errors.add(new FieldError(
                        at + "/value", mail ? "an e-mail address" : "a number such as '+46 70 174 06 05'"));
            }
            if (contact.rank() < 1 || contact.rank() > 99) {
                errors.add(new FieldError(at + "/rank", "1 to 99"));
            }
            ContactPoint clean =
                    new ContactPoint(contact.kind(), mail ? value.toLowerCase(Locale.ROOT) : value, contact.rank());
            if (contacts.stream()
                    .anyMatch(other ->
                            other.kind() == clean.kind() && other.value().equals(clean.value()))) {
                errors.add(new FieldError(at, "is there twice"));
            }
            contacts.add(clean);
        }
        contacts.sort(Comparator.comparingInt(ContactPoint::rank));
        return contacts;
    }

    private static void optionalName(@Nullable String value, String pointer, List<FieldError> errors) {
        if (value != null && (value.isBlank() || value.length() > LONGEST_NAME || value.indexOf('\u0000') >= 0)) {
            errors.add(new FieldError(pointer, "1 to " + LONGEST_NAME + " characters"));
        }
    }
}
