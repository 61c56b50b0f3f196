// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.truckroll.lifecycle.RuleTable;
import org.truckroll.lifecycle.TableCheck;
import org.truckroll.lifecycle.models.ModelFile.Kind;
import org.truckroll.lifecycle.models.ModelProblem.Severity;
import org.xml.sax.SAXParseException;

/**
 * Checks a set of models as a whole: the house rules (style 4.3) and what the engine would refuse. The server and the
 * build use the same checks, so what the build accepts can be released.
 */
public final class ModelChecks {

    private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private final ModelVocabulary vocabulary;
    private final ModelParser parser;
    private final List<TableCheck> tableChecks;

    public ModelChecks(ModelVocabulary vocabulary, ModelParser parser) {
        this(vocabulary, parser, List.of());
    }

    /** @param tableChecks what the rooms know of their own tables */
    public ModelChecks(ModelVocabulary vocabulary, ModelParser parser, List<TableCheck> tableChecks) {
        this.vocabulary = vocabulary;
        this.parser = parser;
        this.tableChecks = List.copyOf(tableChecks);
    }

    /** All problems, sorted by file; empty for a clean set. */
    public List<ModelProblem> check(Collection<ModelFile> files) {
        var findings = new TreeMap<String, Findings>();
        var trees = new TreeMap<String, XmlNode>();
        for (var file : files) {
            var found = findings.computeIfAbsent(file.name(), Findings::new);
            checkName(file, found);
            if (file.kind() == Kind.BPMN || file.kind() == Kind.DMN) {
                readTree(file, found, trees);
            }
        }
        checkDecisionIds(files, trees, findings);
        var links = ModelLinks.of(files, innerDecisions(files, trees));
        for (var file : files) {
            checkContent(file, trees, links, findings.get(file.name()));
        }
        var problems = new ArrayList<ModelProblem>();
        findings.values().forEach(found -> problems.addAll(found.problems()));
        return List.copyOf(problems);
    }

    private static void checkDecisionIds(
            Collection<ModelFile> files, Map<String, XmlNode> trees, Map<String, Findings> findings) {
        var owners = new HashMap<String, String>();
        for (var file : files) {
            if (file.kind() == Kind.DMN && trees.containsKey(file.name())) {
                for (var decision : DmnChecks.decisions(trees.get(file.name()))) {
                    var owner = owners.putIfAbsent(decision.id(), file.name());
                    if (owner != null) {
                        findings.get(file.name())
                                .error(decision, "the decision is also in " + owner, "keep it in one of the files");
                    }
                }
            }
        }
    }

    private void checkContent(ModelFile file, Map<String, XmlNode> trees, ModelLinks links, Findings found) {
        var tree = trees.get(file.name());
        switch (file.kind()) {
            case BPMN -> {
                if (tree != null) {
                    new BpmnChecks(file, tree, vocabulary, links, found).run();
                    new DiagramChecks(tree, found).run();
                    askEngine(file, found);
                }
            }
            case DMN -> {
                if (tree != null) {
                    DmnChecks checks = new DmnChecks(file, tree, found);
                    checks.run();
                    askEngine(file, found);
                    if (!found.hasErrors()) {
                        askRoom(file, checks.rows(), found);
                    }
                }
            }
            case FORM -> new FormChecks(file, found).run();
            case HTML -> {
                if (file.content().length == 0) {
                    found.add(null, null, "the file is empty", "fill it, or remove it", Severity.ERROR);
                }
            }
        }
    }

    private void askRoom(ModelFile file, List<TableCheck.Row> rows, Findings found) {
        tableChecks.stream()
                .filter(check -> check.table().equals(file.id()))
                .flatMap(check ->
                        check.check(rows, RuleTable.parse(file.content()).get(file.id())).stream())
                .forEach(finding -> found.add(
                        finding.row().line(),
                        finding.row().id(),
                        finding.message(),
                        finding.whatToDo(),
                        finding.error() ? Severity.ERROR : Severity.WARNING));
    }

    private void askEngine(ModelFile file, Findings found) {
        parser.parse(file)
                .forEach(problem -> found.add(
                        problem.line(), problem.element(), problem.message(), problem.whatToDo(), problem.severity()));
    }

    private static void checkName(ModelFile file, Findings found) {
        if (!KEBAB.matcher(file.id()).matches()) {
            found.add(
                    null,
                    null,
                    "the file name is not in kebab-case",
                    "rename it like service-order, and its id with it",
                    Severity.ERROR);
        }
    }

    private static void readTree(ModelFile file, Findings found, Map<String, XmlNode> trees) {
        try {
            var tree = XmlNode.parse(file.content());
            if (tree.name().equals("definitions")) {
                trees.put(file.name(), tree);
            } else {
                found.error(
                        tree, "the file is no model: it starts with <" + tree.name() + ">", "save it in the Modeler");
            }
        } catch (SAXParseException e) {
            found.add(
                    e.getLineNumber(),
                    null,
                    "the file is not XML: " + e.getMessage(),
                    "save it again in the Modeler, or correct the line",
                    Severity.ERROR);
        }
    }

    private static List<String> innerDecisions(Collection<ModelFile> files, Map<String, XmlNode> trees) {
        return files.stream()
                .filter(file -> file.kind() == Kind.DMN && trees.containsKey(file.name()))
                .flatMap(file -> DmnChecks.decisions(trees.get(file.name())).stream())
                .map(XmlNode::id)
                .toList();
    }
}
