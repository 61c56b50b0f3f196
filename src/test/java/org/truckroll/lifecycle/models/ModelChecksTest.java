// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.truckroll.lifecycle.models.SampleModels.FORM;
import static org.truckroll.lifecycle.models.SampleModels.ORDER;
import static org.truckroll.lifecycle.models.SampleModels.STEP;
import static org.truckroll.lifecycle.models.SampleModels.TABLE;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.connect.plugin.impl.ConnectProcessEnginePlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.truckroll.lifecycle.models.ModelProblem.Severity;

class ModelChecksTest {

    private static ProcessEngine engine;

    @BeforeAll
    static void startEngine() {
        var configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setJdbcUrl("jdbc:h2:mem:model-checks");
        configuration.setProcessEngineName("model-checks");
        configuration.getProcessEnginePlugins().add(new ConnectProcessEnginePlugin());
        configuration.setJobExecutorActivate(false);
        engine = configuration.buildProcessEngine();
    }

    @AfterAll
    static void stopEngine() {
        engine.close();
    }

    private static List<ModelProblem> check(SampleModels models) {
        return new ModelChecks(SampleModels.VOCABULARY, new EngineParser(engine)).check(models.files());
    }

    private static List<ModelProblem> checkChanged(String file, String from, String to) {
        return check(new SampleModels().with(file, SampleModels.changed(file, from, to)));
    }

    @Test
    void findsNothingInSoundModels() {
        assertThat(check(new SampleModels())).isEmpty();
    }

    @ParameterizedTest(name = "{3} in {0}")
    @MethodSource("errors")
    void findsError(String file, String from, String to, String message, String element) {
        assertThat(checkChanged(file, from, to)).anySatisfy(problem -> {
            assertThat(problem.file()).isEqualTo(file);
            assertThat(problem.element()).isEqualTo(element);
            assertThat(problem.message()).contains(message);
            assertThat(problem.whatToDo()).isNotBlank();
            assertThat(problem.severity()).isEqualTo(Severity.ERROR);
        });
    }

    @ParameterizedTest(name = "{2} in {0}")
    @CsvSource(delimiter = '|', textBlock = """
            next-action-sample | <text>sw</text>        | switchh               | expression_switch
            next-action-sample | <text>sw</text>        | if com then sww else 0 | expression_switch
            next-action-sample | <text>sw</text>        | repeated              | expression_switch
            next-action-sample | "OFF", "ARMED"         | < fieldLimmit         | in_S01
            next-action-sample | "OFF", "ARMED"         | "ON", OFF             | in_S01
            next-action-sample | "OFF", "ARMED"         | not(? = swich)        | in_S01
            next-action-sample | "VISIT"                | cancelKode            | out_S02
            next-action-sample | "VISIT"                | "no. " + string(kount) | out_S02
            guard              | <text>sw</text>        | nextChanel            | expression_switch
            opposing-orders    | <text>sw</text>        | spStatus              | expression_switch
            division-policy    | <text>sw</text>        | commodity             | expression_switch
            dispatch-rule      | "VISIT"                | "field-" + aria       | out_S02
            """)
    void refusesNameThatNobodyPrepares(String table, String from, String to, String element) {
        var content = tableNamed(table, "FIRST", from, to);

        assertThat(check(new SampleModels().with(table + ".dmn", content)))
                .filteredOn(problem -> problem.file().equals(table + ".dmn"))
                .anySatisfy(problem -> {
                    assertThat(problem.message()).contains("no fact is called '");
                    assertThat(problem.element()).isEqualTo(element);
                    assertThat(problem.isError()).isTrue();
                });
    }

