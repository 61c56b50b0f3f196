// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;
import org.truckroll.field.FieldWork;
import org.truckroll.serviceorder.Activity;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ServicePoint;

/** What a crew may report over HTTP: every visit in every mode, and what is refused with nothing changed (SOM-09, service-orders 7.7). */
@ProcessTest
class VisitContractTest {

    private static final String NONE = "{}";
    private static final String METER = "{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}";
    private static final String ITEM =
            "{\"category\":\"ITEM\",\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\",\"registers\":[]}}";
    private static final String LAMPS =
            "{\"category\":\"UNBADGED\",\"device\":{\"id\":null,\"kind\":\"MANUAL\",\"switch\":\"ON\",\"registers\":null,\"count\":5}}";
    private static final String NEW =
            "\"installedDevice\":{\"id\":\"M-NEW\",\"kind\":\"MANUAL\",\"switch\":\"ON\",\"registers\":[{\"id\":\"1\"},{\"id\":\"2\"}]}";
    private static final String READ =
            "\"readings\":[{\"registerId\":\"1\",\"value\":\"60\",\"at\":\"2026-03-02T09:50:00Z\"}]";

    @Autowired
    private Stories stories;

    @Autowired
    private FieldWork field;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    private Assignment send(String point, String type, String action) {
        return stories.doors(port).send(point, type, action);
    }

    /** A visit of an order at a point, and one mode in which it ends. */
    record Way(String point, String type, String action, String mode) {

        @Override
        public String toString() {
            return action + " " + mode;
        }
    }

