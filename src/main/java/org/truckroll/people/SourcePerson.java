// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody as the source tells; null where it does not tell. Never a password (HCDC-38).
 *
 * @param id of the source
 * @param division ours
 * @param groups ids of the source
 */
public record SourcePerson(
        String id,
        String login,
        String division,
        String givenName,
        String familyName,
        @Nullable String language,
        @Nullable List<ContactPoint> contacts,
        @Nullable Set<String> skills,
        @Nullable Set<String> groups,
        boolean active) {}
