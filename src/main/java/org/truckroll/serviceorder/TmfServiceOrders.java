// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.TmfServiceOrder.TmfCharacteristic;
import org.truckroll.serviceorder.TmfServiceOrder.TmfErrorMessage;
import org.truckroll.serviceorder.TmfServiceOrder.TmfExternalReference;
import org.truckroll.serviceorder.TmfServiceOrder.TmfJeopardyAlert;
import org.truckroll.serviceorder.TmfServiceOrder.TmfMilestone;
import org.truckroll.serviceorder.TmfServiceOrder.TmfNote;
import org.truckroll.serviceorder.TmfServiceOrder.TmfOrderItem;
import org.truckroll.serviceorder.TmfServiceOrder.TmfOrderRelationship;
import org.truckroll.serviceorder.TmfServiceOrder.TmfRelatedParty;
import org.truckroll.serviceorder.TmfServiceOrder.TmfService;

/** Writes orders in the form of TMF641, for its readers and for the events of its hub. Contact data are never told again. */
@Component
public class TmfServiceOrders {

    private static final String ORDER = "ServiceOrder";

    private final Activities activities;
    private final Milestones milestones;
    private final Jeopardies jeopardies;

    TmfServiceOrders(Activities activities, Milestones milestones, Jeopardies jeopardies) {
        this.activities = activities;
        this.milestones = milestones;
        this.jeopardies = jeopardies;
    }

    /** The order as it stands now. */
    public TmfServiceOrder of(ServiceOrder order) {
        List<Activity> done = activities.of(order.id());
        boolean cancelled = order.state() == OrderState.CANCELLED;
        return new TmfServiceOrder(
                order.id(),
                TmfServiceOrder.hrefOf(order.id()),
                order.externalId(),
                List.of(new TmfExternalReference(
                        order.externalId(), order.externalId(), "requesterOrder", "ExternalReference")),
                order.type(),
                TmfServiceOrder.priorityOf(order.priority()),
                order.state(),
                order.createdAt(),
                order.requestedDate(),
                done.isEmpty() ? null : done.get(0).createdAt(),
                cancelled ? null : order.completedAt(),
                cancelled ? order.completedAt() : null,
                cancelled ? order.outcome() : null,
                order.notes() == null ? List.of() : List.of(new TmfNote("1", order.notes(), "Note")),
                List.of(new TmfRelatedParty(order.requester(), "requester", "Organization", "RelatedParty")),
                List.of(new TmfOrderItem(
                        "1",
                        TmfServiceOrder.actionOf(order.type()),
                        order.state(),
                        new TmfService(characteristics(order), "Service"),
                        "ServiceOrderItem")),
                reached(order.id()),
                jeopardies.of(order.id()).stream()
                        .map(jeopardy -> new TmfJeopardyAlert(
                                jeopardy.id(),
                                jeopardy.name(),
                                jeopardy.message(),
                                jeopardy.at(),
                                "ServiceOrderJeopardyAlert"))
                        .toList(),
                done.stream()
                        .filter(activity -> activity.state() == Activity.State.FAILED)
                        .map(activity -> new TmfErrorMessage(
                                String.valueOf(activity.outcome()),
                                activity.action(),
                                activity.reason(),
                                activity.completedAt(),
                                "ServiceOrderErrorMessage"))
                        .toList(),
                relationships(order),
                ORDER);
    }

    private List<TmfMilestone> reached(String orderId) {
        List<TmfMilestone> all = new ArrayList<>();
        for (Milestones.Milestone milestone : milestones.of(orderId)) {
            all.add(new TmfMilestone(
                    Integer.toString(all.size() + 1),
                    milestone.name(),
                    milestone.note(),
                    milestone.at(),
                    "completed",
                    "ServiceOrderMilestone"));
        }
        return all;
    }

    private static List<TmfCharacteristic> characteristics(ServiceOrder order) {
        List<TmfCharacteristic> all = new ArrayList<>();
        all.add(new TmfCharacteristic("servicePointId", "string", order.servicePointId()));
        all.add(new TmfCharacteristic("permanent", "boolean", order.permanent()));
        text(all, "reason", order.reason());
        ServiceOrder.Collection collection = order.collection();
        if (!collection.equals(ServiceOrder.Collection.NONE)) {
            Map<String, Object> value = new LinkedHashMap<>();
            if (collection.amountDue() != null) {
                value.put("amountDue", collection.amountDue().toPlainString());
            }
            if (collection.currency() != null) {
                value.put("currency", collection.currency());
            }
            value.put("paid", collection.paid());
            value.put("arrangement", collection.arrangement());
            value.put("disputed", collection.disputed());
            all.add(new TmfCharacteristic("collection", "object", value));
        }
        text(all, "division", order.division());
        text(all, "outcome", order.outcome());
        return all;
    }

    private static void text(List<TmfCharacteristic> all, String name, @Nullable String value) {
        if (value != null) {
            all.add(new TmfCharacteristic(name, "string", value));
        }
    }

    private static List<TmfOrderRelationship> relationships(ServiceOrder order) {
        List<TmfOrderRelationship> all = new ArrayList<>();
        relate(all, "raisedBy", order.raisedBy());
        relate(all, "waitsFor", order.waitsFor());
        relate(all, "mergedInto", order.mergedInto());
        return all;
    }

    private static void relate(List<TmfOrderRelationship> all, String how, @Nullable String other) {
        if (other != null) {
            all.add(new TmfOrderRelationship(other, TmfServiceOrder.hrefOf(other), how, ORDER));
        }
    }
}
