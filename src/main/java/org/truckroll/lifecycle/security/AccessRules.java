// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.truckroll.people.Caller;
import org.truckroll.people.People;

/**
 * The access table of our REST interface: first row that matches method and path decides, no row means no. Whose objects a caller sees is
 * decided by division in the rooms; this table says which kind of call a group may make at all.
 */
final class AccessRules {

    /** Method ({@code READ} = GET and HEAD), path, groups; a group that ends in {@code *} is a prefix. */
    private static final String TABLE = """
            READ /api/v1/service-points/**    api-clients dispatchers-* work-leaders-* field-* head-end-ops integration analysts auditors camunda-admin
            ANY  /api/v1/service-points/**    api-clients integration camunda-admin
            ANY  /api/v1/service-points:import api-clients integration camunda-admin
            READ /api/v1/service-orders/**    api-clients dispatchers-* work-leaders-* head-end-ops integration collections-approvers analysts auditors camunda-admin
            ANY  /api/v1/service-orders/*/tracking-link api-clients dispatchers-* integration camunda-admin
            ANY  /api/v1/service-orders/**    api-clients integration camunda-admin
            ANY  /api/v1/service-orders:preview api-clients integration camunda-admin
            READ /api/v1/campaigns/**         api-clients dispatchers-* work-leaders-* head-end-ops integration collections-approvers analysts auditors camunda-admin
            ANY  /api/v1/campaigns            api-clients integration camunda-admin
            ANY  /api/v1/campaigns/*          api-clients dispatchers-* head-end-ops integration camunda-admin
            READ /api/v1/field-activities/**  field-* dispatchers-* work-leaders-* camunda-admin
            ANY  /api/v1/field-activities/**  field-* dispatchers-* camunda-admin
            READ /api/v1/clocks/**            dispatchers-* work-leaders-* head-end-ops integration analysts auditors camunda-admin
            ANY  /api/v1/clocks/*             dispatchers-* camunda-admin
            ANY  /api/v1/field-activities:reassign dispatchers-* camunda-admin
            READ /api/v1/assignments          dispatchers-* work-leaders-* camunda-admin
            READ /api/v1/supervision/**       dispatchers-* work-leaders-* camunda-admin
            READ /api/v1/to-do                dispatchers-* work-leaders-* camunda-admin
            ANY  /api/v1/found-work/**        field-* dispatchers-* workforce-* camunda-admin
            READ /api/v1/human-activities/**  dispatchers-* work-leaders-* head-end-ops integration collections-approvers meter-data camunda-admin
            ANY  /api/v1/human-activities/**  dispatchers-* head-end-ops integration collections-approvers meter-data camunda-admin
            READ /api/v1/inbound-events/**    operators-* on-call dispatchers-* work-leaders-* auditors camunda-admin
            ANY  /api/v1/inbound-events/**    operators-* on-call
            READ /api/v1/outages/**           dispatchers-* work-leaders-* head-end-ops integration camunda-admin
            ANY  /api/v1/outages/**           head-end-ops integration camunda-admin
            READ /api/v1/commands/**          readers api-clients dispatchers-* work-leaders-* head-end-ops integration camunda-admin
            ANY  /api/v1/commands/**          readers api-clients head-end-ops integration camunda-admin
            READ /api/v1/device-models/**     dispatchers-* work-leaders-* head-end-ops integration meter-data analysts auditors camunda-admin
            ANY  /api/v1/device-models/**     head-end-ops integration meter-data camunda-admin
            READ /api/v1/drift                dispatchers-* work-leaders-* head-end-ops integration meter-data auditors camunda-admin
            READ /api/v1/head-ends            dispatchers-* work-leaders-* head-end-ops integration meter-data auditors camunda-admin
            READ /api/v1/head-ends/*          dispatchers-* work-leaders-* head-end-ops integration meter-data auditors camunda-admin
            ANY  /api/v1/head-ends/*/pause    head-end-ops integration camunda-admin
            READ /api/v1/head-ends/*/reconciliation  dispatchers-* work-leaders-* head-end-ops integration meter-data auditors camunda-admin
            ANY  /api/v1/head-ends/*/reconciliation  head-end-ops integration camunda-admin
            ANY  /api/v1/subscriptions/**     api-clients integration camunda-admin
            READ /tmf-api/serviceOrdering/v4/serviceOrder/**       api-clients dispatchers-* work-leaders-* head-end-ops integration collections-approvers analysts auditors camunda-admin
            ANY  /tmf-api/serviceOrdering/v4/serviceOrder/**       api-clients integration camunda-admin
            READ /tmf-api/serviceOrdering/v4/cancelServiceOrder/** api-clients dispatchers-* work-leaders-* head-end-ops integration collections-approvers analysts auditors camunda-admin
            ANY  /tmf-api/serviceOrdering/v4/cancelServiceOrder/** api-clients integration camunda-admin
            ANY  /tmf-api/serviceOrdering/v4/hub/**                api-clients integration camunda-admin
            ANY  /tmf-api/appointment/v4/searchTimeSlot/**         api-clients integration camunda-admin
            ANY  /tmf-api/appointment/v4/appointment/**            api-clients integration camunda-admin
            READ /api/v1/events               api-clients integration camunda-admin
            ANY  /api/v1/events               api-clients integration camunda-admin
            ANY  /api/v1/models/**            analysts camunda-admin
            ANY  /api/v1/models:rescan        analysts camunda-admin
            ANY  /api/v1/models:check         analysts camunda-admin
            ANY  /api/v1/models:replay        analysts camunda-admin
            READ /api/v1/statistics/activities  dispatchers-* work-leaders-* analysts auditors camunda-admin
            READ /api/v1/people/**            dispatchers-* work-leaders-* people-admins-* camunda-admin
            ANY  /api/v1/people/*:hand-over   dispatchers-* people-admins-* camunda-admin
            ANY  /api/v1/people/**            people-admins-* camunda-admin
            READ /api/v1/org-units/**         dispatchers-* work-leaders-* people-admins-* camunda-admin
            ANY  /api/v1/org-units/*:hand-over dispatchers-* people-admins-* camunda-admin
            ANY  /api/v1/org-units/**         people-admins-* camunda-admin
            READ /api/v1/on-call/**           operators-* on-call dispatchers-* work-leaders-* people-admins-* camunda-admin
            ANY  /api/v1/on-call/*/stand-ins/** operators-* on-call people-admins-* camunda-admin
            ANY  /api/v1/on-call/**           people-admins-* camunda-admin
            ANY  /api/v1/my/on-call/**        operators-* on-call
            READ /api/v1/contacts/**          operators-* on-call people-admins-* camunda-admin
            ANY  /api/v1/contacts/**          people-admins-* camunda-admin
            ANY  /api/v1/contacts:import      people-admins-* camunda-admin
            READ /api/v1/operator-messages/** operators-* on-call dispatchers-* work-leaders-* auditors camunda-admin
            ANY  /api/v1/operator-messages    operators-* on-call
            READ /api/v1/staff-sync/**        camunda-admin
            ANY  /api/v1/staff-sync           camunda-admin
            READ /api/v1/notices/**           dispatchers-* work-leaders-* operators-* on-call auditors camunda-admin
            READ /api/v1/notice-deliveries    dispatchers-* work-leaders-* operators-* on-call auditors camunda-admin
            READ /api/v1/notice-texts/**      dispatchers-* work-leaders-* operators-* on-call analysts auditors camunda-admin
            ANY  /api/v1/notice-texts/*:preview dispatchers-* work-leaders-* operators-* on-call analysts camunda-admin
            READ /api/v1/responsibles/*       dispatchers-* work-leaders-* people-admins-* operators-* on-call auditors camunda-admin
            ANY  /api/v1/responsibles/*       dispatchers-* people-admins-* camunda-admin
            ANY  /api/v1/my/notices/**        dispatchers-* work-leaders-* field-* people-admins-* operators-* head-end-ops integration collections-approvers meter-data on-call analysts auditors camunda-admin
            READ /actuator/info               dispatchers-* work-leaders-* field-* people-admins-* operators-* head-end-ops integration collections-approvers meter-data on-call analysts auditors camunda-admin
            READ /actuator/**                 head-end-ops integration camunda-admin
            """;

