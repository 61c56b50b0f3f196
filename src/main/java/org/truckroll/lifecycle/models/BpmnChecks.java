// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The house rules for process diagrams, except for how they are drawn (that is {@link DiagramChecks}). */
final class BpmnChecks {

    static final Map<String, String> ID_PREFIXES = Map.ofEntries(
            Map.entry("startEvent", "startEvent_"),
            Map.entry("endEvent", "endEvent_"),
            Map.entry("intermediateCatchEvent", "event_"),
            Map.entry("intermediateThrowEvent", "event_"),
            Map.entry("boundaryEvent", "boundaryEvent_"),
            Map.entry("serviceTask", "serviceTask_"),
            Map.entry("userTask", "userTask_"),
            Map.entry("businessRuleTask", "businessRuleTask_"),
            Map.entry("receiveTask", "receiveTask_"),
            Map.entry("callActivity", "callActivity_"),
            Map.entry("subProcess", "subProcess_"),
            Map.entry("exclusiveGateway", "gateway_"),
            Map.entry("parallelGateway", "gateway_"),
            Map.entry("eventBasedGateway", "gateway_"),
            Map.entry("sequenceFlow", "flow_"));

    private static final Map<String, String> REFUSED = Map.of(
            "scriptTask", "use a decision table, or a service task with a delegate",
            "sendTask", "use a service task with a delegate",
            "manualTask", "use a user task with a form",
            "task", "choose what kind of task it is: service, user or business rule task",
            "inclusiveGateway", "use exclusive or parallel gateways",
            "complexGateway", "use exclusive or parallel gateways",
            "lane", "remove the lanes; who does the work is said by groups",
            "transaction", "use a plain embedded sub-process",
            "adHocSubProcess", "use a plain embedded sub-process",
            "standardLoopCharacteristics", "draw the loop with an exclusive gateway");

    private static final Set<String> CONNECTORS = Set.of("http-connector", "service-call");
    /** What the server takes itself: talks with a head end, or with a workforce system. */
    private static final Set<String> TOPICS = Set.of("${headEnd}", "workforce/${workforce}");

    private static final int MOST_NODES = 15;
    private static final int MOST_WORDS = 12;
    private static final Pattern SUFFIX = Pattern.compile("[a-z][a-zA-Z0-9]*");
    private static final Pattern DELEGATE = Pattern.compile("#\\{([a-z][a-zA-Z0-9]*Delegate)}");
    private static final Pattern LISTENER = Pattern.compile("#\\{([a-z][a-zA-Z0-9]*Listener)}");
    private static final Pattern MESSAGE = Pattern.compile("[a-z]+\\.[a-zA-Z]+");
    private static final String PAGE_PREFIX = "embedded:deployment:";

    private final ModelFile file;
    private final XmlNode definitions;
    private final ModelVocabulary vocabulary;
    private final ModelLinks links;
    private final Findings findings;

    BpmnChecks(ModelFile file, XmlNode definitions, ModelVocabulary vocabulary, ModelLinks links, Findings findings) {
        this.file = file;
        this.definitions = definitions;
        this.vocabulary = vocabulary;
        this.links = links;
        this.findings = findings;
    }

    static boolean isFlowNode(XmlNode node) {
        return node.isBpmn() && !node.is("sequenceFlow") && ID_PREFIXES.containsKey(node.name());
    }

    void run() {
        checkProcess();
        checkWords();
        definitions.all().filter(XmlNode::isBpmn).forEach(this::checkElement);
        definitions.all().forEach(this::checkCode);
        definitions.all().filter(node -> node.is("process", "subProcess")).forEach(this::checkScope);
    }

