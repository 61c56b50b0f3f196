// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.process;

import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.intake.Findings;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;

/** Shows a finding without a place to the dispatchers of the crew's divisions, and takes in where it belongs. */
@Component
final class FindingTaskListener implements TaskListener {

    private static final List<String> FIELDS = List.of("decision", "servicePointId");

    private final Findings findings;
    private final Callers callers;

    FindingTaskListener(Findings findings, Callers callers) {
        this.findings = findings;
        this.callers = callers;
    }

    @Override
    public void notify(DelegateTask task) {
        String id = task.getExecution().getProcessBusinessKey();
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            findings.offer(id).forEach(task::setVariableLocal);
            findings.groups(id).forEach(task::addCandidateGroup);
            return;
        }
        Caller caller = callers.current();
        String by = caller.kind() == Caller.Kind.SERVER ? String.valueOf(task.getAssignee()) : caller.id();
        String point = text(task, "servicePointId");
        boolean given = findings.decide(id, text(task, "decision"), point, by);
        FIELDS.forEach(task::removeVariable);
        FIELDS.forEach(task.getExecution()::removeVariable);
        task.getExecution().setVariable("given", given);
        if (given) {
            task.getExecution().setVariable("givenPoint", point);
        }
    }

    private static @Nullable String text(DelegateTask task, String name) {
        Object value = task.getVariable(name);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }
}
