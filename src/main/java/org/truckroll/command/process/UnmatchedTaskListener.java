// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.process;

import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.command.UnmatchedAnswers;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;

/** An answer that nobody waited for is shown to a person, who gives it to its command or discards it. */
@Component
final class UnmatchedTaskListener implements TaskListener {

    private static final List<String> FIELDS = List.of("decision", "commandId", "remarks");

    private final UnmatchedAnswers answers;
    private final Callers callers;

    UnmatchedTaskListener(UnmatchedAnswers answers, Callers callers) {
        this.answers = answers;
        this.callers = callers;
    }

    @Override
    public void notify(DelegateTask task) {
        String source = (String) task.getVariable("source");
        String messageId = (String) task.getVariable("messageId");
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            answers.offer(source, messageId).forEach(task::setVariableLocal);
            return;
        }
        Caller caller = callers.current();
        answers.decide(
                source,
                messageId,
                text(task, "decision"),
                text(task, "commandId"),
                text(task, "remarks"),
                caller.kind() == Caller.Kind.SERVER ? String.valueOf(task.getAssignee()) : caller.id());
        FIELDS.forEach(task::removeVariable);
        FIELDS.forEach(task.getExecution()::removeVariable);
    }

    private static @Nullable String text(DelegateTask task, String name) {
        Object value = task.getVariable(name);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }
}