    private void checkProcess() {
        var processes = definitions.children("process").toList();
        if (processes.size() != 1) {
            findings.error(
                    definitions,
                    "the file holds " + processes.size() + " processes",
                    "keep exactly one process in a file");
        }
        for (var process : processes) {
            if (!process.id().equals(file.id())) {
                findings.error(
                        process,
                        "process id '" + process.id() + "' is not the file name",
                        "name the process id '" + file.id() + "' or rename the file");
            }
            if (!process.attribute("isExecutable").equals("true")) {
                findings.error(process, "the process is not executable", "tick 'Executable'");
            }
            if (!process.has("camunda:historyTimeToLive")) {
                findings.error(process, "no history time to live", "set it, for example P365D");
            }
            if (process.label().isEmpty()) {
                findings.warning(process, "the process has no name", "name it as people call it");
            }
        }
    }

    private void checkWords() {
        definitions.children("message").forEach(message -> {
            if (!MESSAGE.matcher(message.label()).matches()) {
                findings.error(
                        message,
                        "message name '" + message.label() + "' is not of the form room.event",
                        "name it like command.responded");
            } else if (!ModelVocabulary.knows(vocabulary.messages(), message.label())) {
                findings.error(
                        message,
                        "nobody sends a message '" + message.label() + "'",
                        "use one that the code knows" + list(vocabulary.messages()));
            }
        });
        definitions.children("error").forEach(error -> {
            var code = error.attribute("errorCode");
            if (code.isBlank() || !ModelVocabulary.knows(vocabulary.errors(), code)) {
                findings.error(
                        error,
                        "nobody throws an error with code '" + code + "'",
                        "use one that the code knows" + list(vocabulary.errors()));
            }
        });
    }

    private void checkElement(XmlNode node) {
        var refused = REFUSED.get(node.name());
        if (refused != null) {
            findings.error(node, "a " + words(node.name()) + " is not used here", refused);
        }
        var prefix = ID_PREFIXES.get(node.name());
        if (prefix != null
                && !(node.id().startsWith(prefix)
                        && SUFFIX.matcher(node.id().substring(prefix.length())).matches())) {
            findings.error(
                    node,
                    "id '" + node.id() + "' does not tell what it is",
                    "name it " + prefix + "<camelCase>, such as " + prefix + "orderClosed");
        }
        if (isFlowNode(node) && !node.name().endsWith("Gateway") && node.label().isEmpty()) {
            findings.error(
                    node,
                    "the " + words(node.name()) + " has no name",
                    "name it: tasks as verb and object, events as object and state");
        }
        if (node.is("endEvent") && node.label().equalsIgnoreCase("end")) {
            findings.error(node, "'" + node.label() + "' is no result", "name the result, such as 'Order completed'");
        }
        switch (node.name()) {
            case "serviceTask" -> checkServiceTask(node);
            case "businessRuleTask" -> checkDecision(node);
            case "callActivity" -> checkCall(node);
            case "userTask", "startEvent" -> checkForm(node);
            case "multiInstanceLoopCharacteristics" -> checkBound(node);
            case "conditionExpression" -> checkCondition(node);
            default -> {}
        }
    }

    private void checkServiceTask(XmlNode task) {
        var connector = task.child("extensionElements").flatMap(extensions -> extensions.child("connector"));
        if (task.attribute("camunda:type").equals("external")) {
            if (!TOPICS.contains(task.attribute("camunda:topic"))) {
                findings.error(
                        task,
                        "nobody takes external tasks of topic '" + task.attribute("camunda:topic") + "'",
                        "use one of " + sorted(TOPICS) + ", or a delegate");
            }
            return;
        }
        if (connector.isEmpty()) {
            var expected = task.id().replaceFirst("^serviceTask_", "") + "Delegate";
            var expression = task.attribute("camunda:delegateExpression");
            if (!expression.equals("#{" + expected + "}")) {
                findings.error(
                        task,
                        expression.isEmpty()
                                ? "the service task has no delegate and no connector"
                                : "the delegate " + expression + " does not match the id",
                        "set the delegate expression to #{" + expected + "}, or use a connector " + sorted(CONNECTORS));
            }
        }
        var delegate = DELEGATE.matcher(task.attribute("camunda:delegateExpression"));
        var leaves = connector.isPresent()
                || delegate.matches() && vocabulary.outbound().contains(delegate.group(1));
        if (leaves && !task.attribute("camunda:asyncBefore").equals("true")) {
            findings.error(
                    task,
                    "no savepoint before a step that leaves the house",
                    "tick 'Asynchronous before', so that a retry repeats this step alone");
        }
    }

