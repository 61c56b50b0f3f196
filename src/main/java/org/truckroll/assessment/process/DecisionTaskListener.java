// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.assessment.HumanWork;
import org.truckroll.assessment.PersonsDecision;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Problem;

/** Offers a decision to its groups and takes in the form: a form decides exactly as REST does. */
@Component
final class DecisionTaskListener implements TaskListener {

    private static final List<String> FIELDS = List.of(
            "decision",
            "supply",
            "switchPosition",
            "switchControl",
            "onDemandReadScalar",
            "ping",
            "commission",
            "condition",
            "evidence",
            "remarks");

    private final HumanWork work;

    DecisionTaskListener(HumanWork work) {
        this.work = work;
    }

    @Override
    public void notify(DelegateTask task) {
        // By the business key: who completes a task may change variables of the process.
        String orderId = task.getExecution().getProcessBusinessKey();
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            String activityId = work.openOf(orderId);
            Map<String, Object> card = work.offered(activityId, task.getId());
            task.setPriority((Integer) card.remove("priority"));
            card.forEach(task::setVariableLocal);
            task.setName(String.valueOf(card.get("work")));
            work.groups(activityId).forEach(task::addCandidateGroup);
            return;
        }
        if (!Tasks.reported(task)) {
            work.take(work.openOf(orderId), read(task), task.getAssignee());
        }
        FIELDS.forEach(task::removeVariable);
    }

    private static PersonsDecision read(DelegateTask task) {
        Observation.Correction facts = new Observation.Correction(
                choose(task, "supply", ServicePoint.Supply.class),
                choose(task, "switchPosition", Device.SwitchPosition.class),
                choose(task, "commission", Device.Commission.class),
                choose(task, "condition", Device.Condition.class),
                capabilities(task),
                null,
                null);
        return new PersonsDecision(
                text(task, "decision"),
                facts.empty() ? null : facts,
                text(task, "evidence"),
                null,
                text(task, "remarks"));
    }

    private static Device.@Nullable Capabilities capabilities(DelegateTask task) {
        Device.SwitchControl control = choose(task, "switchControl", Device.SwitchControl.class);
        return control == null
                ? null
                : new Device.Capabilities(
                        control,
                        Boolean.TRUE.equals(task.getVariable("onDemandReadScalar")),
                        false,
                        Boolean.TRUE.equals(task.getVariable("ping")),
                        null);
    }

    private static <E extends Enum<E>> @Nullable E choose(DelegateTask task, String name, Class<E> type) {
        String word = text(task, name);
        if (word == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            String message = "'" + word + "' is not one of " + List.of(type.getEnumConstants());
            throw Problem.unprocessable(
                    "decision-not-allowed", message + ".", new Problem.FieldError("/" + name, message));
        }
    }

    private static @Nullable String text(DelegateTask task, String name) {
        Object value = task.getVariable(name);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }
}
