// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import org.jspecify.annotations.Nullable;

/**
 * A node of the organisation's tree (HCDC-22). The id of a GROUP is that of the crew in the engine; it never changes, whatever the name does.
 *
 * @param source who keeps it: {@link Person#LOCAL}, {@link #CONFIGURATION}, or the name of a synchronised source
 */
public record OrgUnit(
        String id,
        @Nullable String parent,
        String division,
        Kind kind,
        String name,
        String source,
        @Nullable String sourceId,
        boolean active) {

    /** Kept by {@code truckroll.people.field-groups}. */
    public static final String CONFIGURATION = "CONFIGURATION";

    /** The storeys of the tree; a group may hang on an area or directly on a city (HCDC-40). */
    public enum Kind {
        CITY,
        AREA,
        GROUP;

        boolean mayHangOn(@Nullable Kind parent) {
            return switch (this) {
                case CITY -> parent == null;
                case AREA -> parent == CITY;
                case GROUP -> parent == CITY || parent == AREA;
            };
        }
    }

    /** The city that a division has from the start. */
    public static String cityOf(String division) {
        return "city-" + division;
    }

    OrgUnit renamed(String newName) {
        return new OrgUnit(id, parent, division, kind, newName, source, sourceId, active);
    }

    OrgUnit moved(@Nullable String newParent, String newDivision) {
        return new OrgUnit(id, newParent, newDivision, kind, name, source, sourceId, active);
    }

    OrgUnit active(boolean now) {
        return new OrgUnit(id, parent, division, kind, name, source, sourceId, now);
    }
}
