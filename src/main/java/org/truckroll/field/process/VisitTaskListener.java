// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.process;

import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.field.FieldWork;
import org.truckroll.field.VisitCompletion;
import org.truckroll.field.VisitOffers;
import org.truckroll.lifecycle.BusinessError;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.people.Workforce;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.shared.Problem;

/** Offers each step of a visit, follows who signs it, and takes in the form: a form reports exactly as REST does. */
@Component
final class VisitTaskListener implements TaskListener {

    /** Read by the gateways of {@code field-activity}. */
    static final String STEP = "step";

    private static final String ASSIGN = "userTask_assignCrew";
    private static final String APPOINT = "userTask_makeAppointment";
    private static final Set<String> BEFORE_THE_WORK = Set.of(ASSIGN, APPOINT);

    private final FieldWork work;
    private final VisitOffers offers;
    private final VisitCompletion completion;
    private final VisitForm form;
    private final StepForms steps;
    private final Callers callers;
    private final Workforce workforce;

    VisitTaskListener(
            FieldWork work,
            VisitOffers offers,
            VisitCompletion completion,
            VisitForm form,
            StepForms steps,
            Callers callers,
            Workforce workforce) {
        this.work = work;
        this.offers = offers;
        this.completion = completion;
        this.form = form;
        this.steps = steps;
        this.callers = callers;
        this.workforce = workforce;
    }

    @Override
    public void notify(DelegateTask task) {
        // By the business key: who completes a task may change variables of the process.
        String visitId = task.getExecution().getProcessBusinessKey();
        switch (task.getEventName()) {
            case EVENTNAME_CREATE -> offer(task, visitId);
            case EVENTNAME_ASSIGNMENT -> {
                work.assigned(visitId, task.getAssignee(), callers.current());
                showWorker(task, task.getAssignee());
                showCustomer(task, visitId);
            }
            case EVENTNAME_COMPLETE -> {
                if (!Tasks.reported(task)) {
                    take(task, visitId, person(task));
                }
                form.forget(task);
                steps.forget(task);
                showWorker(task, null);
                // After the variables of whoever completed: the gateways read ours.
                String next = work.next(visitId);
                task.getExecution().setVariable(STEP, next);
                if (next.equals(FieldWork.ENDED) && BEFORE_THE_WORK.contains(task.getTaskDefinitionKey())) {
                    throw BusinessError.VISIT_NOT_POSSIBLE.asBpmnError("The visit ended before the work");
                }
            }
            default -> throw new IllegalStateException(task.getEventName());
        }
    }

    private void take(DelegateTask task, String visitId, @Nullable String by) {
        switch (task.getTaskDefinitionKey()) {
            case ASSIGN -> steps.assign(task, visitId, by);
            case APPOINT -> steps.appoint(task, visitId, by);
            case "userTask_testOnSite" -> steps.test(task, visitId, by);
            default -> completion.report(visitId, form.read(task), by);
        }
    }

    private void offer(DelegateTask task, String visitId) {
        VisitOffers.Offer offer = offers.offered(
                (String) task.getVariable(ServiceOrderProcess.ORDER_ID),
                visitId,
                (String) task.getVariable("fieldGroup"),
                task.getId());
        task.setPriority(offer.priority());
        offer.card().forEach(task::setVariableLocal);
        task.setName(offer.name());
        offer.groups().forEach(task::addCandidateGroup);
        if (offer.assignee() != null) {
            task.setAssignee(offer.assignee());
        }
    }

    /** Who completes, not whom the task is assigned to: only its signer may (HCDC-18). */
    private @Nullable String person(DelegateTask task) {
        Caller caller = callers.current();
        if (caller.kind() == Caller.Kind.SERVER) {
            return task.getAssignee();
        }
        if (task.getAssignee() != null && !task.getAssignee().equals(caller.id())) {
            throw Problem.conflict("already-signed", "Somebody else has signed this work.");
        }
        return caller.id();
    }

    /** Whom to call about it, on the card of the task (HCDC-16). */
    private void showWorker(DelegateTask task, @Nullable String assignee) {
        Optional<Workforce.Worker> worker = Optional.ofNullable(assignee).flatMap(workforce::find);
        show(task, "workerName", worker.map(Workforce.Worker::name));
        show(task, "workerPhone", worker.map(Workforce.Worker::contact));
    }

    /** Whom the crew comes to, for the person who has signed; before the work whoever calls the customer knows it already. */
    private void showCustomer(DelegateTask task, String visitId) {
        if (BEFORE_THE_WORK.contains(task.getTaskDefinitionKey())) {
            return;
        }
        Optional<ServiceOrder.Contact> customer =
                task.getAssignee() == null ? Optional.empty() : offers.customer(visitId);
        show(task, "contactName", customer.map(ServiceOrder.Contact::name));
        show(task, "contactPhone", customer.map(ServiceOrder.Contact::phone));
    }

    private static void show(DelegateTask task, String variable, Optional<String> text) {
        if (text.isPresent()) {
            task.setVariableLocal(variable, text.get());
        } else if (task.hasVariableLocal(variable)) {
            task.removeVariableLocal(variable);
        }
    }
}