    private record Rule(boolean readsOnly, PathPattern path, List<String> groups) {}

    private static final Set<String> READ = Set.of("GET", "HEAD");

    private final List<Rule> rules = TABLE.lines().map(AccessRules::rule).toList();

    /** Decided by the caller's head ends, not by a group: where head ends speak to us. */
    private final List<PathPattern> headEndDoors = Stream.of("replies", "events", "cim", "gxf-notifications")
            .map(door -> PathPatternParser.defaultInstance.parse("/api/v1/head-ends/{headEnd}/" + door))
            .toList();

    /** Decided by the workforce systems that the caller speaks for: where they speak to us. */
    private final List<PathPattern> workforceDoors = Stream.of("work-orders/{visit}/status", "device-verification")
            .map(door -> PathPatternParser.defaultInstance.parse("/api/v1/workforce/{system}/" + door))
            .toList();

    private final boolean demo;

    /** @param demo whether an operator may stand in for a head end or a workforce system */
    AccessRules(boolean demo) {
        this.demo = demo;
    }

    boolean allows(Caller caller, String method, String path) {
        PathContainer target = PathContainer.parsePath(path);
        Optional<String> headEnd = variable(headEndDoors, target, "headEnd");
        if (headEnd.isPresent()) {
            return "POST".equals(method) && speaksFor(caller, headEnd.get());
        }
        Optional<String> system = variable(workforceDoors, target, "system");
        if (system.isPresent()) {
            return "POST".equals(method)
                    && (caller.kind() == Caller.Kind.CLIENT && caller.in(People.WORKFORCE + system.get())
                            || demo && caller.in(People.HEAD_END_OPS));
        }
        return rules.stream()
                .filter(rule -> !rule.readsOnly() || READ.contains(method))
                .filter(rule -> rule.path().matches(target))
                .findFirst()
                .map(rule -> rule.groups().stream().anyMatch(group -> isIn(caller, group)))
                .orElse(false);
    }

    private static Optional<String> variable(List<PathPattern> doors, PathContainer target, String name) {
        return doors.stream()
                .map(door -> door.matchAndExtract(target))
                .filter(Objects::nonNull)
                .map(match -> match.getUriVariables().get(name))
                .findFirst();
    }

    private boolean speaksFor(Caller caller, String headEnd) {
        return caller.kind() == Caller.Kind.CLIENT && caller.headEnds().contains(headEnd)
                || demo && caller.in(People.HEAD_END_OPS);
    }

    private static boolean isIn(Caller caller, String group) {
        return group.endsWith("*")
                ? caller.groups().stream().anyMatch(own -> own.startsWith(group.substring(0, group.length() - 1)))
                : caller.in(group);
    }

    private static Rule rule(String row) {
        List<String> words = Arrays.asList(row.split("\\s+"));
        return new Rule(
                words.get(0).equals("READ"),
                PathPatternParser.defaultInstance.parse(words.get(1)),
                words.subList(2, words.size()));
    }
}
