// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.truckroll.people.Caller;

/** The whole access table: every role against every kind of call. */
class AccessRulesTest {

    private static final Map<String, String> GROUP_OF_ROLE = new LinkedHashMap<>();

    static {
        GROUP_OF_ROLE.put("client", "api-clients");
        GROUP_OF_ROLE.put("reader", "readers");
        GROUP_OF_ROLE.put("dispatcher", "dispatchers-north");
        GROUP_OF_ROLE.put("crew", "field-north");
        GROUP_OF_ROLE.put("operator", "head-end-ops");
        GROUP_OF_ROLE.put("integration", "integration");
        GROUP_OF_ROLE.put("approver", "collections-approvers");
        GROUP_OF_ROLE.put("meterData", "meter-data");
        GROUP_OF_ROLE.put("analyst", "analysts");
        GROUP_OF_ROLE.put("auditor", "auditors");
        GROUP_OF_ROLE.put("admin", "camunda-admin");
        GROUP_OF_ROLE.put("onCall", "on-call");
        GROUP_OF_ROLE.put("watch", "operators-north");
        GROUP_OF_ROLE.put("workLeader", "work-leaders-north");
        GROUP_OF_ROLE.put("peopleAdmin", "people-admins-north");
        GROUP_OF_ROLE.put("workforce", "workforce-fieldco");
        GROUP_OF_ROLE.put("nobody", "strangers");
    }

