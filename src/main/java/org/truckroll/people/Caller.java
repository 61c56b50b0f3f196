// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.io.Serializable;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is calling: a person with a login, an API client, or the server itself.
 *
 * @param divisions whose points, orders and work it may see; isolation is checked on every path
 * @param headEnds head ends it may speak for (API clients)
 */
public record Caller(String id, Kind kind, Set<String> groups, Set<String> divisions, Set<String> headEnds)
        implements Serializable {

    public enum Kind {
        PERSON,
        CLIENT,
        SERVER
    }

    /** The server itself, for steps that no request started. */
    public static final Caller SERVER = new Caller("truckroll", Kind.SERVER, Set.of(), Set.of(), Set.of());

    public boolean in(String group) {
        return groups.contains(group);
    }

    /** The divisions whose whole work the caller looks after: as dispatcher or work leader (EVADO-01), or as administrator. */
    public Set<String> overseen() {
        return divisions.stream()
                .filter(division ->
                        in(People.DISPATCHERS + division) || in(People.WORK_LEADERS + division) || in(People.ADMINS))
                .collect(Collectors.toUnmodifiableSet());
    }

    public boolean sees(String division) {
        return divisions.contains(division);
    }
}
