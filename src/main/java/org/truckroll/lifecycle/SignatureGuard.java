// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.truckroll.people.Persons;
import org.truckroll.shared.Problem;

/**
 * Nobody signs a task for a person who is switched off, through whichever door: every user task of every diagram asks (HCDC-36). The person is
 * held until the signature is committed, so that signing and switching off cannot pass each other.
 */
@Component
class SignatureGuard extends AbstractProcessEnginePlugin {

    private final ObjectProvider<Persons> persons;

    SignatureGuard(ObjectProvider<Persons> persons) {
        this.persons = persons;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        TaskListener guard = task -> {
            String person = task.getAssignee();
            if (person != null && !persons.getObject().mayWork(person)) {
                throw Problem.conflict("person-disabled", "'" + person + "' is switched off and can sign nothing.");
            }
        };
        BpmnParseListener everyUserTask = new AbstractBpmnParseListener() {
            @Override
            public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
                ((UserTaskActivityBehavior) activity.getActivityBehavior())
                        .getTaskDefinition()
                        .addBuiltInTaskListener(TaskListener.EVENTNAME_ASSIGNMENT, guard);
            }
        };
        List<BpmnParseListener> listeners = configuration.getCustomPreBPMNParseListeners() == null
                ? new ArrayList<>()
                : new ArrayList<>(configuration.getCustomPreBPMNParseListeners());
        listeners.add(everyUserTask);
        configuration.setCustomPreBPMNParseListeners(listeners);
    }
}