    private static final String TABLE = """
            GET    /api/v1/service-points/SP-1            client dispatcher workLeader crew operator integration analyst auditor admin
            GET    /api/v1/service-points/SP-1/readings   client dispatcher workLeader crew operator integration analyst auditor admin
            GET    /api/v1/service-points/SP-1/history    client dispatcher workLeader crew operator integration analyst auditor admin
            PUT    /api/v1/service-points/SP-1            client integration admin
            POST   /api/v1/service-points:import          client integration admin
            POST   /api/v1/service-points/SP-1/readings   client integration admin
            GET    /api/v1/service-orders                 client dispatcher workLeader operator integration approver analyst auditor admin
            GET    /api/v1/service-orders/1               client dispatcher workLeader operator integration approver analyst auditor admin
            HEAD   /api/v1/service-orders/1               client dispatcher workLeader operator integration approver analyst auditor admin
            GET    /api/v1/service-orders/1/decisions     client dispatcher workLeader operator integration approver analyst auditor admin
            GET    /api/v1/service-orders/1/events        client dispatcher workLeader operator integration approver analyst auditor admin
            POST   /api/v1/service-orders                 client integration admin
            POST   /api/v1/service-orders:preview         client integration admin
            PATCH  /api/v1/service-orders/1               client integration admin
            POST   /api/v1/service-orders/1/tracking-link client dispatcher integration admin
            POST   /api/v1/service-orders/1/cancellation  client integration admin
            GET    /api/v1/field-activities               crew dispatcher workLeader admin
            GET    /api/v1/field-activities/1/suggestions crew dispatcher workLeader admin
            POST   /api/v1/field-activities/1/claim       crew dispatcher admin
            POST   /api/v1/field-activities/1/complete    crew dispatcher admin
            POST   /api/v1/field-activities/1/assign      crew dispatcher admin
            GET    /api/v1/field-activities/1/slots       crew dispatcher workLeader admin
            GET    /api/v1/field-activities/1/appointment crew dispatcher workLeader admin
            POST   /api/v1/field-activities/1/appointment crew dispatcher admin
            POST   /api/v1/field-activities/1/appointment/move    crew dispatcher admin
            POST   /api/v1/field-activities/1/appointment/cancel  crew dispatcher admin
            POST   /api/v1/field-activities/1/appointment/no-show crew dispatcher admin
            POST   /api/v1/field-activities/1/preliminary-visit   crew dispatcher admin
            POST   /api/v1/field-activities/1/customer-link       crew dispatcher admin
            POST   /api/v1/field-activities:reassign      dispatcher admin
            GET    /api/v1/assignments                    dispatcher workLeader admin
            POST   /api/v1/assignments                    -
            GET    /api/v1/supervision                    dispatcher workLeader admin
            GET    /api/v1/supervision/counts             dispatcher workLeader admin
            POST   /api/v1/supervision                    -
            GET    /api/v1/to-do                          dispatcher workLeader admin
            POST   /api/v1/to-do                          -
            POST   /api/v1/found-work                     crew dispatcher workforce admin
            GET    /api/v1/field-activities/1/work-order  crew dispatcher workLeader admin
            POST   /api/v1/field-activities/1/take-back   crew dispatcher admin
            POST   /api/v1/workforce/fieldco/device-verification    -
            POST   /api/v1/workforce/fieldco/work-orders/1/status   -
            GET    /api/v1/service-orders/1/clocks        client dispatcher workLeader operator integration approver analyst auditor admin
            GET    /api/v1/clocks                         dispatcher workLeader operator integration analyst auditor admin
            GET    /api/v1/clocks/1                       dispatcher workLeader operator integration analyst auditor admin
            POST   /api/v1/clocks/1:pause                 dispatcher admin
            POST   /api/v1/clocks/1:resume                dispatcher admin
            GET    /api/v1/human-activities               dispatcher workLeader operator integration approver meterData admin
            POST   /api/v1/human-activities/1/decision    dispatcher operator integration approver meterData admin
            GET    /api/v1/inbound-events                 dispatcher workLeader onCall watch auditor admin
            GET    /api/v1/inbound-events/1               dispatcher workLeader onCall watch auditor admin
            GET    /api/v1/inbound-events/1/original      dispatcher workLeader onCall watch auditor admin
            POST   /api/v1/inbound-events/1/take-charge   onCall watch
            POST   /api/v1/inbound-events/1/forward       onCall watch
            GET    /api/v1/outages                        dispatcher workLeader operator integration admin
            GET    /api/v1/outages/O-1                    dispatcher workLeader operator integration admin
            PUT    /api/v1/outages/O-1                    operator integration admin
            POST   /api/v1/head-ends/metering/replies     -
            POST   /api/v1/head-ends/metering/gxf-notifications      -
            GET    /api/v1/commands                       reader client dispatcher workLeader operator integration admin
            GET    /api/v1/commands/1                     reader client dispatcher workLeader operator integration admin
            POST   /api/v1/commands                       reader client operator integration admin
            GET    /api/v1/drift                          dispatcher workLeader operator integration meterData auditor admin
            POST   /api/v1/drift                          -
            GET    /api/v1/head-ends/x/reconciliation     dispatcher workLeader operator integration meterData auditor admin
            POST   /api/v1/head-ends/x/reconciliation     operator integration admin
            GET    /api/v1/device-models                  dispatcher workLeader operator integration meterData analyst auditor admin
            PUT    /api/v1/device-models/x/E360           operator integration meterData admin
            GET    /api/v1/subscriptions                  client integration admin
            POST   /api/v1/subscriptions                  client integration admin
            DELETE /api/v1/subscriptions/1                client integration admin
            GET    /tmf-api/serviceOrdering/v4/serviceOrder          client dispatcher workLeader operator integration approver analyst auditor admin
            GET    /tmf-api/serviceOrdering/v4/serviceOrder/1        client dispatcher workLeader operator integration approver analyst auditor admin
            POST   /tmf-api/serviceOrdering/v4/serviceOrder          client integration admin
            PATCH  /tmf-api/serviceOrdering/v4/serviceOrder/1        client integration admin
            DELETE /tmf-api/serviceOrdering/v4/serviceOrder/1        client integration admin
            GET    /tmf-api/serviceOrdering/v4/cancelServiceOrder/1  client dispatcher workLeader operator integration approver analyst auditor admin
            POST   /tmf-api/serviceOrdering/v4/cancelServiceOrder    client integration admin
            POST   /tmf-api/serviceOrdering/v4/hub                   client integration admin
            DELETE /tmf-api/serviceOrdering/v4/hub/1                 client integration admin
            GET    /tmf-api/appointment/v4/searchTimeSlot            client integration admin
            GET    /tmf-api/appointment/v4/searchTimeSlot/1          client integration admin
            POST   /tmf-api/appointment/v4/searchTimeSlot            client integration admin
            GET    /tmf-api/appointment/v4/appointment               client integration admin
            GET    /tmf-api/appointment/v4/appointment/1             client integration admin
            POST   /tmf-api/appointment/v4/appointment               client integration admin
            PATCH  /tmf-api/appointment/v4/appointment/1             client integration admin
            DELETE /tmf-api/appointment/v4/appointment/1             client integration admin
            POST   /tmf-api/appointment/v4/hub                       -
            GET    /tmf-api/serviceOrdering/v3/serviceOrder          -
            GET    /tmf-api                                          -
            GET    /api/v1/events                         client integration admin
            POST   /api/v1/events                         client integration admin
            GET    /api/v1/models                         analyst admin
            POST   /api/v1/models:rescan                  analyst admin
            POST   /api/v1/models:check                   analyst admin
            POST   /api/v1/models:replay                  analyst admin
            GET    /api/v1/statistics/activities          dispatcher workLeader analyst auditor admin
            POST   /api/v1/statistics/activities          -
            GET    /api/v1/statistics                     -
            GET    /api/v1/people                         dispatcher workLeader peopleAdmin admin
            GET    /api/v1/people/crew/work               dispatcher workLeader peopleAdmin admin
            POST   /api/v1/people                         peopleAdmin admin
            PATCH  /api/v1/people/crew                    peopleAdmin admin
            PUT    /api/v1/people/crew/roster             peopleAdmin admin
            POST   /api/v1/people/crew:disable            peopleAdmin admin
            POST   /api/v1/people/crew:enable             peopleAdmin admin
            POST   /api/v1/people/crew:hand-over          dispatcher peopleAdmin admin
            GET    /api/v1/org-units                      dispatcher workLeader peopleAdmin admin
            POST   /api/v1/org-units                      peopleAdmin admin
            PATCH  /api/v1/org-units/field-north          peopleAdmin admin
            DELETE /api/v1/org-units/field-north          peopleAdmin admin
            POST   /api/v1/org-units/field-north:hand-over dispatcher peopleAdmin admin
            GET    /actuator/info                         dispatcher workLeader crew operator integration approver meterData onCall watch analyst auditor peopleAdmin admin
            POST   /actuator/info                         -
            GET    /api/v1/notices                        dispatcher workLeader watch onCall auditor admin
            GET    /api/v1/notices/1/report               dispatcher workLeader watch onCall auditor admin
            GET    /api/v1/notices/statistics             dispatcher workLeader watch onCall auditor admin
            POST   /api/v1/notices                        -
            GET    /api/v1/notice-deliveries              dispatcher workLeader watch onCall auditor admin
            GET    /api/v1/notice-texts                   dispatcher workLeader watch onCall analyst auditor admin
            GET    /api/v1/notice-texts/undelivered       dispatcher workLeader watch onCall analyst auditor admin
            POST   /api/v1/notice-texts/undelivered:preview  dispatcher workLeader watch onCall analyst admin
            PUT    /api/v1/notice-texts/undelivered       -
            GET    /api/v1/responsibles/SP-1              dispatcher workLeader peopleAdmin watch onCall auditor admin
            PUT    /api/v1/responsibles/SP-1              dispatcher peopleAdmin admin
            GET    /api/v1/my/notices                     dispatcher workLeader crew peopleAdmin watch operator integration approver meterData onCall analyst auditor admin
            POST   /api/v1/my/notices/1:read              dispatcher workLeader crew peopleAdmin watch operator integration approver meterData onCall analyst auditor admin
            GET    /api/v1/on-call/north                  onCall watch dispatcher workLeader peopleAdmin admin
            GET    /api/v1/on-call/north/shifts           onCall watch dispatcher workLeader peopleAdmin admin
            PUT    /api/v1/on-call/north/operators/crew   peopleAdmin admin
            POST   /api/v1/on-call/north/rotas            peopleAdmin admin
            PUT    /api/v1/on-call/north/escalation       peopleAdmin admin
            POST   /api/v1/on-call/north/stand-ins        onCall watch peopleAdmin admin
            DELETE /api/v1/on-call/north/stand-ins/1      onCall watch peopleAdmin admin
            GET    /api/v1/my/on-call                     onCall watch
            PUT    /api/v1/my/on-call/north               onCall watch
            POST   /api/v1/my/on-call/calendar            onCall watch
            GET    /api/v1/contacts                       onCall watch peopleAdmin admin
            GET    /api/v1/contacts/1                     onCall watch peopleAdmin admin
            POST   /api/v1/contacts                       peopleAdmin admin
            PUT    /api/v1/contacts/1                     peopleAdmin admin
            POST   /api/v1/contacts:import                peopleAdmin admin
            GET    /api/v1/operator-messages/1            onCall watch dispatcher workLeader auditor admin
            POST   /api/v1/operator-messages              onCall watch
            DELETE /api/v1/operator-messages/1            -
            GET    /api/v1/staff-sync                     admin
            GET    /api/v1/staff-sync/1/faults            admin
            POST   /api/v1/staff-sync                     admin
            GET    /actuator/prometheus                   operator integration admin
            POST   /actuator/loggers                      -
            GET    /api/v1/anything                       -
            GET    /api/v2/service-orders                 -
            GET    /api                                   -
            """;

