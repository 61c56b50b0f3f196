// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.bpmn.deployer.BpmnDeployer;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.truckroll.lifecycle.models.ModelProblem.Severity;
import org.xml.sax.SAXParseException;

/**
 * Parses models with the running engine's own parsers, so a check needs no deployment and no lock. The only class here
 * that uses engine internals: the public interface can parse only by deploying.
 */
public final class EngineParser implements ModelParser {

    private static final String WHAT_TO_DO = "correct it in the Modeler";

    private final ProcessEngineConfigurationImpl configuration;

    public EngineParser(ProcessEngine engine) {
        this.configuration = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
    }

    @Override
    public List<ModelProblem> parse(ModelFile file) {
        return switch (file.kind()) {
            case BPMN -> configuration.getCommandExecutorTxRequired().execute(context -> parseBpmn(file));
            case DMN -> configuration.getCommandExecutorTxRequired().execute(context -> parseDmn(file));
            case FORM, HTML -> List.of();
        };
    }

    /** The parser also throws plain runtime exceptions on files it does not expect; no file may stop a start. */
    private List<ModelProblem> parseBpmn(ModelFile file) {
        var deployment = new DeploymentEntity();
        deployment.setId("check");
        try {
            parser().createParse()
                    .sourceInputStream(new ByteArrayInputStream(file.content()))
                    .name(file.resourceName())
                    .deployment(deployment)
                    .execute();
            return List.of();
        } catch (ParseException e) {
            return problems(file, e);
        } catch (RuntimeException e) {
            return List.of(refused(file, e));
        }
    }

    private BpmnParser parser() {
        return configuration.getDeployers().stream()
                .filter(BpmnDeployer.class::isInstance)
                .map(BpmnDeployer.class::cast)
                .map(BpmnDeployer::getBpmnParser)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the engine has no BPMN deployer"));
    }

    private List<ModelProblem> parseDmn(ModelFile file) {
        try {
            configuration.getDmnEngine().parseDecisionRequirementsGraph(new ByteArrayInputStream(file.content()));
            return List.of();
        } catch (RuntimeException e) {
            return List.of(refused(file, e));
        }
    }

    private static List<ModelProblem> problems(ModelFile file, ParseException exception) {
        var problems = new ArrayList<ModelProblem>();
        for (var report : exception.getResorceReports()) {
            report.getErrors().forEach(problem -> problems.add(problem(file, problem)));
        }
        return problems.isEmpty() ? List.of(refused(file, exception)) : problems;
    }

    private static ModelProblem problem(ModelFile file, Problem problem) {
        return new ModelProblem(
                file.name(),
                problem.getLine(),
                problem.getMainElementId(),
                "the engine refuses it: " + problem.getMessage(),
                WHAT_TO_DO,
                Severity.ERROR);
    }

    private static ModelProblem refused(ModelFile file, Exception exception) {
        Throwable cause = exception;
        while (cause.getCause() != null && !(cause instanceof SAXParseException)) {
            cause = cause.getCause();
        }
        var line = cause instanceof SAXParseException sax ? Integer.valueOf(sax.getLineNumber()) : null;
        return new ModelProblem(
                file.name(), line, null, "the engine refuses it: " + cause.getMessage(), WHAT_TO_DO, Severity.ERROR);
    }
}
