// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who can be sent: the crews of a division, and who belongs to a crew or a desk, as routing needs to know them (HCDC-02, CALL-07). */
public interface Workforce {

    /**
     * A crew.
     *
     * @param area the area that it serves, in the words of the points' areas; null when its id alone says so
     */
    record Crew(
            String id,
            String division,
            String name,
            @Nullable String area) {}

    /**
     * One who can be given work.
     *
     * @param skills in the words of the dispatch rule
     * @param active may log in and sign
     * @param onDuty at work now, by the roster
     * @param contact how to reach this person first; null when nothing is on record
     */
    record Worker(
            String id,
            String name,
            Set<String> skills,
            boolean active,
            boolean onDuty,
            @Nullable String contact) {

        public boolean available() {
            return active && onDuty;
        }
    }

    /** The crews of a division that work can be given to. */
    List<Crew> crews(String division);

    /** The members of a group, whether active or not. */
    List<Worker> workers(String group);

    Optional<Worker> find(String id);

    /** How a group stands with whom work is about to be left. */
    enum Standing {
        /** A crew that may get work; it stays one until the caller's transaction ends. */
        ACTIVE,
        OUT_OF_USE,
        /** Not kept here: nobody takes it out of use either. */
        UNKNOWN
    }

    /** Nobody takes this crew out of use while work is being left with it, and nobody leaves it work meanwhile (HCDC-45). */
    Standing holdCrew(String group);

    /** True while this person belongs to the group and may sign; held so until the caller's transaction ends (HCDC-36, HCDC-46). */
    boolean holdWorker(String group, String person);
}