    static Stream<Arguments> table() {
        return TABLE.lines()
                .map(line -> line.strip().split("\\s+"))
                .flatMap(words -> GROUP_OF_ROLE.keySet().stream()
                        .map(role -> Arguments.of(
                                role,
                                words[0],
                                words[1],
                                Arrays.asList(words).subList(2, words.length).contains(role))));
    }

    @ParameterizedTest(name = "{0} {1} {2} = {3}")
    @MethodSource("table")
    void followsTheTable(String role, String method, String path, boolean allowed) {
        Caller caller = new Caller(role, Caller.Kind.PERSON, Set.of(GROUP_OF_ROLE.get(role)), Set.of(), Set.of());

        assertThat(new AccessRules(false).allows(caller, method, path)).isEqualTo(allowed);
    }

    @Test
    void letsAHeadEndAnswerForItselfOnly() {
        Caller headEnd = new Caller("hes", Caller.Kind.CLIENT, Set.of("api-clients"), Set.of(), Set.of("metering"));
        AccessRules rules = new AccessRules(false);

        assertThat(List.of("replies", "events", "cim", "gxf-notifications"))
                .allMatch(door -> rules.allows(headEnd, "POST", "/api/v1/head-ends/metering/" + door));
        assertThat(rules.allows(headEnd, "POST", "/api/v1/head-ends/other/replies"))
                .isFalse();
        assertThat(rules.allows(headEnd, "GET", "/api/v1/head-ends/metering/replies"))
                .isFalse();
        assertThat(rules.allows(headEnd, "POST", "/api/v1/head-ends/metering")).isFalse();
    }

