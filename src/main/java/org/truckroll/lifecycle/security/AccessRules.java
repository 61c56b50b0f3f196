// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

package org.truckroll.lifecycle.security;

import static org.truckroll.people.People.ADMINS;
import static org.truckroll.people.People.ANALYSTS;
import static org.truckroll.people.People.API_CLIENTS;
import static org.truckroll.people.People.AUDITORS;
import static org.truckroll.people.People.COLLECTIONS_APPROVERS;
import static org.truckroll.people.People.HEAD_END_OPS;
import static org.truckroll.people.People.INTEGRATION;

import java.util.List;
import java.util.Set;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.truckroll.people.Caller;
import org.truckroll.people.People;

/**
 * The access table of our REST interface: first row that matches method and path decides, no row means no. Whose objects a caller sees is
 * decided by division in the rooms; this table says which kind of call a group may make at all. A name that ends in {@code *} is a prefix.
 */
final class AccessRules {

    private static final String DISPATCHERS = People.DISPATCHERS + "*";
    private static final String CREWS = People.FIELD + "*";
    private static final String METER_DATA = "meter-data";

    private static final Set<String> READ = Set.of("GET", "HEAD");
    private static final Set<String> ANY = Set.of();

    private record Rule(Set<String> methods, PathPattern path, List<String> groups) {}

    private final List<Rule> rules = List.of(
            rule(READ, "/api/v1/service-points/**", API_CLIENTS, DISPATCHERS, CREWS, HEAD_END_OPS, INTEGRATION, ANALYSTS,
                    AUDITORS, ADMINS),
            rule(ANY, "/api/v1/service-points/**", API_CLIENTS, INTEGRATION, ADMINS),
            rule(ANY, "/api/v1/service-points:import", API_CLIENTS, INTEGRATION, ADMINS),
            rule(READ, "/api/v1/service-orders/**", API_CLIENTS, DISPATCHERS, HEAD_END_OPS, INTEGRATION, ANALYSTS, AUDITORS,
                    COLLECTIONS_APPROVERS, ADMINS),
            rule(ANY, "/api/v1/service-orders/**", API_CLIENTS, INTEGRATION, ADMINS),
            rule(ANY, "/api/v1/service-orders:preview", API_CLIENTS, INTEGRATION, ADMINS),
            rule(ANY, "/api/v1/field-activities/**", CREWS, DISPATCHERS, ADMINS),
            rule(ANY, "/api/v1/human-activities/**", DISPATCHERS, HEAD_END_OPS, INTEGRATION, COLLECTIONS_APPROVERS, METER_DATA,
                    ADMINS),
            rule(READ, "/api/v1/outages/**", HEAD_END_OPS, INTEGRATION, DISPATCHERS, ADMINS),
            rule(ANY, "/api/v1/outages/**", HEAD_END_OPS, INTEGRATION, ADMINS),
            rule(READ, "/api/v1/commands/**", API_CLIENTS, HEAD_END_OPS, INTEGRATION, DISPATCHERS, ADMINS),
            rule(ANY, "/api/v1/commands/**", HEAD_END_OPS, INTEGRATION, API_CLIENTS, ADMINS),
            rule(ANY, "/api/v1/subscriptions/**", API_CLIENTS, INTEGRATION, ADMINS),
            rule(READ, "/api/v1/events", API_CLIENTS, INTEGRATION, ADMINS),
            rule(ANY, "/api/v1/models", ANALYSTS, ADMINS),
            rule(ANY, "/api/v1/models/**", ANALYSTS, ADMINS),
            rule(ANY, "/api/v1/models:rescan", ANALYSTS, ADMINS),
            rule(ANY, "/api/v1/models:check", ANALYSTS, ADMINS),
            rule(READ, "/actuator/**", INTEGRATION, HEAD_END_OPS, ADMINS));

    /** Decided by the caller's head ends, not by a group. */
    private final PathPattern replies = PathPatternParser.defaultInstance.parse("/api/v1/head-ends/{headEnd}/replies");

    private final boolean demo;

    /** @param demo whether an operator may stand in for a head end */
    AccessRules(boolean demo) {
        this.demo = demo;
    }

    boolean allows(Caller caller, String method, String path) {
        PathContainer target = PathContainer.parsePath(path);
        PathPattern.PathMatchInfo reply = replies.matchAndExtract(target);
        if (reply != null) {
            return "POST".equals(method) && speaksFor(caller, reply.getUriVariables().get("headEnd"));
        }
        return rules.stream()
                .filter(rule -> rule.methods().isEmpty() || rule.methods().contains(method))
                .filter(rule -> rule.path().matches(target))
                .findFirst()
                .map(rule -> rule.groups().stream().anyMatch(group -> isIn(caller, group)))
                .orElse(false);
    }

    private boolean speaksFor(Caller caller, String headEnd) {
        return caller.kind() == Caller.Kind.CLIENT && caller.headEnds().contains(headEnd)
                || demo && caller.in(HEAD_END_OPS);
    }

    private static boolean isIn(Caller caller, String group) {
        return group.endsWith("*")
                ? caller.groups().stream().anyMatch(own -> own.startsWith(group.substring(0, group.length() - 1)))
                : caller.in(group);
    }

    private static Rule rule(Set<String> methods, String path, String... groups) {
        return new Rule(methods, PathPatternParser.defaultInstance.parse(path), List.of(groups));
    }
}
