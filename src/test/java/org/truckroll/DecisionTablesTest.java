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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

    /** An active point, power on, commissioned smart meter, start reading there: nothing left to do. */
    private static final String SERVED = """
            spStatus=ACTIVE, dev=SMART, sup=ON, sw=ON, com=true, canCommission=false, followUp=false, canPing=true, canConnect=true, \
            canArm=false, xSwitch=false, readMissing=false, canReadScalar=true, canReadInterval=false, scheduledNear=false""";

    /** A commissioned meter that has not been asked yet, without alarm or fault. */
    private static final String UNASKED = """
            investigated=false, condition=OK, exchange=NONE, canCommission=false, answered=false, canPing=true, openEvent=false, \
            visitWanted=false, readMissing=false, canReadScalar=false, canReadInterval=false, outageOpen=false""";

    /** A running order that nothing holds back, about to visit. */
    private static final String UNHINDERED = """
            cancelAccepted=false, childOpen=false, spStatus=ACTIVE, dateInFuture=false, type=ENABLE, settled=false, factUnknown=false, \
            permanent=false, supplied=true, startNear=false, lifeSupport=false, approved=false, disputed=false, restricted=false, \
            noticeMissing=false, noticeByVisit=false, fieldFailures=0, noticeRunning=false, unfit=false, exchange=NONE, mismatch=false, \
            nextChannel=FIELD, outageOpen=false, repeated=false""";

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            E01 | DATA ACTIVATE_POINT                     | spStatus=PLANNED, dev=NONE
            E01 | DATA ACTIVATE_POINT                     | spStatus=INACTIVE
            E02 | FIELD CONNECT_SP_AT_SOURCE_AND_INSTALL  | dev=NONE, sup=SRC
            E03 | FIELD CONNECT_SP_AT_METER_AND_INSTALL   | dev=NONE, sup=MTR
            E04 | FIELD INSTALL_METER                     | dev=NONE
            E05 | FIELD CONNECT_SP_AT_SOURCE_AND_TURN_ON  | sup=SRC, sw=OFF, canConnect=false
            E05 | FIELD CONNECT_SP_AT_SOURCE_AND_TURN_ON  | sup=SRC, sw=UNKNOWN, dev=MANUAL, com=false, canConnect=false
            E06 | FIELD CONNECT_SP_AT_SOURCE              | sup=SRC, sw=OFF
            E06 | FIELD CONNECT_SP_AT_SOURCE              | sup=SRC, canConnect=false
            E07 | FIELD CONNECT_SP_AT_METER_AND_TURN_ON   | sup=MTR, sw=ARMED, canConnect=false
            E08 | FIELD CONNECT_SP_AT_METER               | sup=MTR, sw=OFF
            E08 | FIELD CONNECT_SP_AT_METER               | sup=MTR, canConnect=false
            E09 | COMMAND COMMISSION                      | com=false, canCommission=true, sw=OFF, canConnect=false
            E10 | DATA SPAWN_INVESTIGATE                  | com=false, sw=OFF, canConnect=false
            E11 | COMMAND PING                            | sw=UNKNOWN
            E12 | COMMAND REMOTE_CONNECT                  | sw=OFF
            E12 | COMMAND REMOTE_CONNECT                  | sw=UNKNOWN, canPing=false
            E13 | COMMAND ARM                             | sw=OFF, canConnect=false, canArm=true
            E13 | COMMAND ARM                             | sw=UNKNOWN, canPing=false, canConnect=false, canArm=true
            E14 | WAIT WAIT_CLOSE                         | sw=ARMED
            E15 | FIELD TURN_ON_METER                     | sw=ARMED, xSwitch=true
            E15 | FIELD TURN_ON_METER                     | sw=OFF, dev=MANUAL, com=false, canConnect=false
            E15 | FIELD TURN_ON_METER                     | sw=OFF, com=false, followUp=true, canConnect=false
            E16 | COMMAND ON_DEMAND_READ_SCALAR           | readMissing=true
            E17 | COMMAND ON_DEMAND_READ_INTERVAL         | readMissing=true, canReadScalar=false, canReadInterval=true
            E18 | WAIT WAIT_READ                          | readMissing=true, canReadScalar=false, scheduledNear=true
            E19 | FIELD READ_METER                        | readMissing=true, canReadScalar=false
            E20 | END DONE                                | dev=SMART
            E20 | END DONE                                | dev=MANUAL, com=false
            E20 | END DONE                                | com=false, followUp=true
            """)
    void choosesNextStepOfStartOfService(String rule, String step, String situation) {
        assertStep("next-action-enable", SERVED, situation, rule, step, "");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            I06 | DATA SPAWN_EXCHANGE             | investigated=true, condition=DEFECTIVE
            I06 | DATA SPAWN_EXCHANGE             | investigated=true, condition=TAMPERED, canCommission=true
            I07 | END DONE                        | investigated=true
            I07 | END DONE                        | investigated=true, condition=DEFECTIVE, exchange=RAISED
            I00 | COMMAND COMMISSION              | canCommission=true, canPing=false
            I01 | COMMAND PING                    | canPing=true
            I01 | COMMAND PING                    | outageOpen=true
            I02 | END DONE                        | answered=true
            I02 | END DONE                        | answered=true, condition=SUSPECT, canPing=false
            I03 | COMMAND ON_DEMAND_READ_SCALAR   | answered=true, openEvent=true, readMissing=true, canReadScalar=true
            I03a | COMMAND ON_DEMAND_READ_INTERVAL | answered=true, openEvent=true, readMissing=true, canReadInterval=true
            I03b | HUMAN EVENT_PERSISTS           | answered=true, openEvent=true
            I03b | HUMAN EVENT_PERSISTS           | answered=true, openEvent=true, readMissing=true
            I04 | WAIT WAIT_OUTAGE                | canPing=false, outageOpen=true
            I05 | FIELD SERVICE_INVESTIGATION     | canPing=false
            I05 | FIELD SERVICE_INVESTIGATION     | answered=true, condition=DEFECTIVE
            I05 | FIELD SERVICE_INVESTIGATION     | answered=true, openEvent=true, visitWanted=true, readMissing=true, canReadScalar=true
            """)
    void choosesNextStepOfInvestigation(String rule, String step, String situation) {
        assertStep("next-action-investigate", UNASKED, situation, rule, step, "");
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            G01  | END CANCELLED               | CANCELLED    | cancelAccepted=true, childOpen=true
            G02  | WAIT WAIT_CHILD             | ''           | childOpen=true, spStatus=ABANDONED
            G03  | END REJECTED                | SP_ABANDONED | spStatus=ABANDONED, dateInFuture=true
            G04  | WAIT WAIT_DATE              | ''           | dateInFuture=true, type=CUT, settled=true
            G05  | END CANCELLED               | PAID         | type=CUT, settled=true, factUnknown=true
            G05  | END CANCELLED               | PAID         | type=CUT, settled=true, supplied=false
            G14  | HUMAN COMPLETE_DATA         | ''           | factUnknown=true, type=DISABLE, startNear=true
            G10  | DATA CONVERT_TO_BACK_TO_BACK | ''          | type=DISABLE, startNear=true, lifeSupport=true
            G06  | HUMAN APPROVE_LIFE_SUPPORT  | ''           | type=CUT, lifeSupport=true, disputed=true
            G06  | HUMAN APPROVE_LIFE_SUPPORT  | ''           | type=DISABLE, lifeSupport=true
            G06  | HUMAN APPROVE_LIFE_SUPPORT  | ''           | type=REMOVE, permanent=true, lifeSupport=true, startNear=true
            G06b | HUMAN APPROVE_DISPUTED      | ''           | type=CUT, disputed=true, restricted=true
            G07  | WAIT WAIT_WINDOW            | ''           | type=CUT, restricted=true, noticeMissing=true
            G08a | FIELD DISCONNECT_WARNING    | ''           | type=CUT, noticeMissing=true, noticeByVisit=true, fieldFailures=1
            G08  | DATA SEND_NOTICE            | ''           | type=CUT, noticeMissing=true, noticeByVisit=true, fieldFailures=2
            G08  | DATA SEND_NOTICE            | ''           | type=CUT, noticeMissing=true
            G08b | WAIT WAIT_NOTICE            | ''           | type=CUT, noticeRunning=true
            G11  | DATA SPAWN_EXCHANGE         | ''           | unfit=true
            G11  | DATA SPAWN_EXCHANGE         | ''           | unfit=true, type=RECONNECT
            G11  | DATA SPAWN_EXCHANGE         | ''           | unfit=true, type=BACK_TO_BACK, mismatch=true
            G11b | HUMAN EXCHANGE_FAILED       | ''           | unfit=true, exchange=ENDED_WITHOUT
            G12b | HUMAN DEVICE_MISMATCH       | ''           | mismatch=true, fieldFailures=2
            G12  | HUMAN FIELD_EXHAUSTED       | ''           | fieldFailures=2
            G12  | HUMAN FIELD_EXHAUSTED       | ''           | fieldFailures=3, type=INVESTIGATE, repeated=true
            G09  | WAIT WAIT_OUTAGE            | ''           | nextChannel=COMMAND, outageOpen=true, repeated=true
            G13  | HUMAN NO_PROGRESS           | ''           | repeated=true
            G15  | PASS PASS                   | ''           | type=ENABLE
            """)
    void guardDecidesBeforeNextStep(String rule, String step, String code, String situation) {
        assertStep("guard", UNHINDERED, situation, rule, step, code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type=CUT, supplied=false, lifeSupport=true, disputed=true, restricted=true, noticeMissing=true, noticeRunning=true
            type=DISABLE, supplied=false, lifeSupport=true, startNear=true
            type=DISABLE, permanent=true, startNear=true
            type=DISABLE, lifeSupport=true, approved=true
            type=READ, lifeSupport=true, disputed=true, restricted=true, noticeMissing=true, settled=true
            type=INVESTIGATE, unfit=true
            type=ENABLE, unfit=true, exchange=GO_ON
            type=CUT, fieldFailures=2
            type=ENABLE, fieldFailures=2, nextChannel=COMMAND
            type=ENABLE, fieldFailures=1
            type=ENABLE, outageOpen=true
            type=INVESTIGATE, nextChannel=COMMAND, outageOpen=true
            type=PING, nextChannel=COMMAND, outageOpen=true
            """)
    void guardLetsPassWhatIsNoneOfItsBusiness(String situation) {
        assertStep("guard", UNHINDERED, situation, "G15", "PASS PASS", "");
    }

    /** The founding example: smart scalar meter, from an empty place to a proven start (SOM-12). */
    @Test
    void walksFoundingExample() {
        var facts = facts(
                SERVED,
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
                "north.city.hill, field-north",
                "south.east, field-south",
                "west, field-west",
                "'', field-north-grid",
                "none, field-north-grid"
            })
    void visitGoesToGroupOfAreaElseOfDivision(String area, String group) {
        var facts = new HashMap<String, Object>(Map.of("division", "north-grid", "action", "INSTALL_METER"));
        facts.put("area", area);
        assertThat(evaluate("dispatch-rule", facts)).containsExactly(Map.entry("fieldGroup", group));
    }

    @ParameterizedTest
    @CsvSource({
        "true, ENABLE, O09, REFUSE, duplicate-order",
        "true, CUT, O09, REFUSE, duplicate-order",
        "true, READ, O10, QUEUE, ''",
        "true, PING, O10, QUEUE, ''",
        "false, INVESTIGATE, O10, QUEUE, ''",
    })
    void secondOrderIsRefusedOrQueued(boolean sameType, String newType, String rule, String verdict, String problem) {
        assertThat(evaluate("opposing-orders", Map.of("sameType", sameType, "newType", newType)))
                .isEqualTo(Map.of("rule", rule, "verdict", verdict, "problem", problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            guard                   | G01 G02 G03 G04 G05 G14 G10 G06 G06b G07 G08a G08 G08b G11 G11b G12b G12 G09 G13 G15
            next-action-enable      | E01 E02 E03 E04 E05 E06 E07 E08 E09 E10 E11 E12 E13 E14 E15 E16 E17 E18 E19 E20
            next-action-investigate | I06 I07 I00 I01 I02 I03 I03a I03b I04 I05
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
                    .map(value -> value.substring(1, value.length() - 1))
                    .toList();
            names.add(values.get(0));
            assertThat(rule.getAttribute("id")).isEqualTo("rule_" + values.get(0));
            assertThat(values.get(2)).isIn("COMMAND", "FIELD", "WAIT", "DATA", "HUMAN", "END", "PASS");
            assertThat(values.get(4))
                    .as(values.get(0))
                    .hasSizeGreaterThanOrEqualTo(20)
                    .endsWith(".");
            assertThat(values.get(5)).as(values.get(0)).isNotBlank();
        }
        assertThat(names).containsExactly(rows.split(" "));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void tableCanBeReadByClerk(Path file) throws Exception {
        var document = read(file);
        var decision = elements(document, MODEL, "decision").get(0);
        var rules = elements(decision, MODEL, "rule");

        assertThat(file.getFileName()).hasToString(decision.getAttribute("id") + ".dmn");
        assertThat(decision.getAttributeNS(CAMUNDA, "historyTimeToLive")).isEqualTo("P365D");
        assertThat(elements(decision, MODEL, "decisionTable").get(0).getAttribute("hitPolicy"))
                .isEqualTo("FIRST");
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
        assertThat(conditions(rules.get(rules.size() - 1)))
                .as("last row takes what is left")
                .containsOnly("");
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
    @CsvSource({"guard", "next-action-enable", "next-action-investigate", "field-task", "opposing-orders"})
    void everyColumnIsUsedBySomeRow(String table) throws Exception {
        var document = read(PROCESSES.resolve(table + ".dmn"));
        var rules = elements(document, MODEL, "rule").stream()
                .map(DecisionTablesTest::conditions)
                .toList();
        var columns = elements(document, MODEL, "inputExpression").stream()
                .map(DecisionTablesTest::text)
                .toList();
        assertThat(IntStream.range(0, columns.size())
                        .filter(column ->
                                rules.stream().allMatch(row -> row.get(column).isEmpty()))
                        .mapToObj(columns::get))
                .isEmpty();
    }

    static Stream<Path> tables() throws IOException {
        try (var files = Files.list(PROCESSES)) {
            return files.filter(file -> file.toString().endsWith(".dmn")).sorted().toList().stream();
        }
    }

    private static void assertStep(String table, String base, String situation, String rule, String step, String code) {
        var result = evaluate(table, facts(base, situation));
        assertThat(result.get("rule")).isEqualTo(rule);
        assertThat(result.get("channel") + " " + result.get("action")).isEqualTo(step);
        assertThat(result).containsEntry("code", code);
    }

    private static Map<String, Object> evaluate(String table, Map<String, Object> facts) {
        DmnDecisionTableResult result =
                ENGINE.evaluateDecisionTable(DECISIONS.computeIfAbsent(table, DecisionTablesTest::parse), facts);
        assertThat(result).as("%s of %s", table, facts).hasSize(1);
        return result.getSingleResult().getEntryMap();
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
                var parts = pair.trim().split("=");
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