    private void checkDecision(XmlNode task) {
        var decision = task.attribute("camunda:decisionRef");
        if (decision.isBlank()) {
            findings.error(task, "no decision table", "set the decision reference to the name of a .dmn file");
        } else {
            checkLink(task, "decision", decision, links.decisions(), ".dmn");
            checkBinding(task, "camunda:decisionRefBinding");
        }
    }

    private void checkCall(XmlNode call) {
        var called = call.attribute("calledElement");
        if (called.isBlank()) {
            findings.error(call, "nothing is called", "set the called element to the name of a .bpmn file");
        } else {
            checkLink(call, "process", called, links.processes(), ".bpmn");
            checkBinding(call, "camunda:calledElementBinding");
        }
    }

    private void checkForm(XmlNode node) {
        var form = node.attribute("camunda:formRef");
        var key = node.attribute("camunda:formKey");
        if (!form.isBlank()) {
            checkLink(node, "form", form, links.forms(), ".form");
            checkBinding(node, "camunda:formRefBinding");
        } else if (key.startsWith(PAGE_PREFIX)) {
            checkLink(node, "page", key.substring(PAGE_PREFIX.length()), links.pages(), "");
        } else if (!key.isBlank()) {
            findings.error(
                    node,
                    "form key '" + key + "' does not belong to the release",
                    "use a form reference, or " + PAGE_PREFIX + "forms/<file>.html");
        } else if (node.is("userTask")) {
            findings.warning(node, "people see no form for this task", "set a form reference");
        }
    }

    private void checkLink(XmlNode node, String kind, String target, Set<String> known, String extension) {
        var isExpression = target.startsWith("${") && target.endsWith("}");
        if (!isExpression && !known.contains(target)) {
            findings.error(
                    node,
                    "there is no " + kind + " '" + target + "' in this release",
                    "correct the name, or add the file " + target + extension);
        }
    }

    private void checkBinding(XmlNode node, String attribute) {
        if (!node.attribute(attribute).equals("deployment")) {
            findings.error(
                    node,
                    "the binding is '" + (node.has(attribute) ? node.attribute(attribute) : "latest") + "'",
                    "set the binding to 'deployment', so that a running order keeps one set of models");
        }
    }

    private void checkBound(XmlNode loop) {
        if (loop.child("loopCardinality").isEmpty() && !loop.has("camunda:collection")) {
            findings.error(loop, "the multi-instance has no bound", "set a loop cardinality or a collection");
        }
    }

    private void checkCondition(XmlNode condition) {
        if (condition.has("language") || condition.has("camunda:resource")) {
            findings.error(condition, "the condition is a script", "write an expression such as ${accepted}");
        } else if (!condition.text().startsWith("${") || !condition.text().endsWith("}")) {
            findings.error(
                    condition,
                    "the condition '" + condition.text() + "' is no expression",
                    "write it like ${accepted}");
        }
    }

    private void checkCode(XmlNode node) {
        if (node.has("camunda:class") || node.has("camunda:variableMappingClass")) {
            findings.error(node, "a Java class is named", "use a delegate expression such as #{sendCommandDelegate}");
        }
        if (node.has("camunda:expression")) {
            findings.error(
                    node, "an expression does the work", "use a delegate expression such as #{sendCommandDelegate}");
        }
        if (node.is("script") && !node.isBpmn()) {
            findings.error(node, "a script", "compute the value in a decision table or a delegate");
        }
        if (node.is("executionListener", "taskListener")) {
            checkBean(node, node.attribute("delegateExpression"), LISTENER, vocabulary.listeners(), "listener");
        } else if (node.has("camunda:delegateExpression")) {
            checkBean(node, node.attribute("camunda:delegateExpression"), DELEGATE, vocabulary.delegates(), "delegate");
        }
        if (node.is("connector")) {
            var id = node.child("connectorId").map(XmlNode::text).orElse("");
            if (!CONNECTORS.contains(id)) {
                findings.error(node, "there is no connector '" + id + "'", "use one of " + sorted(CONNECTORS));
            }
        }
    }

