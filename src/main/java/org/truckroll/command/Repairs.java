// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Problem;

/**
 * A head end refused our message as wrong (service-orders 7.4 INVALID): a person mends the cause and has it sent again, or gives up. For the order
 * it is a human activity INTEGRATION; meanwhile it is held (7.9).
 */
@Service
public class Repairs {

    private static final String ACTION = "INTEGRATION";
    private static final String SEND_AGAIN = "SEND_AGAIN";
    private static final String GIVE_UP = "GIVE_UP";

    private final MeterCommands commands;
    private final CommandDispatch dispatch;
    private final Activities activities;
    private final ServiceOrders orders;

    Repairs(MeterCommands commands, CommandDispatch dispatch, Activities activities, ServiceOrders orders) {
        this.commands = commands;
        this.dispatch = dispatch;
        this.activities = activities;
        this.orders = orders;
    }

    /** The task exists: what its card and form show. */
    public Map<String, Object> offer(String commandId, String taskId) {
        MeterCommand command = commands.get(commandId);
        String why = "The head end says that our message is wrong: " + command.detail();
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("work", ACTION);
        card.put("why", why);
        card.put("servicePointId", command.servicePointId());
        if (command.orderId() != null) {
            var order = orders.get(command.orderId());
            String rule = activities.get(commandId).rule();
            Activity opened = activities.open(order, Activity.Kind.HUMAN, ACTION, rule, why);
            activities.attempted(opened.id(), 0, taskId);
            orders.moveTo(order.id(), OrderState.HELD);
            card.put("orderNo", order.externalId());
            card.put("orderType", order.type());
        }
        return card;
    }

    /**
     * Takes the decision, from a form or, when {@code given} is null, from the activity where REST has stored it.
     *
     * @return SEND_AGAIN or GIVE_UP
     */
    public String decide(String commandId, @Nullable String given, @Nullable String by) {
        MeterCommand command = commands.get(commandId);
        String orderId = command.orderId();
        Activity activity = orderId == null
                ? null
                : activities.of(orderId).stream()
                        .filter(other -> ACTION.equals(other.action()))
                        .reduce((first, last) -> last)
                        .orElse(null);
        String decision = given == null && activity != null ? activity.outcome() : given;
        if (decision == null || !List.of(SEND_AGAIN, GIVE_UP).contains(decision)) {
            throw Problem.unprocessable(
                    "decision-not-allowed",
                    "Decide SEND_AGAIN or GIVE_UP.",
                    new Problem.FieldError("/decision", "must be SEND_AGAIN or GIVE_UP"));
        }
        if (activity != null) {
            activities.end(activity.id(), Activity.State.COMPLETED, decision, null, by);
            orders.moveTo(activity.orderId(), OrderState.IN_PROGRESS);
        }
        if (GIVE_UP.equals(decision)) {
            dispatch.giveUp(commandId);
        }
        return decision;
    }
}
