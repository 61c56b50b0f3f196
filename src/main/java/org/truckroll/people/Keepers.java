// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.shared.Problem;

/** Who may see and change which people and units: those of the own division only (HCDC-26, HCDC-28). */
@Component
class Keepers {

    private final People people;

    Keepers(People people) {
        this.people = people;
    }

    boolean keeps(Caller caller, @Nullable String division) {
        return caller.in(People.ADMINS) || division != null && caller.in(People.PEOPLE_ADMINS + division);
    }

    boolean sees(Caller caller, @Nullable String division) {
        return keeps(caller, division)
                || division != null
                        && (caller.in(People.DISPATCHERS + division) || caller.in(People.WORK_LEADERS + division));
    }

    boolean handsOver(Caller caller, @Nullable String division) {
        return keeps(caller, division) || division != null && caller.in(People.DISPATCHERS + division);
    }

    /** Null for all. */
    @Nullable
    Set<String> divisionsSeen(Caller caller) {
        if (caller.in(People.ADMINS)) {
            return null;
        }
        Set<String> seen = new LinkedHashSet<>(people.divisions());
        seen.removeIf(division -> !sees(caller, division));
        return seen;
    }

    /** A division that is not the caller's does not exist for him. */
    void requireKept(Caller caller, String division) {
        if (!people.divisions().contains(division) || !keeps(caller, division)) {
            throw Problem.notFound("division", division);
        }
    }

    /** The roles of a division, beside its crews (HCDC-29: nobody adds one). */
    static Set<String> rolesOf(String division) {
        return Set.of(
                People.DISPATCHERS + division,
                People.WORK_LEADERS + division,
                People.PEOPLE_ADMINS + division,
                People.OPERATORS + division);
    }
}