    static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        ways.addAll(ways(NONE, "ENABLE", "CONNECT_SP_AT_SOURCE_AND_INSTALL", "INSTALLED CONNECTED_AT_SOURCE"));
        ways.addAll(ways(NONE, "ENABLE", "CONNECT_SP_AT_METER_AND_INSTALL", "INSTALLED CONNECTED_AT_METER"));
        ways.addAll(ways(NONE, "ENABLE", "CONNECT_SP_AT_DEVICE_AND_INSTALL", "INSTALLED CONNECTED_AT_METER"));
        ways.addAll(ways(NONE, "ENABLE", "INSTALL_METER INSTALL_DEVICE", "INSTALLED"));
        ways.addAll(ways(METER, "ENABLE", "CONNECT_SP_AT_SOURCE_AND_TURN_ON", "TURNED_ON CONNECTED_AT_SOURCE"));
        ways.addAll(ways(
                METER,
                "ENABLE",
                "CONNECT_SP_AT_METER_AND_TURN_ON CONNECT_SP_AT_DEVICE_AND_TURN_ON",
                "TURNED_ON CONNECTED_AT_METER"));
        ways.addAll(ways(METER, "ENABLE", "CONNECT_SP_AT_SOURCE", "CONNECTED_AT_SOURCE TURNED_ON"));
        ways.addAll(ways(METER, "ENABLE", "CONNECT_SP_AT_METER CONNECT_SP_AT_DEVICE", "CONNECTED_AT_METER TURNED_ON"));
        ways.addAll(ways(METER, "ENABLE", "TURN_ON_METER TURN_ON_ITEM", "TURNED_ON"));
        ways.addAll(ways(
                METER, "DISABLE", "TURN_OFF_METER TURN_OFF_ITEM", "TURNED_OFF OFF_AT_METER OFF_AT_SOURCE SLEEVED"));
        ways.addAll(ways(METER, "READ", "READ_METER", "READ"));
        String cuts = "OFF_AT_SWITCH OFF_AT_METER OFF_AT_SOURCE SLEEVED REMOVED PAID_AT_DOOR";
        ways.addAll(ways(METER, "CUT", "CUT_FOR_NON_PAYMENT", cuts));
        ways.addAll(ways(ITEM, "CUT", "CUT_ITEM_FOR_NON_PAYMENT", cuts));
        ways.addAll(ways(LAMPS, "CUT", "CUT_ITEM_FOR_NON_PAYMENT", cuts));
        String twins = "RECONNECT_FOR_PAYMENT RECONNECT_ITEM_FOR_PAYMENT";
        ways.addAll(ways(METER, "RECONNECT", twins, "TURNED_ON"));
        ways.addAll(ways(supply(METER, "OFF_SOURCE"), "RECONNECT", twins, "TURNED_ON CONNECTED_AT_SOURCE"));
        ways.addAll(ways(supply(METER, "OFF_METER"), "RECONNECT", twins, "TURNED_ON CONNECTED_AT_METER"));
        ways.addAll(ways(METER, "DISABLE", "DISCONNECT_SP_AT_SOURCE", "OFF_AT_SOURCE"));
        ways.addAll(ways(NONE, "CUT", "DISCONNECT_SP_AT_SOURCE", "OFF_AT_SOURCE PAID_AT_DOOR"));
        ways.addAll(ways(METER, "REMOVE", "DISCONNECT_SP_AT_SOURCE_AND_REMOVE", "REMOVED OFF_AT_SOURCE"));
        ways.addAll(ways(METER, "REMOVE", "REMOVE_METER", "REMOVED"));
        ways.addAll(ways(ITEM, "REMOVE", "REMOVE_DEVICE", "REMOVED"));
        ways.addAll(ways(LAMPS, "REMOVE", "REMOVE_DEVICE", "REMOVED"));
        ways.addAll(ways(METER, "EXCHANGE", "EXCHANGE_METER", "EXCHANGED"));
        ways.addAll(ways(ITEM, "EXCHANGE", "EXCHANGE_DEVICE", "EXCHANGED"));
        ways.addAll(ways(METER, "INVESTIGATE", "SERVICE_INVESTIGATION", "INVESTIGATED"));
        ways.addAll(ways(METER, "CUT", "DISCONNECT_WARNING", "WARNED PAID_AT_DOOR"));
        return ways;
    }

    private static List<Way> ways(String point, String type, String actions, String modes) {
        List<Way> ways = new ArrayList<>();
        for (String action : actions.split(" ")) {
            for (String mode : modes.split(" ")) {
                ways.add(new Way(point, type, action, mode));
            }
        }
        return ways;
    }

    private static String supply(String point, String supply) {
        return point.replaceFirst("\\{", "{\"supply\":\"" + supply + "\",");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void takesEveryVisitInEachOfItsModes(Way way) {
        Assignment visit = send(way.point(), way.type(), way.action());
        List<String> offered = new ArrayList<>();
        visit.view().is(200).body().path("modes").forEach(mode -> offered.add(mode.asText()));
        assertThat(offered)
                .containsExactlyElementsOf(ways().stream()
                        .filter(other -> other.action().equals(way.action())
                                && other.point().equals(way.point())
                                && other.type().equals(way.type()))
                        .map(Way::mode)
                        .toList());
        String more = switch (way.mode()) {
            case "INSTALLED" -> ",\"deviceId\":\"M-NEW\"," + NEW;
            case "EXCHANGED" -> ",\"deviceId\":\"OLD\"," + NEW;
            case "REMOVED" -> way.point().equals(LAMPS) ? "" : ",\"deviceId\":\"OLD\"";
            case "READ" -> "," + READ;
            default -> "";
        };

        Answer answer = visit.complete("{\"mode\":\"" + way.mode() + "\"" + more + "}");

        answer.is(200);
        assertThat(answer.body().path("state").asText()).isEqualTo("COMPLETED");
        assertThat(answer.body().path("outcome").asText()).isEqualTo(way.mode());
        assertThat(visit.activity().outcome()).isEqualTo(way.mode());
        assertThat(visit.task()).isNull();
    }

    /** What a report must not say, and the field that the refusal names. */
    record Refused(String why, String point, String type, String action, String body, String pointer) {

        @Override
        public String toString() {
            return why;
        }
    }

    static List<Refused> refusals() {
        String readOld = READ.replace("\"registerId\"", "\"deviceId\":\"OLD\",\"registerId\"");
        String offSource = supply(METER, "OFF_SOURCE");
        String offMeter = supply(METER, "OFF_METER");
        return List.of(
                cut("a mode of another visit", "\"mode\":\"TURNED_OFF\"", "/mode"),
                cut("a word nobody knows", "\"mode\":\"FIXED\"", "/mode"),
                new Refused(
                        "paid at the door, but nobody cuts",
                        METER,
                        "DISABLE",
                        "DISCONNECT_SP_AT_SOURCE",
                        "\"mode\":\"PAID_AT_DOOR\"",
                        "/mode"),
                new Refused(
                        "a warning paid outside a cut",
                        METER,
                        "DISABLE",
                        "DISCONNECT_WARNING",
                        "\"mode\":\"PAID_AT_DOOR\"",
                        "/mode"),
                reconnect("connected at the source, which was closed", METER, "CONNECTED_AT_SOURCE"),
                reconnect("connected at the meter, which was closed", METER, "CONNECTED_AT_METER"),
                reconnect("connected at the meter, open at the source", offSource, "CONNECTED_AT_METER"),
                reconnect("connected at the source, open at the meter", offMeter, "CONNECTED_AT_SOURCE"),
                new Refused(
                        "an item connected where it was closed",
                        ITEM,
                        "RECONNECT",
                        "RECONNECT_ITEM_FOR_PAYMENT",
                        "\"mode\":\"CONNECTED_AT_METER\"",
                        "/mode"),
                new Refused(
                        "nothing there to turn on",
                        NONE,
                        "RECONNECT",
                        "RECONNECT_FOR_PAYMENT",
                        "\"mode\":\"TURNED_ON\"",
                        "/mode"),
                new Refused(
                        "nothing there to turn off",
                        NONE,
                        "DISABLE",
                        "TURN_OFF_METER",
                        "\"mode\":\"TURNED_OFF\"",
                        "/mode"),
                new Refused(
                        "no switch to cut", NONE, "CUT", "CUT_FOR_NON_PAYMENT", "\"mode\":\"OFF_AT_SWITCH\"", "/mode"),
                new Refused(
                        "nothing there to remove",
                        NONE,
                        "REMOVE",
                        "REMOVE_METER",
                        "\"mode\":\"REMOVED\",\"deviceId\":\"M-1\"",
                        "/mode"),
                new Refused(
                        "nothing there to exchange",
                        NONE,
                        "EXCHANGE",
                        "EXCHANGE_METER",
                        "\"mode\":\"EXCHANGED\",\"deviceId\":\"M-1\"," + NEW,
                        "/mode"),
                new Refused("removed, but which", METER, "REMOVE", "REMOVE_METER", "\"mode\":\"REMOVED\"", "/deviceId"),
                cut("cut out, but which", "\"mode\":\"REMOVED\"", "/deviceId"),
                cut("removed another one", "\"mode\":\"REMOVED\",\"deviceId\":\"M-OTHER\"", "/deviceId"),
                cut("cut another one", "\"mode\":\"OFF_AT_METER\",\"deviceId\":\"M-OTHER\"", "/deviceId"),
                cut("cut and installed", "\"mode\":\"OFF_AT_METER\"," + NEW, "/installedDevice"),
                cut("removed and installed", "\"mode\":\"REMOVED\",\"deviceId\":\"OLD\"," + NEW, "/installedDevice"),
                cut("units of a meter", "\"mode\":\"REMOVED\",\"deviceId\":\"OLD\",\"count\":1", "/count"),
                cut("a long story", "\"mode\":\"SLEEVED\",\"remarks\":\"" + "x".repeat(2001) + "\"", "/remarks"),
                new Refused(
                        "installed, but which",
                        NONE,
                        "ENABLE",
                        "INSTALL_METER",
                        "\"mode\":\"INSTALLED\"," + NEW,
                        "/deviceId"),
                new Refused(
                        "installed, but what",
                        NONE,
                        "ENABLE",
                        "INSTALL_METER",
                        "\"mode\":\"INSTALLED\",\"deviceId\":\"M-NEW\"",
                        "/installedDevice"),
                new Refused(
                        "installed over a device in place",
                        METER,
                        "ENABLE",
                        "INSTALL_METER",
                        "\"mode\":\"INSTALLED\",\"deviceId\":\"M-NEW\"," + NEW,
                        "/installedDevice"),
                new Refused(
                        "readings where none was installed",
                        NONE,
                        "ENABLE",
                        "CONNECT_SP_AT_METER_AND_INSTALL",
                        "\"mode\":\"CONNECTED_AT_METER\"," + READ,
                        "/readings"),
                exchange("exchanged, but which is out", NEW, "/deviceId"),
                exchange("exchanged, but what is in", "\"deviceId\":\"OLD\"", "/installedDevice"),
                exchange("exchanged another one", "\"deviceId\":\"M-OTHER\"," + NEW, "/deviceId"),
                exchange(
                        "exchanged for itself",
                        "\"deviceId\":\"OLD\"," + NEW.replace("M-NEW", "OLD"),
                        "/installedDevice/id"),
                exchange(
                        "a new meter without a kind",
                        "\"deviceId\":\"OLD\",\"installedDevice\":{\"id\":\"M-NEW\"}",
                        "/installedDevice/kind"),
                exchange(
                        "a new meter that is many",
                        "\"deviceId\":\"OLD\",\"installedDevice\":{\"id\":\"M-NEW\",\"kind\":\"MANUAL\",\"count\":2}",
                        "/installedDevice/count"),
                exchange(
                        "a register twice on the new meter",
                        "\"deviceId\":\"OLD\"," + NEW.replace("\"2\"", "\"1\""),
                        "/installedDevice/registers/1/id"),
                exchange(
                        "a reading of a third meter",
                        "\"deviceId\":\"OLD\"," + NEW + "," + readOld.replace("OLD", "M-OTHER"),
                        "/readings/0/deviceId"),
                exchange(
                        "a register that only the new one has",
                        "\"deviceId\":\"OLD\"," + NEW + "," + readOld.replace("\"1\"", "\"2\""),
                        "/readings/0/registerId"),
                exchange(
                        "the old one below its last reading",
                        "\"deviceId\":\"OLD\"," + NEW + "," + readOld.replace("60", "49"),
                        "/readings/0/value"),
                exchange(
                        "the new one read twice",
                        "\"deviceId\":\"OLD\"," + NEW + "," + READ.replace("[", "[" + one("1", "1") + ","),
                        "/readings/1/registerId"),
                cut(
                        "below the last reading",
                        "\"mode\":\"OFF_AT_SWITCH\"," + READ.replace("60", "49"),
                        "/readings/0/value"),
                cut(
                        "whose reading, where one device is meant",
                        "\"mode\":\"OFF_AT_SWITCH\"," + readOld,
                        "/readings/0/deviceId"),
                cut(
                        "a register that is not there",
                        "\"mode\":\"REMOVED\",\"deviceId\":\"OLD\"," + READ.replace("\"1\"", "\"9\""),
                        "/readings/0/registerId"),
                new Refused("read, but nothing", METER, "READ", "READ_METER", "\"mode\":\"READ\"", "/readings"),
                new Refused(
                        "the device as found is another",
                        METER,
                        "INVESTIGATE",
                        "SERVICE_INVESTIGATION",
                        "\"mode\":\"INVESTIGATED\"," + NEW,
                        "/installedDevice/id"),
                new Refused(
                        "the device as found has no id",
                        METER,
                        "INVESTIGATE",
                        "SERVICE_INVESTIGATION",
                        "\"mode\":\"INVESTIGATED\",\"installedDevice\":{\"condition\":\"DEFECTIVE\"}",
                        "/installedDevice/id"),
                new Refused(
                        "a device found where none is",
                        NONE,
                        "INVESTIGATE",
                        "SERVICE_INVESTIGATION",
                        "\"mode\":\"INVESTIGATED\",\"installedDevice\":{\"condition\":\"DEFECTIVE\"}",
                        "/installedDevice"),
                lamps("as many left as before", "\"count\":5"),
                lamps("fewer left than none", "\"count\":-1"),
                new Refused(
                        "units cut that are not there",
                        LAMPS,
                        "CUT",
                        "CUT_ITEM_FOR_NON_PAYMENT",
                        "\"mode\":\"OFF_AT_SWITCH\",\"count\":0",
                        "/count"),
                new Refused(
                        "units not counted",
                        LAMPS,
                        "EXCHANGE",
                        "EXCHANGE_DEVICE",
                        "\"mode\":\"EXCHANGED\",\"installedDevice\":{\"switch\":\"ON\"}",
                        "/installedDevice/count"),
                new Refused(
                        "units counted twice",
                        LAMPS,
                        "EXCHANGE",
                        "EXCHANGE_DEVICE",
                        "\"mode\":\"EXCHANGED\",\"count\":2,\"installedDevice\":{\"count\":3}",
                        "/count"));
    }

    private static Refused cut(String why, String body, String pointer) {
        return new Refused(why, METER, "CUT", "CUT_FOR_NON_PAYMENT", body, pointer);
    }

    private static Refused reconnect(String why, String point, String mode) {
        return new Refused(why, point, "RECONNECT", "RECONNECT_FOR_PAYMENT", "\"mode\":\"" + mode + "\"", "/mode");
    }

    private static Refused exchange(String why, String body, String pointer) {
        return new Refused(why, METER, "EXCHANGE", "EXCHANGE_METER", "\"mode\":\"EXCHANGED\"," + body, pointer);
    }

    private static Refused lamps(String why, String body) {
        return new Refused(why, LAMPS, "REMOVE", "REMOVE_DEVICE", "\"mode\":\"REMOVED\"," + body, "/count");
    }

    private static String one(String register, String value) {
        return "{\"registerId\":\"" + register + "\",\"value\":\"" + value + "\",\"at\":\"2026-03-02T09:50:00Z\"}";
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatCannotBeAndChangesNothing(Refused refused) {
        Assignment visit = send(refused.point(), refused.type(), refused.action());
        lastRead(visit);
        ServicePoint before = visit.story().point();

        Answer answer = visit.complete("{" + refused.body() + "}");

        answer.isProblem(422, "completion-not-possible");
        assertThat(answer.body().path("errors").findValuesAsText("pointer")).contains(refused.pointer());
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
        assertThat(visit.view().body().path("state").asText()).isEqualTo("OFFERED");
        assertThat(visit.openTask().getAssignee()).isNull();
        assertThat(visit.story().point()).isEqualTo(before);
    }

    /** The device in place showed 50 some days ago. */
    private void lastRead(Assignment visit) {
        Device device = visit.story().point().device();
        if (device != null && device.id() != null) {
            stories.readingIntake()
                    .receive(
                            visit.story().point(),
                            device.id(),
                            List.of(new Reading(
                                    "1", null, new BigDecimal("50"), Stories.NOW.minusSeconds(900_000), null)));
        }
    }

    @Test
    void exchangeTellsBothDevicesWithTheirRegistersAndReadings() {
        String point = "{\"device\":{\"kind\":\"MANUAL\",\"registers\":["
                + "{\"id\":\"day\",\"readingType\":\"T1\"},{\"id\":\"night\",\"readingType\":\"T2\"},{\"id\":\"3\"}]}}";
        Assignment visit = send(point, "EXCHANGE", "EXCHANGE_METER");
        String old = visit.filled("OLD");
        visit.complete("{\"mode\":\"EXCHANGED\",\"deviceId\":\"OLD\",\"performedAt\":\"2026-03-02T09:55:00Z\","
                        + "\"installedDevice\":{\"id\":\"M-X\",\"kind\":\"SMART\",\"commission\":\"PRE\",\"switch\":\"OFF\","
                        + "\"registers\":[{\"id\":\"1\",\"readingType\":\"T1\"},{\"id\":\"5\",\"readingType\":\"T5\"}]},"
                        + "\"readings\":[{\"deviceId\":\"OLD\",\"registerId\":\"day\",\"value\":\"812.5\",\"at\":\"2026-03-02T09:50:00Z\"},"
                        + "{\"registerId\":\"1\",\"value\":\"0.1\",\"at\":\"2026-03-02T09:54:00Z\"}]}")
                .is(200);

        Observation seen = visit.seen();
        assertThat(seen.deviceId()).isEqualTo(old);
        assertThat(seen.installedDevice().id()).isEqualTo("M-X");
        assertThat(seen.readingList()).extracting(Reading::deviceId).containsExactly(old, "M-X");

        Assignments doors = visit.doors();
        JsonNode exchange = null;
        for (JsonNode event : doors.call(
                        "cis", "GET", "/api/v1/service-orders/" + visit.story().orderId() + "/events", null)
                .is(200)
                .body()) {
            if (event.path("data").path("milestone").asText().equals("EXCHANGED")) {
                assertThat(event.path("type").asText()).isEqualTo("Milestone");
                assertThat(event.path("data").path("note").asText()).isEqualTo(old + " out, M-X in");
                exchange = event.path("data").path("exchange");
            }
        }
        assertThat(exchange).isNotNull();
        assertThat(exchange.path("old").path("deviceId").asText()).isEqualTo(old);
        assertThat(exchange.path("old").path("registers").findValuesAsText("readingType"))
                .containsExactly("T1", "T2");
        assertThat(exchange.path("old").path("readings").findValuesAsText("value"))
                .containsExactly("812.5");
        assertThat(exchange.path("new").path("deviceId").asText()).isEqualTo("M-X");
        assertThat(exchange.path("new").path("readings").findValuesAsText("value"))
                .containsExactly("0.1");
        List<String> map = new ArrayList<>();
        exchange.path("registerMap")
                .forEach(pair -> map.add(
                        pair.path("old").asText("-") + ">" + pair.path("new").asText("-")));
        assertThat(map).containsExactly("day>1", "night>-", "3>-", "->5");
    }

    @Test
    void readingsOfAnExchangeAreOfTheNewMeterUnlessTheySayOtherwise() {
        Assignment visit = send(METER, "EXCHANGE", "EXCHANGE_METER");
        lastRead(visit);
        // 0.5 is far below the last reading of the old meter; the new one begins anew.
        visit.complete("{\"mode\":\"EXCHANGED\",\"deviceId\":\"OLD\"," + NEW + ",\"readings\":[" + one("1", "0.5")
                        + "]}")
                .is(200);
        assertThat(visit.seen().readingList()).extracting(Reading::deviceId).containsExactly("M-NEW");
    }

    /** Nobody told which registers it has: the crew is asked for one value, and may leave the register's name out. */
    @Test
    void meterWithoutRegistersOnFileIsRead() {
        Assignment visit =
                send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\",\"registers\":[]}}", "READ", "READ_METER");
        JsonNode shown = visit.view().is(200).body();
        assertThat(shown.path("registers").findValuesAsText("id")).containsExactly("1");
        assertThat(shown.at("/site/requiredRegisters").toString()).isEqualTo("[\"1\"]");
        visit.complete("{\"mode\":\"READ\",\"readings\":[{\"value\":\"57\",\"at\":\"2026-03-02T10:00:00Z\"}]}")
                .is(200);
        assertThat(visit.seen().readingList()).hasSize(1);
    }

    @Test
    void removalCarriesTheReadingsOfTheRemovedDevice() {
        Assignment visit = send(METER, "REMOVE", "DISCONNECT_SP_AT_SOURCE_AND_REMOVE");
        visit.complete("{\"mode\":\"REMOVED\",\"deviceId\":\"OLD\"," + READ + "}")
                .is(200);
        assertThat(visit.seen().deviceId()).isEqualTo(visit.filled("OLD"));
        assertThat(visit.seen().installedDevice()).isNull();
        assertThat(visit.seen().readingList()).hasSize(1);
        assertThat(visit.seen().count()).isNull();
    }

    @Test
    void removalOfUnitsTellsHowManyAreLeft() {
        Assignment all = send(LAMPS, "REMOVE", "REMOVE_DEVICE");
        all.complete("{\"mode\":\"REMOVED\"}").is(200);
        assertThat(all.seen().count()).isZero();
        Assignment some = send(LAMPS, "REMOVE", "REMOVE_DEVICE");
        some.complete("{\"mode\":\"REMOVED\",\"count\":2}").is(200);
        assertThat(some.seen().count()).isEqualTo(2);
    }

    @Test
    void crewSaysHowManyUnitsItFound() {
        Assignment visit = send(LAMPS, "CUT", "CUT_ITEM_FOR_NON_PAYMENT");
        visit.complete("{\"mode\":\"OFF_AT_SWITCH\",\"count\":4}").is(200);
        assertThat(visit.seen().count()).isEqualTo(4);
    }

    @Test
    void unitsMayBeCountedInTheCompletionItself() {
        Assignment visit = send(LAMPS, "EXCHANGE", "EXCHANGE_DEVICE");
        visit.complete("{\"mode\":\"EXCHANGED\",\"count\":4,\"installedDevice\":{\"switch\":\"ON\"}}")
                .is(200);
        assertThat(visit.seen().installedDevice().count()).isEqualTo(4);
        assertThat(visit.seen().installedDevice().kind()).isEqualTo(Device.Kind.MANUAL);
    }

    @Test
    void longRemarksOfAFailureAreRefusedToo() {
        Assignment visit = send(METER, "CUT", "CUT_FOR_NON_PAYMENT");
        visit.post("fail", "{\"reason\":\"NO_ACCESS\",\"remarks\":\"" + "x".repeat(2001) + "\"}")
                .isProblem(422, "completion-not-possible");
        visit.post("fail", "{\"reason\":\"NO_ACCESS\"}").is(200);
    }

    @Test
    void tasklistShowsTheVisitWithItsNewPriority() {
        Assignment visit = send(METER, "CUT", "CUT_FOR_NON_PAYMENT");
        int before = visit.openTask().getPriority();
        field.reprioritize(visit.story().orderId(), before + 40);
        assertThat(visit.openTask().getPriority()).isEqualTo(before + 40);
        visit.complete("{\"mode\":\"SLEEVED\"}").is(200);
        field.reprioritize(visit.story().orderId(), before);
    }

    @Test
    void unfitNewDeviceIsTakenAsItWasReported() {
        Assignment visit = send(METER, "EXCHANGE", "EXCHANGE_METER");
        visit.complete("{\"mode\":\"EXCHANGED\",\"deviceId\":\"OLD\","
                        + NEW.replace("\"kind\"", "\"condition\":\"DEFECTIVE\",\"kind\"") + "}")
                .is(200);
        assertThat(visit.seen().installedDevice().unfit()).isTrue();
    }
}
