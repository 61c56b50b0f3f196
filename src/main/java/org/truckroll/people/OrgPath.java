// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a crew stands in the organisation, and by which clock a division counts its days. */
public interface OrgPath {

    /** Ids of organisational units. */
    record Place(String city, @Nullable String area) {}

    /** Where a crew is today; without a crew, or with one that nobody knows, where its division is. Asked with every end: no statement to the database. */
    Place of(String division, @Nullable String group);

    /** Asked with every end, too. */
    ZoneId zone(String division);

    /** Names by id of cities, areas and crews, as they are called today. */
    Map<String, String> names();
}
