// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A crew that a visit may be given to, as the routing policy sees it (HCDC-02, CALL-07).
 *
 * @param depth how many parts of the point's area the crew's area names
 * @param fit members who have the skill, are active and on duty
 * @param open visits that wait for the crew, signed or not
 */
public record Suggestion(String group, String name, int depth, int members, long fit, int open, List<Person> people) {

    /**
     * A member of that crew, the best first.
     *
     * @param open visits signed and not done
     * @param idleSince when the last visit was done; null = never
     */
    public record Person(
            String id,
            String name,
            @Nullable String contact,
            boolean skilled,
            boolean active,
            boolean onDuty,
            int open,
            @Nullable Instant idleSince) {}
}
