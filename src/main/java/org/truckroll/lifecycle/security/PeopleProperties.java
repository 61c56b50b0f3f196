// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import org.truckroll.people.Organisation.OrganisationRights;

/**
 * Divisions and crews that the server creates or renames at start.
 *
 * @param divisions name by id
 * @param fieldGroups crews by id; {@code field-} is put before an id that lacks it
 * @param organisation who keeps the tree of units beside administrators: the people-admins of the division, or nobody (HCDC-29)
 */
@Validated
@ConfigurationProperties("truckroll.people")
record PeopleProperties(
        @DefaultValue Map<String, @NotBlank String> divisions,
        @DefaultValue Map<String, @Valid FieldGroup> fieldGroups,
        @DefaultValue("PEOPLE_ADMINS") Keeper organisation)
        implements OrganisationRights {

    /** Who keeps the tree. */
    enum Keeper {
        PEOPLE_ADMINS,
        ADMINISTRATORS
    }

    @Override
    public boolean keptByPeopleAdmins() {
        return organisation == Keeper.PEOPLE_ADMINS;
    }

    /** A crew: its division, and a name if the id does not say enough. */
    record FieldGroup(@NotBlank String division, @Nullable String name) {}
}