    @ParameterizedTest(name = "{2} in {0}")
    @CsvSource(delimiter = '|', textBlock = """
            next-action-sample | "OFF", "ARMED"         | < fieldLimit, >= fieldFailures
            next-action-sample | "OFF", "ARMED"         | not(? = phase)
            next-action-sample | "VISIT"                | cancelCode
            next-action-sample | "VISIT"                | if readMissing then "VISIT" else "REMOTE"
            next-action-sample | "VISIT"                | (for step in ["VISIT"] return step)[item != "REMOTE"][1]
            next-action-sample | "VISIT"                | get value({visit: "VISIT", other: visit}, "other")
            next-action-sample | "VISIT"                | sort(["VISIT", "LATER"], function(a, b) a > b)[1]
            next-action-sample | "VISIT"                | substring(string: "VISITS", start position: 1, length: 5)
            guard              | <text>sw</text>        | nextChannel
            opposing-orders    | <text>sw</text>        | openActed
            dispatch-rule      | "VISIT"                | "field-" + split(area, "[.]")[1]
            crew-on-call       | <text>sw</text>        | anythingOfMyOwn
            """)
    void takesNamesThatArePreparedOrGiven(String table, String from, String to) {
        assertThat(check(new SampleModels().with(table + ".dmn", tableNamed(table, "FIRST", from, to))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"COLLECT, true", "FIRST, false", "UNIQUE, false", "COLLECT\" aggregation=\"COUNT, false"})
    void calendarGivesAllRestrictionsThatFit(String hitPolicy, boolean sound) {
        var content = tableNamed("restriction-calendar", hitPolicy, "<text>sw</text>", "commodity");
        var problems = check(new SampleModels().with("restriction-calendar.dmn", content));

        assertThat(problems).allMatch(problem -> problem.message().startsWith("not all rows that match"));
        assertThat(problems.isEmpty()).isEqualTo(sound);
    }

    @Test
    void decisionsOfOneFileHandNamesToEachOther() {
        var inner = """
                <decision id="mood" name="Mood" camunda:historyTimeToLive="P365D"><variable id="variable_mood" name="mood" typeRef="string" />\
                <literalExpression id="expression_mood"><text>"OFF"</text></literalExpression></decision>""";
        var content = SampleModels.changed(TABLE, "<text>sw</text>", "<text>mood</text>")
                .replace("<decision id=", inner + "<decision id=")
                .replace(
                        "<decisionTable",
                        "<informationRequirement id=\"needs_mood\"><requiredDecision href=\"#mood\" /></informationRequirement><decisionTable");

        assertThat(check(new SampleModels().with(TABLE, content)))
                .extracting(ModelProblem::message)
                .containsExactly("the decision is not drawn");
    }

    private static String tableNamed(String table, String hitPolicy, String from, String to) {
        var content = SampleModels.read(TABLE);
        assertThat(content).contains(from);
        return content.replace(from, from.startsWith("<text>") ? "<text>" + xml(to) + "</text>" : xml(to))
                .replace("next-action-sample", table)
                .replace("hitPolicy=\"FIRST\"", "hitPolicy=\"" + hitPolicy + "\"")
                // What the table looks at otherwise, where that is another matter.
                .replace("<text>sw</text>", table.equals("dispatch-rule") ? "<text>area</text>" : "<text>sw</text>");
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    static Stream<Arguments> errors() {
        var visit = "userTask_visitPoint";
        var note = "serviceTask_sendNote";
        var gateway = "gateway_visitNeeded";
        var form = "camunda:formRef=\"visit-point\" camunda:formRefBinding=\"deployment\"";
        var decision = "businessRuleTask_chooseAction";
        var call = "callActivity_remoteStep";
        var listener = "<camunda:executionListener event=\"end\" delegateExpression=\"#{countNotesListener}\" />";
        return Stream.of(
                // Identity
                error(ORDER, "\"sample-order\"", "\"sampleOrder\"", "is not the file name", "sampleOrder"),
                error(ORDER, "isExecutable=\"true\"", "isExecutable=\"false\"", "not executable", "sample-order"),
                error(ORDER, " camunda:historyTimeToLive=\"P365D\"", "", "no history time to live", "sample-order"),
                error(ORDER, visit, "Activity_0x1", "does not tell what it is", "Activity_0x1"),
                error(ORDER, "flow_visited", "flow_Visited", "does not tell what it is", "flow_Visited"),
                error(ORDER, " name=\"Visit point\"", "", "user task has no name", visit),
                error(ORDER, " name=\"Visit late\"", "", "boundary event has no name", "boundaryEvent_visitLate"),
                error(ORDER, "\"Order completed\"", "\"End\"", "is no result", "endEvent_orderCompleted"),
                // Code
                error(ORDER, " camunda:delegateExpression=\"#{sendNoteDelegate}\"", "", "no delegate", note),
                error(ORDER, "#{sendNoteDelegate}", "#{otherDelegate}", "does not match the id", note),
                error(ORDER, "#{sendNoteDelegate}", "${sendNoteDelegate}", "is no delegate", note),
                error(ORDER, "endNote", "endLetter", "no delegate 'sendLetterDelegate'", "serviceTask_sendLetter"),
                error(ORDER, "camunda:delegateExpression", "camunda:class", "a Java class", note),
                error(ORDER, "camunda:delegateExpression", "camunda:expression", "an expression does the work", note),
                error(ORDER, "#{countNotesListener}", "#{otherListener}", "no listener 'otherListener'", note),
                error(
                        ORDER,
                        "delegateExpression=\"#{countNotesListener}\"",
                        "class=\"java.lang.String\"",
                        "no listener",
                        note),
                error(
                        ORDER,
                        listener,
                        "<camunda:executionListener event=\"end\"><camunda:script scriptFormat=\"groovy\">1</camunda:script></camunda:executionListener>",
                        "a script",
                        note),
                error(ORDER, ">service-call<", ">ftp<", "no connector 'ftp'", "serviceTask_callHeadEnd"),
                error(
                        ORDER,
                        "name=\"Call head end\" camunda:asyncBefore=\"true\"",
                        "name=\"Call head end\"",
                        "no savepoint",
                        "serviceTask_callHeadEnd"),
                error(
                        ORDER,
                        "name=\"Send note\" camunda:asyncBefore=\"true\"",
                        "name=\"Send note\"",
                        "no savepoint",
                        note),
                error(ORDER, "receiveTask", "sendTask", "send task is not used", "sendTask_awaitAnswer"),
                error(ORDER, "exclusiveGateway", "inclusiveGateway", "inclusive gateway", gateway),
                // Words
                error(ORDER, "command.answered", "command answered", "is not of the form", "message_answered"),
                error(ORDER, "command.answered", "command.asked", "nobody sends", "message_answered"),
                error(ORDER, "VISIT_MISSED", "VISIT_LOST", "nobody throws", "error_visitMissed"),
                // Links
                error(
                        ORDER,
                        "\"next-action-sample\"",
                        "\"next-action-other\"",
                        "no decision 'next-action-other'",
                        decision),
                error(ORDER, "camunda:decisionRef=\"next-action-sample\"", "", "no decision table", decision),
                error(
                        ORDER,
                        "decisionRefBinding=\"deployment\"",
                        "decisionRefBinding=\"latest\"",
                        "binding is 'latest'",
                        decision),
                error(
                        ORDER,
                        "calledElement=\"sample-step\"",
                        "calledElement=\"other-step\"",
                        "no process 'other-step'",
                        call),
                error(ORDER, " camunda:calledElementBinding=\"deployment\"", "", "binding is 'latest'", call),
                error(ORDER, "formRef=\"visit-point\"", "formRef=\"visit-other\"", "no form 'visit-other'", visit),
                error(
                        ORDER,
                        "formRefBinding=\"deployment\"",
                        "formRefBinding=\"latest\"",
                        "binding is 'latest'",
                        visit),
                error(ORDER, form, "camunda:formKey=\"embedded:app:forms/visit.html\"", "does not belong", visit),
                error(ORDER, form, "camunda:formKey=\"embedded:deployment:forms/visit.html\"", "no page", visit),
                // Paths
                error(ORDER, "\"Visit needed?\"", "\"Visit needed\"", "is no question", gateway),
                error(ORDER, " default=\"flow_visit\"", "", "no answer is the default", gateway),
                error(ORDER, " name=\"no\"", "", "the answer has no name", "flow_remote"),
                error(ORDER, "default=\"flow_visit\"", "default=\"flow_remote\"", "has a condition", "flow_remote"),
                error(ORDER, "default=\"flow_visit\"", "default=\"flow_remote\"", "has no condition", "flow_visit"),
                error(ORDER, "${action == 'REMOTE'}", "REMOTE", "is no expression", "flow_remote"),
                error(
                        ORDER,
                        "tFormalExpression\">${action",
                        "tFormalExpression\" language=\"groovy\">${action",
                        "is a script",
                        "flow_remote"),
                error(
                        ORDER,
                        "id=\"gateway_joined\"",
                        "id=\"gateway_joined\" name=\"Joined\"",
                        "joining gateway has a name",
                        "gateway_joined"),
                error(ORDER, " camunda:collection=\"#{notes}\"", "", "no bound", "subProcess_tidyUp"),
                // Drawing
                error(ORDER, "bpmnElement=\"" + visit + "\"", "bpmnElement=\"other\"", "not drawn", visit),
                error(ORDER, "bpmnElement=\"flow_late\"", "bpmnElement=\"other\"", "not drawn", "flow_late"),
                error(
                        ORDER,
                        "<bpmndi:BPMNLabel><dc:Bounds x=\"82\" y=\"123\" width=\"60\" height=\"14\" /></bpmndi:BPMNLabel>",
                        "",
                        "label has no place",
                        "startEvent_orderAccepted"),
                error(ORDER, "<dc:Bounds x=\"320\" y=\"60\"", "<dc:Bounds x=\"250\" y=\"60\"", "it lies on", decision),
                error(
                        ORDER,
                        "<dc:Bounds x=\"930\" y=\"60\"",
                        "<dc:Bounds x=\"930\" y=\"600\"",
                        "drawn outside",
                        "receiveTask_awaitAnswer"),
                error(
                        ORDER,
                        "<dc:Bounds x=\"622\" y=\"122\"",
                        "<dc:Bounds x=\"622\" y=\"162\"",
                        "border",
                        "boundaryEvent_visitLate"),
                error(
                        ORDER,
                        "<di:waypoint x=\"170\" y=\"100\" />",
                        "<di:waypoint x=\"160\" y=\"100\" />",
                        "does not end at",
                        "flow_accepted"),
                error(
                        ORDER,
                        "<di:waypoint x=\"118\" y=\"100\" />",
                        "<di:waypoint x=\"118\" y=\"200\" />",
                        "does not start at",
                        "flow_accepted"),
                // Decisions
                error(
                        TABLE,
                        "decision id=\"next-action-sample\"",
                        "decision id=\"nextAction\"",
                        "no decision has the id",
                        "nextAction"),
                error(
                        TABLE,
                        " camunda:historyTimeToLive=\"P365D\"",
                        "",
                        "no history time to live",
                        "next-action-sample"),
                error(
                        TABLE,
                        "dmnElementRef=\"next-action-sample\"",
                        "dmnElementRef=\"other\"",
                        "not drawn",
                        "next-action-sample"),
                error(TABLE, "\"FIRST\"", "\"COLLECT\"", "hit policy COLLECT", "table_nextAction"),
                error(
                        TABLE,
                        "<description>The switch is off, so it is closed from afar.</description>",
                        "",
                        "no annotation",
                        "rule_S01"),
                error(TABLE, "name=\"action\"", "name=\"Next Action\"", "is not camelCase", "output_action"),
                error(TABLE, "\"OFF\", \"ARMED\"", "\"OFF\", ", "is not FEEL", "in_S01"),
                error(TABLE, "<text>\"VISIT\"</text>", "<text>\"VISIT</text>", "is not FEEL", "out_S02"),
                error(TABLE, "<text>sw</text>", "<text>sw +</text>", "is not FEEL", "expression_switch"),
                error(
                        TABLE,
                        "id=\"in_S01\"",
                        "id=\"in_S01\" expressionLanguage=\"groovy\"",
                        "written in groovy",
                        "in_S01"),
                // Forms
                error(FORM, "\"visit-point\"", "\"visitPoint\"", "form id 'visitPoint'", null),
                error(FORM, "\"schemaVersion\": 16", "\"schemaVersion\": 19", "too new", null),
                error(FORM, "\"schemaVersion\": 16,", "", "no schema version", null),
                error(FORM, "\"key\": \"reading\"", "\"key\": \"mode\"", "'mode' is there twice", "mode"),
                error(
                        FORM,
                        "\"key\": \"reading\"",
                        "\"key\": \"reading\", \"valuesKey\": \"some\"",
                        "inside a group",
                        "reading"),
                error(FORM, ", \"label\": \"Reading\"", "", "no label", "reading"),
                error(FORM, ", \"dateLabel\": \"Read at\"", "", "no label", "readAt"),
                error(FORM, "\"type\": \"number\"", "\"type\": \"filepicker\"", "cannot show", "reading"),
                error(FORM, "\"type\": \"default\",", "\"type\": \"default\"", "is not JSON", null));
    }

    private static Arguments error(String file, String from, String to, String message, String element) {
        return Arguments.of(file, from, to, message, element);
    }

    @ParameterizedTest(name = "{3} in {0}")
    @MethodSource("warnings")
    void warnsWithoutRefusing(String file, String from, String to, String message, String element) {
        var problems = checkChanged(file, from, to);

        assertThat(problems).noneMatch(ModelProblem::isError);
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.message()).contains(message);
            assertThat(problem.element()).isEqualTo(element);
        });
    }

    static Stream<Arguments> warnings() {
        return Stream.of(
                error(ORDER, " name=\"Sample order\"", "", "process has no name", "sample-order"),
                error(
                        STEP,
                        "camunda:formRef=\"visit-point\" camunda:formRefBinding=\"deployment\"",
                        "",
                        "no form",
                        "userTask_waitForPerson"),
                error(TABLE, " hitPolicy=\"FIRST\"", "", "no hit policy", "table_nextAction"),
                error(
                        TABLE,
                        "name=\"Next action of a sample order\"",
                        "name=\"\"",
                        "decision has no name",
                        "next-action-sample"),
                error(
                        ORDER,
                        "<di:waypoint x=\"640\" y=\"158\" />",
                        "<di:waypoint x=\"640\" y=\"158\" /><di:waypoint x=\"600\" y=\"320\" /><di:waypoint x=\"600\" y=\"240\" />",
                        "runs through 'serviceTask_callHeadEnd'",
                        "flow_late"),
                error(
                        ORDER,
                        "<di:waypoint x=\"640\" y=\"158\" />",
                        "<di:waypoint x=\"640\" y=\"158\" /><di:waypoint x=\"450\" y=\"230\" />",
                        "crosses",
                        "flow_late"));
    }

    @Test
    void tellsLineOfBrokenXml() {
        var problems = checkChanged(ORDER, "</bpmn:userTask>", "</bpmn:usertask>");

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo(ORDER);
            assertThat(problem.line()).isEqualTo(lineOf(SampleModels.read(ORDER), "</bpmn:userTask>"));
            assertThat(problem.message()).contains("not XML");
        });
    }

    @Test
    void tellsLineAndElementThatTheEngineRefuses() {
        var problems = checkChanged(ORDER, "targetRef=\"endEvent_orderCompleted\"", "targetRef=\"endEvent_nowhere\"");

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.message()).contains("the engine refuses it");
            assertThat(problem.element()).isEqualTo("flow_done");
            assertThat(problem.line()).isEqualTo(lineOf(SampleModels.read(ORDER), "id=\"flow_done\""));
        });
    }

    @Test
    void tellsThatTheEngineRefusesDecision() {
        var problems = checkChanged(TABLE, "<outputEntry id=\"out_S02\"><text>\"VISIT\"</text></outputEntry>", "");

        assertThat(problems).anySatisfy(problem -> assertThat(problem.message()).contains("the engine refuses it"));
    }

    @Test
    void refusesDocumentTypesThatCouldReadFilesOfTheServer() {
        var problems = checkChanged(
                TABLE,
                "<definitions ",
                "<!DOCTYPE definitions [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><definitions ");

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("DOCTYPE"));
    }

    @Test
    void refusesFileThatIsNoModel() {
        assertThat(check(new SampleModels().with("page.bpmn", "<html/>")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("starts with <html>"));
    }

    @Test
    void refusesNamesThatAreNotKebabCase() {
        assertThat(check(new SampleModels().with("Visit_page.html", "<form></form>")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("kebab"));
    }

    @Test
    void refusesEmptyPage() {
        assertThat(check(new SampleModels().with("visit-page.html", "")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("empty"));
    }

    @Test
    void refusesMoreThanFifteenNodesInOneScope() {
        var extra = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            extra.append("<bpmn:userTask id=\"userTask_more").append(i).append("\" name=\"More\" />");
        }
        var problems = checkChanged(ORDER, "</bpmn:process>", extra + "</bpmn:process>");

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.message()).startsWith("16 flow nodes");
            assertThat(problem.element()).isEqualTo("sample-order");
        });
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.message()).contains("the path stops here");
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
        });
        assertThat(problems).anySatisfy(problem -> assertThat(problem.message()).contains("no path leads here"));
    }

    @Test
    void refusesDecisionThatIsInTwoFiles() {
        assertThat(check(new SampleModels().with("twin.dmn", SampleModels.read(TABLE))))
                .extracting(ModelProblem::file, ModelProblem::message)
                .containsExactly(
                        tuple("twin.dmn", "the decision is also in next-action-sample.dmn"),
                        tuple("twin.dmn", "no decision has the id 'twin'"));
    }

    @Test
    void refusesLanes() {
        var problems = checkChanged(
                ORDER,
                "<bpmn:startEvent id=\"startEvent_orderAccepted\"",
                "<bpmn:laneSet id=\"lanes\"><bpmn:lane id=\"lane_one\" name=\"One\" /></bpmn:laneSet>"
                        + "<bpmn:startEvent id=\"startEvent_orderAccepted\"");

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.message()).contains("lane");
            assertThat(problem.element()).isEqualTo("lane_one");
        });
    }

    @Test
    void refusesNamedParallelGateway() {
        var problems = checkChanged(
                ORDER,
                "<bpmn:endEvent id=\"endEvent_orderCompleted\"",
                "<bpmn:parallelGateway id=\"gateway_both\" name=\"Both\" /><bpmn:endEvent id=\"endEvent_orderCompleted\"");

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.message()).contains("asks nothing but has a name");
            assertThat(problem.element()).isEqualTo("gateway_both");
        });
    }

    @Test
    void findsLinksToFilesThatAreNotThere() {
        assertThat(check(new SampleModels().without(FORM).without(STEP)))
                .extracting(ModelProblem::element)
                .containsExactly("userTask_visitPoint", "callActivity_remoteStep");
    }

    @Test
    void acceptsExpressionsAsLinksAndPagesOfTheRelease() {
        var models = new SampleModels()
                .with("visit-page.html", "<form></form>")
                .with(
                        ORDER,
                        SampleModels.changed(ORDER, "\"next-action-sample\"", "\"${'next-action-' + type}\"")
                                .replace("camunda:formRef=\"visit-point\"", "camunda:formRef=\"${form}\""))
                .with(
                        STEP,
                        SampleModels.changed(
                                STEP,
                                "camunda:formRef=\"visit-point\" camunda:formRefBinding=\"deployment\"",
                                "camunda:formKey=\"embedded:deployment:forms/visit-page.html\""));

        assertThat(check(models)).isEmpty();
    }

    @Test
    void acceptsAnyWordWhereTheVocabularyIsOpen() {
        var any = Set.of(ModelVocabulary.ANY);
        var models = new SampleModels().with(ORDER, SampleModels.changed(ORDER, "VISIT_MISSED", "VISIT_LOST"));
        var checks = new ModelChecks(new ModelVocabulary(any, any, any, any), new EngineParser(engine));

        assertThat(checks.check(models.files())).isEmpty();
    }

    private static int lineOf(String content, String text) {
        return (int) content.substring(0, content.indexOf(text)).lines().count();
    }
}
