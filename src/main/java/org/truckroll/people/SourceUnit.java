// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import org.jspecify.annotations.Nullable;

/**
 * An area or a crew as its source tells.
 *
 * @param id of the source; a new name under the same id is a renaming (HCDC-44)
 * @param division ours
 * @param parent id of the source; null: directly below the city of the division
 */
public record SourceUnit(
        String id,
        OrgUnit.Kind kind,
        String name,
        String division,
        @Nullable String parent,
        boolean active) {}
