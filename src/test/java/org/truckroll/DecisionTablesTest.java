// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truckroll.lifecycle.TableInputs;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The decision tables as they are deployed, row by row, in the engine that runs them (SOM-07). */
class DecisionTablesTest {

    private static final Path PROCESSES = Path.of("processes");
    private static final String MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/";
    private static final String DMNDI = "https://www.omg.org/spec/DMN/20191111/DMNDI/";
    private static final String DC = "http://www.omg.org/spec/DMN/20180521/DC/";
    private static final String DI = "http://www.omg.org/spec/DMN/20180521/DI/";
    private static final String CAMUNDA = "http://camunda.org/schema/1.0/dmn";

    private static final DmnEngine ENGINE =
            DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
    private static final Map<String, DmnDecision> DECISIONS = new ConcurrentHashMap<>();

    private static final List<String> TYPES = List.of(
            "ENABLE",
            "DISABLE",
            "CUT",
            "RECONNECT",
            "EXCHANGE",
            "BACK_TO_BACK",
            "INVESTIGATE",
            "READ",
            "INSTALL",
            "REMOVE",
            "PING",
            "COMMISSION",
            "DECOMMISSION",
            "MAINTAIN",
            "UPGRADE");

    private static final List<String> CIRCUMSTANCES = IntStream.range(0, 18)
            .mapToObj(number -> number > 15
                    ? "openActed=true, " + (number == 16 ? "knownRequest" : "childOfOpen") + "=true"
                    : "newPermanent=%b, openPermanent=%b, openActed=%b, datesNear=%b"
                            .formatted((number & 8) > 0, (number & 4) > 0, (number & 2) > 0, (number & 1) > 0))
            .toList();

    /** Two orders that have nothing to do with each other. */
    private static final String NEIGHBOURS = """
            knownRequest=false, childOfOpen=false, newType=READ, openType=INSTALL, sameType=false, newPermanent=false, openPermanent=false, \
            openActed=false, datesNear=false""";

    private static final Path ROWS = Path.of("src/test/resources/decision-rows.txt");

    private static final List<Sheet> SHEETS = readSheets();

    /** A table of {@link #ROWS}: the names with nothing left to do, and lines of row, step and the names that differ. */
    private record Sheet(String table, String base, List<String[]> lines) {

        Stream<String> rows() {
            return lines.stream().map(line -> line[0]).distinct();
        }
    }

    @ParameterizedTest(name = "{0} {1}: {3}")
    @MethodSource("lines")
    void rowFires(String table, String row, String step, String situation, String base) {
        var result = evaluate(table, facts(base, situation));
        var code = (String) result.get("code");
        assertThat(result.get("rule")).isEqualTo(row);
        assertThat(result.get("channel") + " " + result.get("action") + (code.isEmpty() ? "" : "(" + code + ")"))
                .isEqualTo(step);
    }

    static Stream<Arguments> lines() {
        return sheets().stream()
                .flatMap(sheet -> sheet.lines().stream()
                        .map(line -> Arguments.of(sheet.table(), line[0], line[1], line[2], sheet.base())));
    }

