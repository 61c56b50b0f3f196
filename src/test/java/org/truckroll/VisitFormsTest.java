// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.truckroll.Assignments.Assignment;
import org.truckroll.serviceorder.Activity;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.DeviceModels;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;

/** The forms of the visits that take service away, give it back, exchange or warn: they report just as REST does (SOM-09). */
@ProcessTest
class VisitFormsTest {

    private static final String METER = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String OFF_SOURCE =
            "{\"supply\":\"OFF_SOURCE\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String OFF_METER =
            "{\"supply\":\"OFF_METER\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String LAMPS =
            "{\"category\":\"UNBADGED\",\"device\":{\"id\":null,\"kind\":\"MANUAL\",\"switch\":\"ON\",\"registers\":null,\"count\":5}}";

    @Autowired
    private DeviceModels models;

    @Autowired
    private Stories stories;

    @Autowired
    private TaskService tasks;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    private Assignment send(String point, String type, String action) {
        return stories.doors(0).send(point, type, action);
    }

    /** {@code OLD} stands for the id of the device in place. */
    private void complete(Assignment visit, Map<String, ?> fields) {
        Map<String, Object> filled = new HashMap<>();
        fields.forEach((name, value) -> filled.put(name, value instanceof String text ? visit.filled(text) : value));
        Task task = visit.openTask();
        asks(task, fields.keySet());
        tasks.claim(task.getId(), "crew");
        tasks.complete(task.getId(), filled);
    }

