// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.process;

import java.util.List;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.people.HandOver;
import org.truckroll.people.Person;
import org.truckroll.people.Persons;
import org.truckroll.people.Staff;
import org.truckroll.people.WorkInHand;
import org.truckroll.shared.Problem;

/** Asks the division's dispatchers who takes over, and takes in whom they name. */
@Component
final class HandOverTaskListener implements TaskListener {

    private static final List<String> FIELDS = List.of("successor", "successorGroup");
    private static final int LISTED = 20;

    private final Staff staff;
    private final Persons persons;
    private final HandOver work;
    private final Callers callers;

    HandOverTaskListener(Staff staff, Persons persons, HandOver work, Callers callers) {
        this.staff = staff;
        this.persons = persons;
        this.work = work;
        this.callers = callers;
    }

    @Override
    public void notify(DelegateTask task) {
        String id = task.getExecution().getProcessBusinessKey();
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            Person person = persons.find(id).orElseThrow();
            List<WorkInHand.Item> open = work.ofPerson(id);
            task.setVariableLocal("work", "STAFF_LEAVE");
            task.setVariableLocal("why", person.name() + " leaves: " + task.getVariable("reason"));
            task.setVariableLocal("person", person.name() + " (" + id + ")");
            task.setVariableLocal("open", open.size());
            task.setVariableLocal(
                    "list",
                    open.stream().limit(LISTED).map(WorkInHand.Item::what).collect(Collectors.joining("; ")));
            staff.askedFor(id).forEach(task::addCandidateGroup);
            return;
        }
        String successor = text(task, "successor");
        String group = text(task, "successorGroup");
        if (successor == null && group == null) {
            throw Problem.unprocessable(
                    "successor-not-possible",
                    "Name who takes the work over: a person or a group.",
                    new Problem.FieldError("/successor", "required, or successorGroup"));
        }
        Caller caller = callers.current();
        FIELDS.forEach(task::removeVariable);
        task.getExecution().setVariable("successor", successor);
        task.getExecution().setVariable("successorGroup", group);
        task.getExecution().setVariable("by", caller.kind() == Caller.Kind.SERVER ? task.getAssignee() : caller.id());
    }

    private static @Nullable String text(DelegateTask task, String name) {
        Object value = task.getVariable(name);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }
}
