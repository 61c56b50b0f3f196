// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** The tests of this class pass every end event and every boundary event of a diagram in {@code processes/}; the class fails if they do not. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WalksDiagram.Check.class)
public @interface WalksDiagram {

    /** The file's name. */
    String value();

    /** Compares what history saw while the class ran with what the diagram shows. */
    final class Check implements BeforeAllCallback, BeforeTestExecutionCallback, AfterAllCallback {

        private final Set<String> before = new HashSet<>();
        private final Set<Method> ran = new HashSet<>();

        @Override
        public void beforeAll(ExtensionContext context) {
            events(context).map(HistoricActivityInstance::getId).forEach(before::add);
        }

        @Override
        public void beforeTestExecution(ExtensionContext context) {
            ran.add(context.getRequiredTestMethod());
        }

        @Override
        public void afterAll(ExtensionContext context) {
            if (ran.size()
                    < ReflectionSupport.findMethods(
                                    context.getRequiredTestClass(),
                                    method -> AnnotationSupport.isAnnotated(method, Testable.class),
                                    HierarchyTraversalMode.TOP_DOWN)
                            .size()) {
                // Somebody runs a single test: nothing can be said about the whole.
                return;
            }
            Set<String> seen = events(context)
                    .filter(event -> !before.contains(event.getId()))
                    .map(HistoricActivityInstance::getActivityId)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(seen)
                    .as("end and boundary events passed in %s", file(context))
                    .containsAll(drawn(context));
        }

        private static String file(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), WalksDiagram.class)
                    .orElseThrow()
                    .value();
        }

        private static Set<String> drawn(ExtensionContext context) {
            var diagram =
                    Bpmn.readModelFromFile(Path.of("processes", file(context)).toFile());
            return Stream.of(EndEvent.class, BoundaryEvent.class)
                    .flatMap(type -> diagram.getModelElementsByType(type).stream())
                    .map(FlowElement.class::cast)
                    .map(FlowElement::getId)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private static Stream<HistoricActivityInstance> events(ExtensionContext context) {
            String process = file(context).replace(".bpmn", "");
            HistoryService history =
                    SpringExtension.getApplicationContext(context).getBean(HistoryService.class);
            return history
                    .createNativeHistoricActivityInstanceQuery()
                    .sql("select * from ACT_HI_ACTINST where ACT_TYPE_ like '%EndEvent' or ACT_TYPE_ like 'boundary%'")
                    .list()
                    .stream()
                    .filter(event -> process.equals(event.getProcessDefinitionKey()));
        }
    }
}