    @Test
    void letsAnOperatorStandInForAHeadEndInTheDemoOnly() {
        Caller operator = new Caller("operator", Caller.Kind.PERSON, Set.of("head-end-ops"), Set.of(), Set.of());

        assertThat(new AccessRules(true).allows(operator, "POST", "/api/v1/head-ends/simulator/replies"))
                .isTrue();
        assertThat(new AccessRules(false).allows(operator, "POST", "/api/v1/head-ends/simulator/replies"))
                .isFalse();
    }

    @Test
    void onlyTheClientOfAWorkforceSystemSpeaksForIt() {
        Caller fieldco =
                new Caller("fieldco", Caller.Kind.CLIENT, Set.of("workforce-fieldco"), Set.of("south"), Set.of());
        Caller person =
                new Caller("somebody", Caller.Kind.PERSON, Set.of("workforce-fieldco"), Set.of("south"), Set.of());
        AccessRules rules = new AccessRules(false);
        List<String> doors = List.of("/work-orders/1/status", "/device-verification");
        assertThat(doors)
                .allMatch(door -> rules.allows(fieldco, "POST", "/api/v1/workforce/fieldco" + door))
                .noneMatch(door -> rules.allows(fieldco, "GET", "/api/v1/workforce/fieldco" + door))
                .noneMatch(door -> rules.allows(fieldco, "POST", "/api/v1/workforce/other" + door))
                .noneMatch(door -> rules.allows(person, "POST", "/api/v1/workforce/fieldco" + door));
        assertThat(rules.allows(fieldco, "POST", "/api/v1/workforce/fieldco")).isFalse();
    }

    @Test
    void decodesAPathBeforeItDecides() {
        Caller crew = new Caller("crew", Caller.Kind.PERSON, Set.of("field-north"), Set.of(), Set.of());

        assertThat(new AccessRules(false).allows(crew, "PUT", "/api/v1/service%2Dpoints/SP-1"))
                .isFalse();
        assertThat(List.of("field-activities", "field%2Dactivities"))
                .allMatch(name -> new AccessRules(false).allows(crew, "GET", "/api/v1/" + name));
    }
}
