// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.process;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.intake.Intake;
import org.truckroll.intake.OrderRequest;
import org.truckroll.lifecycle.BusinessError;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Problem;

/**
 * An order that came by REST is stored already. One that was started through the engine's own REST is taken in here, in the transaction of that
 * start: the same checks, the same refusals (api.md 2).
 */
@Component
final class AcceptOrderDelegate implements JavaDelegate {

    private static final List<String> FIELDS = List.of(
            "externalId",
            "type",
            "servicePointId",
            "requestedDate",
            "priority",
            "reason",
            "permanent",
            "contactName",
            "contactPhone",
            "contactEmail",
            "amountDue",
            "currency",
            "paid",
            "arrangement",
            "disputed",
            "noticeGivenAt",
            "replyTo",
            "notes");

    private final Intake intake;
    private final ServiceOrders orders;
    private final OrderLifecycle lifecycle;
    private final Callers callers;
    private final Clock clock;

    AcceptOrderDelegate(Intake intake, ServiceOrders orders, OrderLifecycle lifecycle, Callers callers, Clock clock) {
        this.lifecycle = lifecycle;
        this.intake = intake;
        this.orders = orders;
        this.callers = callers;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String orderId = (String) execution.getVariable(ServiceOrderProcess.ORDER_ID);
        ServiceOrder order = orderId != null && lifecycle.isStarting(orderId) ? orders.get(orderId) : takeIn(execution);
        if (order.waitsFor() != null) {
            execution.setVariable(ServiceOrderProcess.INTAKE, "QUEUED");
        } else if (order.requestedDate() != null && order.requestedDate().isAfter(clock.instant())) {
            orders.moveTo(order.id(), org.truckroll.serviceorder.OrderState.PENDING);
            execution.setVariable(ServiceOrderProcess.INTAKE, "AHEAD");
            execution.setVariable(
                    ServiceOrderProcess.SERVICE_DATE, order.requestedDate().toString());
        } else {
            execution.setVariable(ServiceOrderProcess.INTAKE, "NEW");
        }
    }

    private ServiceOrder takeIn(DelegateExecution execution) {
        List<Problem.FieldError> unknown = new ArrayList<>();
        for (String name : execution.getVariableNames()) {
            if (!FIELDS.contains(name)) {
                unknown.add(
                        new Problem.FieldError("/variables/" + name, "Unknown field '" + name + "'. Known: " + FIELDS));
            }
        }
        if (!unknown.isEmpty()) {
            throw Problem.badRequest("The order is not in the form of the contract.", unknown);
        }
        Intake.Accepted accepted = intake.acceptStarted(request(execution), callers.current());
        execution.removeVariables(FIELDS);
        execution.setVariable(ServiceOrderProcess.ORDER_ID, accepted.order().id());
        execution.setProcessBusinessKey(accepted.order().id());
        if (accepted.known()) {
            throw BusinessError.ORDER_KNOWN.asBpmnError(
                    "Order " + accepted.order().id() + " is known");
        }
        return accepted.order();
    }

    private static OrderRequest request(DelegateExecution execution) {
        OrderRequest.Contact contact = new OrderRequest.Contact(
                text(execution, "contactName"), text(execution, "contactPhone"), text(execution, "contactEmail"));
        boolean reachable = contact.name() != null || contact.phone() != null || contact.email() != null;
        OrderRequest.Collection collection = new OrderRequest.Collection(
                amount(execution),
                text(execution, "currency"),
                flag(execution, "paid"),
                flag(execution, "arrangement"),
                flag(execution, "disputed"),
                text(execution, "noticeGivenAt"));
        boolean collecting = FIELDS.subList(10, 16).stream().anyMatch(execution::hasVariable);
        return new OrderRequest(
                text(execution, "externalId"),
                text(execution, "type"),
                text(execution, "servicePointId"),
                text(execution, "requestedDate"),
                number(execution, "priority"),
                text(execution, "reason"),
                flag(execution, "permanent"),
                reachable ? contact : null,
                collecting ? collection : null,
                text(execution, "replyTo"),
                text(execution, "notes"));
    }

    private static @Nullable String text(DelegateExecution execution, String name) {
        Object value = execution.getVariable(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(name, "must be a text");
    }

    private static @Nullable Integer number(DelegateExecution execution, String name) {
        Object value = execution.getVariable(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Short) {
            return ((Number) value).intValue();
        }
        throw wrong(name, "must be a whole number");
    }

    private static @Nullable Boolean flag(DelegateExecution execution, String name) {
        Object value = execution.getVariable(name);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        throw wrong(name, "must be true or false");
    }

    private static @Nullable BigDecimal amount(DelegateExecution execution) {
        Object value = execution.getVariable("amountDue");
        if (value == null) {
            return null;
        }
        try {
            return new BigDecimal(value.toString());
        } catch (NumberFormatException e) {
            throw wrong("amountDue", "must be an amount");
        }
    }

    private static Problem wrong(String name, String message) {
        return Problem.badRequest(
                "The order is not in the form of the contract.",
                List.of(new Problem.FieldError("/variables/" + name, message)));
    }
}