    private void checkBean(XmlNode node, String expression, Pattern pattern, Set<String> known, String kind) {
        var matcher = pattern.matcher(expression);
        if (!matcher.matches()) {
            findings.error(
                    node,
                    "'" + expression + "' is no " + kind,
                    "write it like #{" + (kind.equals("listener") ? "checkVisitListener" : "sendCommandDelegate")
                            + "}");
        } else if (!ModelVocabulary.knows(known, matcher.group(1))) {
            findings.error(
                    node,
                    "the server has no " + kind + " '" + matcher.group(1) + "'",
                    "correct the name, or write the code for it" + list(known));
        }
    }

    private void checkScope(XmlNode scope) {
        var nodes = scope.children().stream().filter(BpmnChecks::isFlowNode).toList();
        // A boundary event is read together with the activity it sits on.
        var read = nodes.stream().filter(node -> !node.is("boundaryEvent")).count();
        if (read > MOST_NODES) {
            findings.error(
                    scope,
                    read + " flow nodes in one diagram, at most " + MOST_NODES + " can be read",
                    "move a part into a called process or an embedded sub-process");
        }
        var flows = scope.children("sequenceFlow").toList();
        var outgoing = flows.stream().collect(groupingBy(flow -> flow.attribute("sourceRef")));
        var incoming = flows.stream().collect(groupingBy(flow -> flow.attribute("targetRef")));
        for (var node : nodes) {
            var out = outgoing.getOrDefault(node.id(), List.of());
            if (node.is("exclusiveGateway")) {
                checkExclusive(node, out);
            } else if (node.name().endsWith("Gateway") && !node.label().isEmpty()) {
                findings.error(node, "the gateway asks nothing but has a name", "remove the name");
            }
            checkEnds(node, incoming.containsKey(node.id()), !out.isEmpty());
        }
    }

    private void checkExclusive(XmlNode gateway, List<XmlNode> out) {
        if (out.size() <= 1) {
            if (!gateway.label().isEmpty()) {
                findings.error(gateway, "the joining gateway has a name", "remove the name; only questions are named");
            }
            return;
        }
        if (!gateway.label().endsWith("?")) {
            findings.error(gateway, "the gateway is no question", "name it as a question that ends in '?'");
        }
        var byDefault = gateway.attribute("default");
        if (out.stream().noneMatch(flow -> flow.id().equals(byDefault))) {
            findings.error(gateway, "no answer is the default", "make the usual answer the default flow");
        }
        for (var flow : out) {
            if (flow.label().isEmpty()) {
                findings.error(flow, "the answer has no name", "name the flow with the answer to the question");
            }
            var hasCondition = flow.child("conditionExpression").isPresent();
            if (flow.id().equals(byDefault) && hasCondition) {
                findings.error(flow, "the default answer has a condition", "remove the condition");
            } else if (!flow.id().equals(byDefault) && !hasCondition) {
                findings.error(flow, "the answer has no condition", "add a condition such as ${accepted}");
            }
        }
    }

    private void checkEnds(XmlNode node, boolean comesFrom, boolean goesOn) {
        var standsAlone = node.attribute("triggeredByEvent").equals("true")
                || node.attribute("isForCompensation").equals("true");
        if (!goesOn && !standsAlone && !node.is("endEvent")) {
            findings.warning(node, "the path stops here", "draw a flow to the next step or to an end event");
        }
        if (!comesFrom && !standsAlone && !node.is("startEvent", "boundaryEvent")) {
            findings.warning(node, "no path leads here", "draw a flow to it, or remove it");
        }
    }

    private static String words(String elementName) {
        return elementName.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    /** A long list helps nobody to find the right word. */
    private static String list(Set<String> words) {
        return words.isEmpty() || words.size() > MOST_WORDS ? "" : "; known: " + String.join(", ", sorted(words));
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().sorted().toList();
    }
}