    /** The form that Tasklist would show has these fields: what no form asks for, nobody could fill in. */
    private void asks(Task task, Set<String> fields) {
        try (InputStream file = stories.engine().getFormService().getDeployedTaskForm(task.getId())) {
            assertThat(new ObjectMapper().readTree(file).findValuesAsText("key"))
                    .as("%s", task.getName())
                    .containsAll(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A visit, its form, and how a crew fills it in. */
    record Filled(String point, String type, String action, String form, Map<String, ?> fields) {

        @Override
        public String toString() {
            return action + " " + fields.get("result");
        }
    }

    static List<Filled> forms() {
        return List.of(
                new Filled(
                        METER,
                        "DISABLE",
                        "TURN_OFF_METER",
                        "visit-turn-off",
                        Map.of("result", "TURNED_OFF", "readings", "12,5", "foundDeviceId", "OLD")),
                new Filled(METER, "DISABLE", "TURN_OFF_ITEM", "visit-turn-off", Map.of("result", "SLEEVED")),
                new Filled(
                        METER,
                        "CUT",
                        "CUT_FOR_NON_PAYMENT",
                        "visit-cut",
                        Map.of("result", "OFF_AT_SWITCH", "readings", "12.5")),
                new Filled(
                        METER,
                        "CUT",
                        "CUT_FOR_NON_PAYMENT",
                        "visit-cut",
                        Map.of("result", "REMOVED", "removedDeviceId", "OLD", "readings", "12.5")),
                new Filled(METER, "CUT", "CUT_FOR_NON_PAYMENT", "visit-cut", Map.of("result", "PAID_AT_DOOR")),
                new Filled(
                        METER,
                        "RECONNECT",
                        "RECONNECT_FOR_PAYMENT",
                        "visit-turn-on",
                        Map.of("result", "TURNED_ON", "readings", "12.5")),
                new Filled(
                        OFF_SOURCE,
                        "RECONNECT",
                        "RECONNECT_FOR_PAYMENT",
                        "visit-connect-source",
                        Map.of("result", "CONNECTED_AT_SOURCE")),
                new Filled(
                        OFF_METER,
                        "RECONNECT",
                        "RECONNECT_ITEM_FOR_PAYMENT",
                        "visit-connect-meter",
                        Map.of("result", "TURNED_ON")),
                new Filled(
                        "{}",
                        "DISABLE",
                        "DISCONNECT_SP_AT_SOURCE",
                        "visit-disconnect",
                        Map.of("result", "OFF_AT_SOURCE")),
                new Filled(
                        METER,
                        "CUT",
                        "DISCONNECT_SP_AT_SOURCE",
                        "visit-disconnect-cut",
                        Map.of("result", "PAID_AT_DOOR")),
                new Filled(
                        METER,
                        "REMOVE",
                        "DISCONNECT_SP_AT_SOURCE_AND_REMOVE",
                        "visit-disconnect-remove",
                        Map.of("result", "REMOVED", "removedDeviceId", "OLD")),
                new Filled(
                        METER,
                        "REMOVE",
                        "DISCONNECT_SP_AT_SOURCE_AND_REMOVE",
                        "visit-disconnect-remove",
                        Map.of("result", "OFF_AT_SOURCE", "readings", "12.5")),
                new Filled(
                        METER,
                        "REMOVE",
                        "REMOVE_METER",
                        "visit-remove",
                        Map.of("result", "REMOVED", "removedDeviceId", "OLD", "readings", "1 = 12.5")),
                new Filled(METER, "CUT", "DISCONNECT_WARNING", "visit-warning", Map.of("result", "WARNED")));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void formReportsTheVisit(Filled filled) {
        Assignment visit = send(filled.point(), filled.type(), filled.action());
        assertThat(tasks.getVariableLocal(visit.openTask().getId(), "form")).isEqualTo(filled.form());
        complete(visit, filled.fields());
        assertThat(visit.activity().state()).isEqualTo(Activity.State.COMPLETED);
        assertThat(visit.activity().outcome()).isEqualTo(filled.fields().get("result"));
        assertThat(visit.seen().readingList()).hasSize(filled.fields().containsKey("readings") ? 1 : 0);
        boolean named = filled.fields().containsValue("OLD");
        assertThat(visit.seen().deviceId()).isEqualTo(named ? visit.filled("OLD") : null);
        hasForgotten(visit, "readings", "removedDeviceId", "foundDeviceId", "result");
    }

    private void hasForgotten(Assignment visit, String... fields) {
        assertThat(stories.engine()
                        .getHistoryService()
                        .createHistoricVariableInstanceQuery()
                        .processInstanceId(visit.process())
                        .list())
                .extracting(variable -> variable.getName())
                .doesNotContain(fields);
    }

    @Test
    void formOfAnExchangeTellsBothDevices() {
        Assignment visit = send(METER, "EXCHANGE", "EXCHANGE_METER");
        assertThat(tasks.getVariableLocal(visit.openTask().getId(), "form")).isEqualTo("visit-exchange");
        complete(
                visit,
                Map.of(
                        "result", "EXCHANGED",
                        "removedDeviceId", "OLD",
                        "oldReadings", "812.5",
                        "newDeviceId", "M-NEW",
                        "newDeviceKind", "SMART",
                        "newDeviceSwitch", "OFF",
                        "newDeviceRegisters", "1, 2",
                        "newDeviceHeadEnd", "scripted",
                        "readings", "1 = 0\n2 = 0.5"));
        Observation seen = visit.seen();
        String old = visit.filled("OLD");
        assertThat(seen.deviceId()).isEqualTo(old);
        assertThat(seen.installedDevice().id()).isEqualTo("M-NEW");
        assertThat(seen.installedDevice().kind()).isEqualTo(Device.Kind.SMART);
        assertThat(seen.readingList())
                .extracting(
                        Reading::deviceId,
                        Reading::registerId,
                        reading -> reading.value().toPlainString())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(old, "1", "812.5"),
                        org.assertj.core.groups.Tuple.tuple("M-NEW", "1", "0"),
                        org.assertj.core.groups.Tuple.tuple("M-NEW", "2", "0.5"));
        hasForgotten(visit, "oldReadings", "newDeviceId");
    }

    @Test
    void deviceOfAKnownModelCanWhatItsModelCan() {
        models.declare(
                "simulator",
                "FORM-1",
                new Device.Capabilities(Device.SwitchControl.ARM_ONLY, null, true, null, null),
                "test");
        Assignment visit = send(METER, "EXCHANGE", "EXCHANGE_METER");
        Map<String, Object> fields = new HashMap<>(Map.of(
                "result", "EXCHANGED",
                "removedDeviceId", "OLD",
                "oldReadings", "812.5",
                "newDeviceId", "M-KNOWN",
                "newDeviceKind", "SMART",
                "newDeviceSwitchControl", "REMOTE",
                "newDeviceHeadEnd", "simulator",
                "newDeviceModel", "FORM-1",
                "newDeviceReadRemotely", true,
                "readings", "0"));
        complete(visit, fields);
        Device installed = visit.seen().installedDevice();
        assertThat(installed.model()).isEqualTo("FORM-1");
        assertThat(installed.capabilities())
                .isEqualTo(new Device.Capabilities(Device.SwitchControl.ARM_ONLY, true, true, false, null));
        hasForgotten(visit, "newDeviceModel");
    }

    @Test
    void formCountsUnitsThatAreLeft() {
        Assignment visit = send(LAMPS, "REMOVE", "REMOVE_DEVICE");
        assertThat(tasks.getVariableLocal(visit.openTask().getId(), "deviceInPlace"))
                .isEqualTo("5 units");
        complete(visit, Map.of("result", "REMOVED", "remainingCount", 2));
        assertThat(visit.seen().count()).isEqualTo(2);
        hasForgotten(visit, "remainingCount");
    }

    @Test
    void formCountsUnitsOfAnExchange() {
        Assignment visit = send(LAMPS, "EXCHANGE", "EXCHANGE_DEVICE");
        complete(visit, Map.of("result", "EXCHANGED", "newDeviceCount", 4, "newDeviceSwitch", "ON"));
        assertThat(visit.seen().installedDevice().count()).isEqualTo(4);
        assertThat(visit.seen().installedDevice().position()).isEqualTo(Device.SwitchPosition.ON);
    }

    /** What a form must not say, and a word of the refusal. */
    record Refused(String action, Map<String, ?> fields, String word) {}

    static List<Refused> refusals() {
        return List.of(
                new Refused("CUT_FOR_NON_PAYMENT", Map.of("result", "REMOVED"), "/deviceId"),
                new Refused(
                        "CUT_FOR_NON_PAYMENT", Map.of("result", "REMOVED", "removedDeviceId", "M-OTHER"), "/deviceId"),
                new Refused(
                        "CUT_FOR_NON_PAYMENT", Map.of("result", "SLEEVED", "foundDeviceId", "M-OTHER"), "/deviceId"),
                new Refused(
                        "CUT_FOR_NON_PAYMENT",
                        Map.of("result", "REMOVED", "removedDeviceId", "OLD", "remainingCount", 1),
                        "/count"),
                new Refused(
                        "EXCHANGE_METER",
                        Map.of(
                                "result", "EXCHANGED",
                                "removedDeviceId", "OLD",
                                "oldReadings", "a lot",
                                "newDeviceId", "M-NEW",
                                "newDeviceKind", "MANUAL"),
                        "/oldReadings"),
                new Refused(
                        "EXCHANGE_METER", Map.of("result", "EXCHANGED", "removedDeviceId", "OLD"), "/installedDevice"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatRestRefuses(Refused refused) {
        Assignment visit = send(METER, "CUT", refused.action());
        assertThatThrownBy(() -> complete(visit, refused.fields()))
                .hasStackTraceContaining("Nothing was changed")
                .hasStackTraceContaining(refused.word());
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
    }
}