    @Test
    void everyTableThatChoosesStepIsFired() throws IOException {
        try (var tables = tables()) {
            assertThat(sheets().stream().map(Sheet::table))
                    .containsExactlyInAnyOrderElementsOf(
                            tables.map(file -> file.getFileName().toString().replace(".dmn", ""))
                                    .filter(table -> table.equals("guard") || table.startsWith("next-action-"))
                                    .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("sheets")
    void situationsOfSheetGiveEveryNameOfTheirTable(Sheet sheet) throws Exception {
        var columns = columns(sheet.table());
        var known = TableInputs.of(sheet.table()).orElseThrow();
        var base = facts(sheet.base()).keySet();
        assertThat(base).containsAll(columns).isSubsetOf(known);
        assertThat(sheet.lines())
                .allSatisfy(line -> assertThat(facts(line[2]).keySet())
                        .as(String.join(" ", line))
                        .isSubsetOf(base));
    }

    /** The founding example: smart scalar meter, from an empty place to a proven start (SOM-12). */
    @Test
    void walksFoundingExample() {
        var facts = facts(
                sheet("next-action-enable").base(),
                "dev=NONE, sw=UNKNOWN, com=false, canPing=false, canConnect=false, canReadScalar=false, readMissing=false");
        var rules = new ArrayList<String>();
        for (var change : List.of(
                "sup=ON",
                "dev=SMART, sw=OFF, canCommission=true, readMissing=true",
                "canCommission=false, com=true, canPing=true, canConnect=true, canReadScalar=true",
                "sw=ON",
                "readMissing=false")) {
            facts.putAll(facts(change));
            rules.add((String) evaluate("next-action-enable", facts).get("rule"));
        }
        assertThat(rules).containsExactly("E04", "E09", "E12", "E16", "E20");
    }

    /** Every combination of a reduced state space: nothing without a row, no dead row, no dear step where a cheap one serves. */
    @Test
    void startOfServiceHasRowForEveryState() {
        var used = new TreeSet<String>();
        for (var facts : enableStates()) {
            var step = evaluate("next-action-enable", facts);
            used.add((String) step.get("rule"));
            var action = (String) step.get("action");
            assertThat("END".equals(step.get("channel"))).as("ends: %s", facts).isEqualTo(goalHolds(facts));
            if ("COMMAND".equals(step.get("channel"))) {
                assertThat(facts.get(needs(action)))
                        .as("able to %s: %s", action, facts)
                        .isEqualTo(true);
            }
            if ("FIELD".equals(step.get("channel"))) {
                assertThat(servedWithoutThisVisit(action, facts))
                        .as("%s in vain: %s", action, facts)
                        .isFalse();
            }
            if (action.endsWith("_INSTALL") || action.equals("INSTALL_METER")) {
                assertThat(facts).as("place is empty").containsEntry("dev", "NONE");
            }
        }
        assertThat(used).containsExactlyElementsOf(rows("E", 20));
    }

    @ParameterizedTest
    @CsvSource({
        "METER, INSTALL_METER, INSTALL_METER",
        "ITEM, CONNECT_SP_AT_METER_AND_INSTALL, CONNECT_SP_AT_DEVICE_AND_INSTALL",
        "ITEM, INSTALL_METER, INSTALL_DEVICE",
        "ITEM, CONNECT_SP_AT_METER_AND_TURN_ON, CONNECT_SP_AT_DEVICE_AND_TURN_ON",
        "ITEM, CONNECT_SP_AT_METER, CONNECT_SP_AT_DEVICE",
        "ITEM, TURN_ON_METER, TURN_ON_ITEM",
        "ITEM, TURN_OFF_METER, TURN_OFF_ITEM",
        "ITEM, CUT_FOR_NON_PAYMENT, CUT_ITEM_FOR_NON_PAYMENT",
        "ITEM, RECONNECT_FOR_PAYMENT, RECONNECT_ITEM_FOR_PAYMENT",
        "ITEM, REMOVE_METER, REMOVE_DEVICE",
        "ITEM, EXCHANGE_METER, EXCHANGE_DEVICE",
        "ITEM, CONNECT_SP_AT_SOURCE, CONNECT_SP_AT_SOURCE",
        "UNBADGED, TURN_ON_METER, TURN_ON_ITEM",
        "UNBADGED, SERVICE_INVESTIGATION, SERVICE_INVESTIGATION",
    })
    void visitToItemGetsNameOfItsTwin(String category, String action, String name) {
        assertThat(evaluate("field-task", Map.of("category", category, "action", action)))
                .containsExactly(Map.entry("action", name));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                // The server finds the crew of the smallest area where a row names none.
                "north, north.city.hill, ENABLE, ELECTRICITY, '', '', '', false, ''",
                "north, none, INSTALL, GAS, '', '', '', false, ''",
                "south, south.town, ENABLE, ELECTRICITY, '', dispatchers-south, CREW, false, ''",
                "south, south.islands.far, ENABLE, ELECTRICITY, '', '', '', false, simulator",
                "example, coast.isle, INSTALL, GAS, field-contractor, '', CREW, true, ''",
                "example, coast, INSTALL, GAS, '', '', '', false, ''",
                "example, none, INSTALL, GAS, '', '', '', false, ''",
                "example, coast.isle, INSTALL, WATER, '', '', '', false, ''",
                "example, coast.isle, ENABLE, GAS, '', '', '', false, ''",
            })
    void visitGoesByItselfUnlessARowSaysOtherwise(
            String division,
            String area,
            String type,
            String skill,
            String group,
            String dispatcher,
            String appointment,
            boolean test,
            String workforce) {
        var facts = new HashMap<String, Object>(
                Map.of("division", division, "action", "INSTALL_METER", "orderType", type, "skill", skill));
        facts.put("area", area);
        assertThat(evaluate("dispatch-rule", facts))
                .containsOnly(
                        Map.entry("fieldGroup", group),
                        Map.entry("dispatcher", dispatcher),
                        Map.entry("appointment", appointment),
                        Map.entry("test", test),
                        Map.entry("workforce", workforce));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            O01 | REPLAY    | ''              | knownRequest=true, childOfOpen=true
            O01 | REPLAY    | ''              | knownRequest=true, newType=CUT, openType=ENABLE
            O02 | RUN       | ''              | childOfOpen=true, newType=EXCHANGE, openType=EXCHANGE, sameType=true
            O02 | RUN       | ''              | childOfOpen=true, newType=EXCHANGE, openType=ENABLE
            O03 | SUPERSEDE | ''              | newType=RECONNECT, openType=CUT
            O03 | SUPERSEDE | ''              | newType=DISABLE, openType=CUT, newPermanent=true, openActed=true
            O04 | REFUSE    | opposing-order  | newType=CUT, openType=RECONNECT
            O04 | REFUSE    | opposing-order  | newType=CUT, openType=REMOVE, openPermanent=true, openActed=true
            O05 | REFUSE    | opposing-order  | newType=RECONNECT, openType=ENABLE, datesNear=true
            O06 | MERGE     | ''              | newType=ENABLE, openType=DISABLE, datesNear=true
            O10 | QUEUE     | ''              | newType=ENABLE, openType=DISABLE
            O10 | QUEUE     | ''              | newType=ENABLE, openType=DISABLE, datesNear=true, openPermanent=true
            O10 | QUEUE     | ''              | newType=ENABLE, openType=DISABLE, datesNear=true, openActed=true
            O07 | MERGE     | ''              | newType=DISABLE, openType=ENABLE, datesNear=true
            O10 | QUEUE     | ''              | newType=DISABLE, openType=ENABLE, datesNear=true, newPermanent=true
            O08 | MERGE     | ''              | newType=BACK_TO_BACK, openType=ENABLE
            O08 | MERGE     | ''              | newType=BACK_TO_BACK, openType=DISABLE
            O09 | REFUSE    | duplicate-order | newType=BACK_TO_BACK, openType=ENABLE, openActed=true
            O09 | REFUSE    | duplicate-order | newType=ENABLE, openType=BACK_TO_BACK
            O09 | REFUSE    | duplicate-order | newType=CUT, openType=CUT, sameType=true
            O10 | QUEUE     | ''              | newType=READ, openType=READ, sameType=true
            O10 | QUEUE     | ''              | newType=PING, openType=PING, sameType=true
            O10 | QUEUE     | ''              | newType=INVESTIGATE, openType=ENABLE
            """)
    void orderMeetsOpenOrder(String rule, String verdict, String problem, String situation) {
        assertThat(evaluate("opposing-orders", facts(NEIGHBOURS, situation)))
                .isEqualTo(Map.of("rule", rule, "verdict", verdict, "problem", problem));
    }

    /** Service-orders 7.5 told once more, by what is open at the point: all types against all, in every circumstance. */
    @ParameterizedTest
    @MethodSource("types")
    void orderMeetsOpenOrderOfEveryType(String openType) {
        for (var newType : TYPES) {
            for (var circumstances : CIRCUMSTANCES) {
                var facts = facts(NEIGHBOURS, circumstances);
                facts.put("newType", newType);
                facts.put("openType", openType);
                facts.put("sameType", newType.equals(openType));
                assertThat(evaluate("opposing-orders", facts).get("rule"))
                        .as("%s", facts)
                        .isEqualTo(neighbour(newType, openType, facts));
            }
        }
    }

    private static String neighbour(String newType, String openType, Map<String, Object> facts) {
        if (is(facts, "knownRequest")) {
            return "O01";
        }
        if (is(facts, "childOfOpen")) {
            return "O02";
        }
        boolean untouched = !is(facts, "openActed");
        boolean near = is(facts, "datesNear");
        return switch (openType) {
            case "CUT" ->
                switch (newType) {
                    case "RECONNECT", "ENABLE", "DISABLE", "REMOVE", "BACK_TO_BACK" -> "O03";
                    case "CUT" -> "O09";
                    default -> "O10";
                };
            case "ENABLE" ->
                switch (newType) {
                    case "CUT" -> "O04";
                    case "RECONNECT" -> "O05";
                    case "DISABLE" -> untouched && near && !is(facts, "newPermanent") ? "O07" : "O10";
                    case "BACK_TO_BACK" -> untouched ? "O08" : "O09";
                    case "ENABLE" -> "O09";
                    default -> "O10";
                };
            case "DISABLE" ->
                switch (newType) {
                    case "CUT" -> "O04";
                    case "RECONNECT" -> "O05";
                    case "ENABLE" -> untouched && near && !is(facts, "openPermanent") ? "O06" : "O10";
                    case "BACK_TO_BACK" -> untouched && !is(facts, "openPermanent") ? "O08" : "O10";
                    case "DISABLE" -> "O09";
                    default -> "O10";
                };
            case "RECONNECT" ->
                switch (newType) {
                    case "CUT" -> "O04";
                    case "RECONNECT" -> "O09";
                    default -> "O10";
                };
            case "REMOVE" ->
                switch (newType) {
                    case "CUT" -> "O04";
                    case "RECONNECT" -> "O05";
                    case "REMOVE" -> "O09";
                    default -> "O10";
                };
            case "BACK_TO_BACK" ->
                switch (newType) {
                    case "CUT" -> "O04";
                    case "RECONNECT" -> "O05";
                    case "ENABLE", "BACK_TO_BACK" -> "O09";
                    default -> "O10";
                };
            case "READ", "PING" -> "O10";
            default -> newType.equals(openType) ? "O09" : "O10";
        };
    }

    static Stream<String> types() {
        return TYPES.stream();
    }

    /** GEO-14, GEO-23: all alike, unless a division has rows of its own (GEO-13, GEO-20 to GEO-22, SOL24-17). */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            R05 | REQUIRE_OPERATOR | URGENT    | division=north
            R05 | REQUIRE_OPERATOR | URGENT    | division=north, subject=our newsletter
            R05 | REQUIRE_OPERATOR | URGENT    | division=north, channel=MACHINE, text=no voltage
            R05 | REQUIRE_OPERATOR | URGENT    | division=north, channel=SMS, critical24x7=true, timeBand=NIGHT
            R05 | REQUIRE_OPERATOR | URGENT    | division=example
            R01 | ARCHIVE          | STANDARD  | division=example, subject=our newsletter of may
            R05 | REQUIRE_OPERATOR | URGENT    | division=example, subject=our newsletter, attachment=order.pdf application/pdf
            R05 | REQUIRE_OPERATOR | URGENT    | division=example, subject=our newsletter, channel=FAX
            R02 | NOTIFY_ONCE      | IMPORTANT | division=example, sender=unit-7@battery.example, timeBand=NIGHT
            R02 | NOTIFY_ONCE      | IMPORTANT | division=example, sender=unit-7@battery.example, timeBand=WEEKEND
            R05 | REQUIRE_OPERATOR | URGENT    | division=example, sender=unit-7@battery.example
            R03 | FAULT_ORDER      | URGENT    | division=example, channel=MACHINE, text=line 3: no voltage
            R05 | REQUIRE_OPERATOR | URGENT    | division=example, channel=MAIL, text=line 3: no voltage
            R04 | REQUIRE_OPERATOR | URGENT    | division=example, critical24x7=true
            """)
    void messageNeedsAnOperatorUnlessARowSaysOtherwise(String rule, String outcome, String severity, String message) {
        var plain =
                "channel=MAIL, sender=a@example.com, subject=alarm, text=pump 7, attachment=, timeBand=DAY, critical24x7=false";
        assertThat(evaluate("inbound-rule", facts(plain, message)))
                .isEqualTo(Map.of("rule", rule, "outcome", outcome, "severity", severity));
    }

    /** GEO-10, GEO-24: no mail every five minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"inbound-alert", "inbound-nobody", "inbound-sms", "inbound-reply-taken"})
    void alertOfAnEventGoesBySmsAndToThePage(String event) {
        assertThat(evaluate(
                        "severity-channels",
                        Map.of("division", "north", "event", event, "side", "STAFF", "severity", "URGENT")))
                .isEqualTo(Map.of("page", true, "mail", false, "sms", true, "fax", false));
    }

    /** Three levels, three ways (SOL24-12..15); customers have no page. */
    @ParameterizedTest
    @CsvSource({
        "STAFF, STANDARD, page",
        "STAFF, IMPORTANT, page mail",
        "STAFF, URGENT, page mail sms",
        "CUSTOMER, STANDARD, mail",
        "CUSTOMER, IMPORTANT, mail sms",
        "CUSTOMER, URGENT, mail sms"
    })
    void noticeGoesTheWaysOfItsSeverity(String side, String severity, String ways) {
        Map<String, Object> row = evaluate(
                "severity-channels",
                Map.of("division", "north", "event", "any-event", "side", side, "severity", severity));
        assertThat(row.entrySet().stream()
                        .filter(way -> Boolean.TRUE.equals(way.getValue()))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(ways.split(" "));
    }

    @Test
    void divisionMaySendAnEventItsOwnWay() {
        assertThat(evaluate(
                        "severity-channels",
                        Map.of(
                                "division",
                                "example",
                                "event",
                                "example-event",
                                "side",
                                "STAFF",
                                "severity",
                                "STANDARD")))
                .containsEntry("mail", true);
    }

    @Test
    void divisionWithoutRowOfItsOwnHasTheUsualPolicy() {
        assertThat(evaluate("division-policy", Map.of("division", "north"))).isEqualTo(facts("""
                        startNearDays=5, leaveOn=true, noticeRequired=true, noticeDays=10, noticeBy=MESSAGE, debtThreshold=0.0, cutHours=, \
                        fieldLimit=2, outageHoldHours=24, closeWaitHours=24, verifyDisconnect=false, gasArmOnly=true"""));
    }

    @Test
    void divisionWithRowOfItsOwnGoesByIt() {
        assertThat(evaluate("division-policy", Map.of("division", "example"))).isEqualTo(facts("""
                        startNearDays=3, leaveOn=true, noticeRequired=true, noticeDays=14, noticeBy=VISIT, debtThreshold=50.0, \
                        cutHours=MON-THU 08:00-15:00; FRI 08:00-12:00, fieldLimit=3, outageHoldHours=12, closeWaitHours=48, verifyDisconnect=true, gasArmOnly=true"""));
    }

    /** EVADO-17, EVADO-21, SOL24-09, SOL24-14: who is told as shipped; all rows that fit count. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            happening=ORDER_RECEIVED                                     | order-received IMPORTANT RESPONSIBLE
            happening=ORDER_RECEIVED, division=example                   | order-received IMPORTANT RESPONSIBLE
            happening=ORDER_RECEIVED, division=example, orderType=INVESTIGATE, critical24x7=true | order-received URGENT ON_CALL; order-received IMPORTANT RESPONSIBLE
            happening=ORDER_ENDED, state=COMPLETED, outcome=DONE         | order-ended IMPORTANT RESPONSIBLE; order-done STANDARD CUSTOMER
            happening=ORDER_ENDED, state=PARTIAL                         | order-ended IMPORTANT RESPONSIBLE; order-done STANDARD CUSTOMER
            happening=ORDER_ENDED, state=COMPLETED, orderType=CUT        | order-ended IMPORTANT RESPONSIBLE
            happening=ORDER_ENDED, state=COMPLETED, orderType=READ       | order-ended IMPORTANT RESPONSIBLE
            happening=ORDER_ENDED, state=CANCELLED                       | order-ended IMPORTANT RESPONSIBLE
            happening=ORDER_ENDED, state=FAILED, division=example, outcome=FIELD_EXHAUSTED | order-ended STANDARD DISPATCHERS; order-ended IMPORTANT RESPONSIBLE
            happening=VISIT_PLANNED                                      |
            happening=VISIT_PLANNED, division=example                    | visit-planned STANDARD CUSTOMER
            happening=VISIT_COMING                                       | visit-coming IMPORTANT CUSTOMER P1D
            happening=VISIT_COMING, division=example, action=EXCHANGE_METER | visit-coming STANDARD CREW PT2H; visit-coming IMPORTANT CUSTOMER P1D
            happening=VISIT_MOVED                                        | visit-moved IMPORTANT CUSTOMER
            happening=VISIT_MOVED, byCustomer=true                       | visit-moved STANDARD CREW
            happening=VISIT_CALLED_OFF                                   | visit-called-off IMPORTANT CUSTOMER
            happening=VISIT_CALLED_OFF, byCustomer=true                  | visit-called-off STANDARD CREW
            """)
    void everyRowThatFitsTellsSomebody(String what, @Nullable String told) {
        var plain =
                "division=north, orderType=ENABLE, action=TURN_ON_METER, state=ACKNOWLEDGED, outcome=, byCustomer=false, critical24x7=false";
        var result = ENGINE.evaluateDecisionTable(decision("notice-rule"), facts(plain, what));
        assertThat(result.getResultList().stream()
                        .map(row -> (row.get("notice") + " " + row.get("severity") + " " + row.get("to") + " "
                                        + row.get("before"))
                                .strip())
                        .toList())
                .containsExactly(told == null ? new String[0] : told.split("; "));
    }

    @ParameterizedTest
    @CsvSource({"north, ELECTRICITY, 0", "example, WATER, 0", "example, ELECTRICITY, 1", "example, HEAT, 1"})
    void calendarRestrictsCutsOfTheExampleOnly(String division, String commodity, int rows) {
        var result = ENGINE.evaluateDecisionTable(
                decision("restriction-calendar"), Map.of("division", division, "commodity", commodity));
        assertThat(result.getResultList())
                .hasSize(rows)
                .allSatisfy(row -> assertThat(row)
                        .containsEntry("from", "11-01")
                        .containsEntry("to", "03-31")
                        .containsOnlyKeys("kind", "from", "to", "legalRef"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            guard                     | G01 G02 G03 G16 G04 G05 G14 G10 G06 G06b G07 G08a G08 G08b G11 G11b G12b G12 G09 G13 G17 G15
            next-action-enable        | E01 E02 E03 E04 E05 E06 E07 E08 E09 E10 E11 E12 E13 E14 E15 E16 E17 E18 E19 E20
            next-action-disable       | D01 D02 D04 D05a D05 D06 D07 D08 D09 D10 D10b D11a D11 D09b D11b D12
            next-action-remove        | D01 D02 D04 D05a D06 D07 D10 D10b D11a D11 D09b D11b D12
            next-action-cut           | C03 C03b C04 C05 C06 C07 C08 C09 C10 C10b C10c C10d C11
            next-action-reconnect     | R01 R02 R03 R04 R05 R06 R07 R08 R09 R10 R11 R11b R12
            next-action-exchange      | X00 X02 X02b X03 X05 X06 X07 X08 X09 X10 X11 X12 X13 X14 X15 X16 X16b X17 X18
            next-action-back-to-back  | E01 E02 E03 E04 E05 E06 E07 E08 E09 E10 E11 E12 E13 E14 E15 B02 B03 B04 B05 B06
            next-action-investigate   | I06 I07 I00 I01 I02 I03 I03a I03b I04 I05
            next-action-read          | M01 M02 M03 M04 M05 M06
            next-action-install       | N01 N02 N03 N04 N05 N06 N07 N08
            next-action-ping          | P01 P02 P03 P04
            next-action-commission    | P05 P06 P07 P08
            next-action-decommission  | P09 P10 P11 P12
            next-action-maintain      | W01 W02 W03 W04 W05 W06
            next-action-upgrade       | U01 U02 U03 U04 U05 U06 U07
            """)
    void rowsNameThemselvesInOrderAndGiveReasons(String table, String rows) throws Exception {
        var document = read(PROCESSES.resolve(table + ".dmn"));
        var outputs = elements(document, MODEL, "output").stream()
                .map(output -> output.getAttribute("name"))
                .toList();
        assertThat(outputs).containsExactly("rule", "action", "channel", "code", "reason", "goal");
        var names = new ArrayList<String>();
        for (var rule : elements(document, MODEL, "rule")) {
            var values = elements(rule, MODEL, "outputEntry").stream()
                    .map(DecisionTablesTest::text)
                    .map(value -> value.startsWith("\"") ? value.substring(1, value.length() - 1) : value)
                    .toList();
            names.add(values.get(0));
            // Where the paper says "or", its row is two rows here.
            assertThat(rule.getAttribute("id")).matches("rule_" + values.get(0) + "(_[a-z][a-zA-Z]*)?");
            assertThat(values.get(2)).isIn("COMMAND", "FIELD", "WAIT", "DATA", "HUMAN", "END", "PASS");
            assertThat(values.get(4))
                    .as(values.get(0))
                    .hasSizeGreaterThanOrEqualTo(20)
                    .endsWith(".");
            assertThat(values.get(5)).as(values.get(0)).isNotBlank();
        }
        assertThat(names.stream().distinct()).containsExactly(rows.split(" "));
        assertThat(sheet(table).rows()).containsExactly(rows.split(" "));
    }

    /** Every row, also one of two with the same name, is fired by some line of its sheet. */
    @ParameterizedTest
    @MethodSource("sheets")
    void everyRowOfTableIsFired(Sheet sheet) throws Exception {
        var reasons = elements(read(PROCESSES.resolve(sheet.table() + ".dmn")), MODEL, "rule").stream()
                .map(rule -> text(elements(rule, MODEL, "outputEntry").get(4)))
                .map(reason -> reason.substring(1, reason.length() - 1))
                .toList();
        assertThat(reasons).doesNotHaveDuplicates();
        assertThat(sheet.lines().stream()
                        .map(line -> (String) evaluate(sheet.table(), facts(sheet.base(), line[2]))
                                .get("reason"))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(reasons);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void tableCanBeReadByClerk(Path file) throws Exception {
        var document = read(file);
        var decision = elements(document, MODEL, "decision").get(0);
        var rules = elements(decision, MODEL, "rule");

        assertThat(file.getFileName()).hasToString(decision.getAttribute("id") + ".dmn");
        assertThat(decision.getAttributeNS(CAMUNDA, "historyTimeToLive")).isEqualTo("P365D");
        var collects = file.endsWith("restriction-calendar.dmn") || file.endsWith("notice-rule.dmn");
        assertThat(elements(decision, MODEL, "decisionTable").get(0).getAttribute("hitPolicy"))
                .isEqualTo(collects ? "COLLECT" : "FIRST");
        assertThat(elements(document, "*", "*").stream()
                        .filter(element -> element.hasAttribute("id"))
                        .map(element -> element.getAttribute("id")))
                .as("ids")
                .doesNotHaveDuplicates();
        assertThat(rules)
                .allSatisfy(rule -> assertThat(
                                text(elements(rule, MODEL, "description").get(0)))
                        .as("annotation of %s", rule.getAttribute("id"))
                        .isNotBlank());
        assertThat(Stream.concat(
                                elements(decision, MODEL, "input").stream(),
                                elements(decision, MODEL, "output").stream())
                        .map(column -> column.getAttribute("label")))
                .as("labels")
                .doesNotContain("");
        if (!collects) {
            assertThat(conditions(rules.get(rules.size() - 1)))
                    .as("last row takes what is left")
                    .containsOnly("");
        }
        assertThat(new HashSet<>(
                        rules.stream().map(DecisionTablesTest::conditions).toList()))
                .as("rows differ")
                .hasSameSizeAs(rules);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void diagramShowsEveryElementOnceAndApart(Path file) throws Exception {
        var document = read(file);
        var drawn = new HashMap<String, double[]>();
        for (var shape : elements(document, DMNDI, "DMNShape")) {
            var bounds = elements(shape, DC, "Bounds").get(0);
            drawn.put(
                    shape.getAttribute("dmnElementRef"),
                    Stream.of("x", "y", "width", "height")
                            .mapToDouble(name -> Double.parseDouble(bounds.getAttribute(name)))
                            .toArray());
        }
        var expected = Stream.concat(
                        elements(document, MODEL, "decision").stream(), elements(document, MODEL, "inputData").stream())
                .map(element -> element.getAttribute("id"))
                .toList();
        assertThat(drawn.keySet()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(elements(document, DMNDI, "DMNEdge").stream().map(edge -> edge.getAttribute("dmnElementRef")))
                .containsExactlyInAnyOrderElementsOf(elements(document, MODEL, "informationRequirement").stream()
                        .map(element -> element.getAttribute("id"))
                        .toList());
        assertThat(elements(document, DMNDI, "DMNEdge"))
                .allSatisfy(edge -> assertThat(elements(edge, DI, "waypoint")).hasSizeGreaterThanOrEqualTo(2));
        drawn.forEach((one, a) -> drawn.forEach((other, b) -> {
            if (!one.equals(other)) {
                assertThat(a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3])
                        .as("%s covers %s", one, other)
                        .isFalse();
            }
        }));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyColumnIsUsedBySomeRow(Path file) throws Exception {
        var rules = elements(read(file), MODEL, "rule").stream()
                .map(DecisionTablesTest::conditions)
                .toList();
        var columns = columns(file.getFileName().toString().replace(".dmn", ""));
        assertThat(IntStream.range(0, columns.size())
                        .filter(column ->
                                rules.stream().allMatch(row -> row.get(column).isEmpty()))
                        .mapToObj(columns::get))
                // The dispatch rule offers more to rows of the utility.
                .containsExactlyElementsOf(file.endsWith("dispatch-rule.dmn") ? List.of("action") : List.of());
    }

    static Stream<Path> tables() throws IOException {
        try (var files = Files.list(PROCESSES)) {
            return files.filter(file -> file.toString().endsWith(".dmn")).sorted().toList().stream();
        }
    }

    static List<Sheet> sheets() {
        return SHEETS;
    }

    private static Sheet sheet(String table) {
        return SHEETS.stream()
                .filter(sheet -> sheet.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private static List<Sheet> readSheets() {
        var sheets = new ArrayList<Sheet>();
        try {
            for (var line : Files.readAllLines(ROWS)) {
                var last = sheets.size() - 1;
                if (line.startsWith("== ")) {
                    sheets.add(new Sheet(line.substring(3).strip(), "", new ArrayList<>()));
                } else if (line.startsWith(" ")) {
                    var sheet = sheets.get(last);
                    sheets.set(last, new Sheet(sheet.table(), sheet.base() + line, sheet.lines()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    var parts = line.split("\\|");
                    assertThat(parts).as(line).hasSize(3);
                    sheets.get(last)
                            .lines()
                            .add(Stream.of(parts).map(String::strip).toArray(String[]::new));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(sheets);
    }

    private static List<String> columns(String table) throws Exception {
        return elements(read(PROCESSES.resolve(table + ".dmn")), MODEL, "inputExpression").stream()
                .map(DecisionTablesTest::text)
                .toList();
    }

    private static Map<String, Object> evaluate(String table, Map<String, Object> facts) {
        DmnDecisionTableResult result = ENGINE.evaluateDecisionTable(decision(table), facts);
        assertThat(result).as("%s of %s", table, facts).hasSize(1);
        return result.getSingleResult().getEntryMap();
    }

    private static DmnDecision decision(String table) {
        return DECISIONS.computeIfAbsent(table, DecisionTablesTest::parse);
    }

    private static DmnDecision parse(String table) {
        try (InputStream file = Files.newInputStream(PROCESSES.resolve(table + ".dmn"))) {
            return ENGINE.parseDecision(table, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> facts(String... layers) {
        var facts = new HashMap<String, Object>();
        for (var layer : layers) {
            for (var pair : layer.split(",\\s*")) {
                var parts = pair.trim().split("=", 2);
                assertThat(parts).as(pair).hasSize(2);
                facts.put(parts[0], value(parts[1]));
            }
        }
        return facts;
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (text.matches("\\d+\\.\\d+")) {
            return Double.valueOf(text);
        }
        return text.matches("\\d+") ? (Object) Integer.valueOf(text) : text;
    }

    private static List<Map<String, Object>> enableStates() {
        var devices = new ArrayList<String>();
        devices.add("dev=NONE, sw=UNKNOWN");
        for (var sw : List.of("ON", "OFF", "UNKNOWN")) {
            devices.add("dev=MANUAL, sw=" + sw);
        }
        for (var sw : List.of("ON", "OFF", "ARMED", "UNKNOWN")) {
            for (var enrolment : List.of("canCommission=true", "followUp=false", "followUp=true")) {
                devices.add("dev=SMART, sw=" + sw + ", " + enrolment);
            }
            for (var change : List.of("canConnect=true", "canArm=true", "xSwitch=false", "xSwitch=true")) {
                for (var ping : List.of("true", "false")) {
                    for (var read : List.of("canReadScalar=true", "canReadInterval=true", "canReadScalar=false")) {
                        devices.add(
                                "dev=SMART, com=true, sw=" + sw + ", " + change + ", canPing=" + ping + ", " + read);
                    }
                }
            }
        }
        var nothing = """
                com=false, canCommission=false, followUp=false, canPing=false, canConnect=false, canArm=false, xSwitch=false, \
                canReadScalar=false, canReadInterval=false""";
        var states = new ArrayList<Map<String, Object>>();
        for (var device : devices) {
            states.add(facts(nothing, device, "spStatus=INACTIVE, sup=ON, readMissing=false, scheduledNear=false"));
            for (var sup : List.of("ON", "SRC", "MTR")) {
                for (var read : List.of(
                        "false, scheduledNear=false", "true, scheduledNear=false", "true, scheduledNear=true")) {
                    states.add(facts(nothing, device, "spStatus=ACTIVE, sup=" + sup + ", readMissing=" + read));
                }
            }
        }
        return states;
    }

    private static boolean goalHolds(Map<String, Object> facts) {
        return facts.get("spStatus").equals("ACTIVE")
                && !facts.get("dev").equals("NONE")
                && facts.get("sup").equals("ON")
                && facts.get("sw").equals("ON")
                && (!facts.get("dev").equals("SMART") || is(facts, "com") || is(facts, "followUp"))
                && !is(facts, "readMissing");
    }

    private static String needs(String command) {
        return switch (command) {
            case "COMMISSION" -> "canCommission";
            case "PING" -> "canPing";
            case "REMOTE_CONNECT" -> "canConnect";
            case "ARM" -> "canArm";
            case "ON_DEMAND_READ_SCALAR" -> "canReadScalar";
            case "ON_DEMAND_READ_INTERVAL" -> "canReadInterval";
            default -> throw new AssertionError("no command of a start of service: " + command);
        };
    }

    private static boolean servedWithoutThisVisit(String visit, Map<String, Object> facts) {
        return switch (visit) {
            case "TURN_ON_METER" ->
                !facts.get("sup").equals("ON")
                        || is(facts, "canCommission")
                        || is(facts, "canConnect") && !facts.get("sw").equals("ARMED")
                        || is(facts, "canArm") && !facts.get("sw").equals("ARMED")
                        || facts.get("sw").equals("UNKNOWN") && is(facts, "canPing");
            case "CONNECT_SP_AT_SOURCE", "CONNECT_SP_AT_METER" ->
                !facts.get("sw").equals("ON") && !is(facts, "canConnect");
            case "CONNECT_SP_AT_SOURCE_AND_TURN_ON", "CONNECT_SP_AT_METER_AND_TURN_ON" -> is(facts, "canConnect");
            case "READ_METER" ->
                is(facts, "canReadScalar") || is(facts, "canReadInterval") || is(facts, "scheduledNear");
            default -> !facts.get("dev").equals("NONE");
        };
    }

    private static boolean is(Map<String, Object> facts, String name) {
        return Boolean.TRUE.equals(facts.get(name));
    }

    private static Set<String> rows(String letter, int last) {
        var rows = new TreeSet<String>();
        for (int row = 1; row <= last; row++) {
            rows.add("%s%02d".formatted(letter, row));
        }
        return rows;
    }

    private static Document read(Path file) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(file.toFile());
    }

    private static List<Element> elements(Document document, String namespace, String name) {
        return list(document.getElementsByTagNameNS(namespace, name));
    }

    private static List<Element> elements(Element parent, String namespace, String name) {
        return list(parent.getElementsByTagNameNS(namespace, name));
    }

    private static List<Element> list(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(index -> (Element) nodes.item(index))
                .toList();
    }

    private static List<String> conditions(Element rule) {
        return elements(rule, MODEL, "inputEntry").stream()
                .map(DecisionTablesTest::text)
                .map(text -> text.equals("-") ? "" : text)
                .toList();
    }

    private static String text(Element element) {
        return element.getTextContent().strip();
    }
}
