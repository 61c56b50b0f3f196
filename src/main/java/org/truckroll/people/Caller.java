// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.io.Serializable;
import java.util.Set;

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

    public boolean sees(String division) {
        return divisions.contains(division);
    }
}
