// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who works here. Never deleted: who has left is not active, and can neither log in nor sign work (HCDC-36).
 *
 * @param id the login
 * @param division whose people-admins keep the record; null for people of the whole company, whom only administrators keep
 * @param leaving work in hand waits to be handed over, then the login is switched off
 * @param source who keeps the record: {@link #LOCAL}, or the name of a synchronised source
 * @param groups memberships in the engine, crews and roles alike
 */
public record Person(
        String id,
        @Nullable String division,
        String givenName,
        String familyName,
        String language,
        boolean active,
        boolean leaving,
        String source,
        @Nullable String sourceId,
        Instant updatedAt,
        List<ContactPoint> contacts,
        Set<String> skills,
        Set<String> groups) {

    /** Kept here, by people-admins. */
    public static final String LOCAL = "LOCAL";

    public String name() {
        return (givenName + " " + familyName).strip();
    }

    public boolean local() {
        return LOCAL.equals(source);
    }
}
