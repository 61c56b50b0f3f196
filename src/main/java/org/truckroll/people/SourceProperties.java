// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The system that keeps the staff, if there is one (HCDC-27).
 *
 * @param kind how it is read; NONE: people are kept here
 * @param name what the records name as their source; never changed later, or the same people come again
 * @param scheduled read at the times of the process {@code staff-sync}; false: only when somebody asks
 * @param peopleFile CSV: the people
 * @param groupsFile CSV: their crews; without it the crews are kept here
 * @param charset CSV
 * @param complete CSV: the file lists everybody; false: only what has changed
 * @param endpoint SCIM: a name of {@code truckroll.connect.endpoints}
 * @param page rows that are read in one step
 * @param completeEvery SCIM: how old the last complete listing may be; in between changes are asked for by last update
 * @param overlap SCIM: how far changes are read again, for what the source has committed late
 * @param specialities who is taken; empty for all (HCDC-37)
 * @param division of people and crews for which the source names none
 * @param divisions ours by theirs, where they differ
 * @param groupName what a crew is called here (HCDC-41): {@code {name}}, {@code {area}}, {@code {city}}, {@code {division}}
 * @param roles our role by their group: {@code dispatchers}, {@code work-leaders}, {@code people-admins}, or a group of the whole company
 * @param adopt people and crews of the same id that are kept here go over to the source
 * @param maxLeavers percent of the people who may be switched off by one run
 * @param retryDelay before a source out of reach is asked again
 * @param retries how often
 */
@ConfigurationProperties("truckroll.people.source")
public record SourceProperties(
        @DefaultValue("NONE") Kind kind,
        @DefaultValue("staff") String name,
        @DefaultValue("true") boolean scheduled,
        @Nullable Path peopleFile,
        @Nullable Path groupsFile,
        @DefaultValue("UTF-8") Charset charset,
        @DefaultValue("true") boolean complete,
        @Nullable String endpoint,
        @DefaultValue("200") int page,
        @DefaultValue("P1D") Duration completeEvery,
        @DefaultValue("PT5M") Duration overlap,
        @DefaultValue Set<String> specialities,
        @Nullable String division,
        @DefaultValue Map<String, String> divisions,
        @DefaultValue("{name}") String groupName,
        @DefaultValue Map<String, String> roles,
        @DefaultValue("false") boolean adopt,
        @DefaultValue("20") int maxLeavers,
        @DefaultValue("PT5M") Duration retryDelay,
        @DefaultValue("12") int retries) {

    private static final String PREFIX = "truckroll.people.source.";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,39}");
    private static final int LARGEST_PAGE = 1000;

    /** How the source is read. */
    public enum Kind {
        NONE,
        CSV,
        SCIM
    }

    public SourceProperties {
        require(
                NAME.matcher(name).matches() && !Person.LOCAL.equals(name) && !OrgUnit.CONFIGURATION.equals(name),
                "name is 1 to 40 letters, digits and _ . - and neither LOCAL nor CONFIGURATION");
        require(kind != Kind.CSV || peopleFile != null, "people-file is missing");
        require(kind != Kind.SCIM || endpoint != null && !endpoint.isBlank(), "endpoint is missing");
        require(page >= 1 && page <= LARGEST_PAGE, "page is 1 to " + LARGEST_PAGE);
        require(maxLeavers >= 0 && maxLeavers <= 100, "max-leavers is 0 to 100 percent");
        require(groupName.contains("{name}"), "group-name does not contain {name}");
        roles.forEach((group, role) -> require(
                SourceStaff.isRole(role), "roles." + group + ": '" + role + "' is no role that a source may give"));
    }

    private static void require(boolean holds, String words) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + words + ".");
        }
    }

    /** True when nobody makes people of a division here (HCDC-27). */
    public boolean keepsPeople() {
        return kind != Kind.NONE;
    }

    /** True when nobody makes crews and areas here. */
    public boolean keepsUnits() {
        return kind == Kind.SCIM || kind == Kind.CSV && groupsFile != null;
    }
}
