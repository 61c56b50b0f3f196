// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.truckroll.assessment.Explanations;
import org.truckroll.assessment.Explanations.Explained;
import org.truckroll.lifecycle.RuleTable.PassedOver;

/** Decision records say why: the facts that mattered and the rows that were passed over (SOM-11). */
@ProcessTest
class ExplanationTest {

    static final String[] FOUNDING = {
        "E04 INSTALL_METER: INSTALLED device={} read",
        "E09 COMMISSION: SUCCESS",
        "E12 REMOTE_CONNECT: SUCCESS switch=ON",
        "E16 ON_DEMAND_READ_SCALAR: SUCCESS read",
        "E20 DONE: completed DONE"
    };

    @Autowired
    private Stories stories;

    @Autowired
    private Explanations explanations;

    @Autowired
    private RepositoryService repository;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @Test
    void namesFactsThatRowLookedAt() {
        var order = stories.at("{}").ordered("ENABLE").walk(FOUNDING);

        var explained = explanations.of(order.orderId());

        assertThat(explained).hasSize(5);
        assertThat(mattered(explained, "E04")).isEqualTo(Map.of("dev", "NONE"));
        assertThat(mattered(explained, "E09")).isEqualTo(Map.of("canCommission", true));
        assertThat(mattered(explained, "E12")).isEqualTo(Map.of("sw", "OFF", "canConnect", true));
        assertThat(mattered(explained, "E16")).isEqualTo(Map.of("readMissing", true, "canReadScalar", true));
        assertThat(mattered(explained, "E20")).isEmpty();
    }

    @Test
    void tellsOfEachRowAboveWhyItDidNotFire() {
        var order = stories.at("{}").ordered("ENABLE").walk(FOUNDING);

        var passed = explanations.of(order.orderId()).get(0).passedOver();

        assertThat(passed)
                .startsWith(
                        new PassedOver("E01", Map.of("spStatus", "ACTIVE")),
                        new PassedOver("E02", Map.of("sup", "ON")),
                        new PassedOver("E03", Map.of("sup", "ON")))
                .contains(
                        new PassedOver("G03", Map.of("spStatus", "ACTIVE")),
                        new PassedOver("G13", Map.of("repeated", false)));
        assertThat(passed.stream().map(PassedOver::rule)).doesNotContain("E04", "E05", "G15");
    }

    @Test
    void explainsGuardThatHeldNextActionBack() {
        var order = stories.at("{\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .walk("E15 TURN_ON_METER: NO_ACCESS", "E15 TURN_ON_METER: NO_ACCESS")
                .assess("G12", "FIELD_EXHAUSTED");

        var guard = explanations.of(order.orderId()).get(2);

        assertThat(guard.decision().decision()).isEqualTo("guard");
        assertThat(guard.mattered()).containsEntry("fieldFailures", 2).containsEntry("nextChannel", "FIELD");
        assertThat(guard.passedOver()).isNotEmpty().allMatch(row -> row.rule().startsWith("G"));
    }

    @Test
    void namesPersonWhoEndedOrder() {
        var order = stories.at("{\"device\":{\"kind\":\"MANUAL\"}}")
                .ordered("ENABLE")
                .walk(
                        "E15 TURN_ON_METER: NO_ACCESS",
                        "E15 TURN_ON_METER: NO_ACCESS",
                        "G12 FIELD_EXHAUSTED: CANCEL",
                        "PERSON CANCELLED: cancelled CANCELLED");

        var end = explanations.of(order.orderId()).get(3);

        assertThat(end.mattered())
                .isEqualTo(Map.of("task", "FIELD_EXHAUSTED", "decision", "CANCEL", "decidedBy", "dispatcher"));
        assertThat(explanations.text(order.orderId()).lines().toList())
                .last()
                .asString()
                .contains("PERSON", "A person cancelled the order.", "decidedBy = dispatcher");
    }

    @Test
    void readsAsOneLinePerStep() {
        var order = stories.at("{}").ordered("ENABLE").walk(FOUNDING);

        assertThat(explanations.text(order.orderId()).lines())
                .hasSize(5)
                .startsWith(
                        "2026-03-02T10:00:00Z  E04  There is no meter at this service point, so a crew installs one."
                                + " (dev = NONE) -> FIELD INSTALL_METER",
                        "2026-03-02T10:00:00Z  E09  After INSTALL_METER INSTALLED: The smart meter is not commissioned"
                                + " yet, so the head end is asked to take it into operation. (canCommission = true) ->"
                                + " COMMAND COMMISSION");
    }

    @Test
    void explainsByTablesOfOrdersOwnRelease() throws Exception {
        var order = stories.at("{}").ordered("ENABLE").walk(FOUNDING);
        var table = Files.readString(Path.of("processes/next-action-enable.dmn"), StandardCharsets.UTF_8);
        var newer = repository
                .createDeployment()
                .addString("processes/next-action-enable.dmn", table.replace("\"E04\"", "\"E99\""))
                .deploy();
        try {
            assertThat(mattered(explanations.of(order.orderId()), "E04")).isEqualTo(Map.of("dev", "NONE"));
        } finally {
            repository.deleteDeployment(newer.getId(), true);
        }
    }

    private static Map<String, Object> mattered(List<Explained> explained, String rule) {
        return explained.stream()
                .filter(one -> one.decision().rule().equals(rule))
                .findFirst()
                .orElseThrow()
                .mattered();
    }
}
