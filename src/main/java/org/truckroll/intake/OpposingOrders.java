// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.Policies;
import org.truckroll.lifecycle.Tables;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Problem;

/**
 * A new order against the open ones of its point (service-orders 7.5), by the table {@code opposing-orders}; the strictest verdict wins. The
 * caller holds the lock of the point, so orders of one point are settled one after the other.
 */
@Component
public class OpposingOrders {

    private static final Logger log = LoggerFactory.getLogger(OpposingOrders.class);

    /** Type of an open order that only ends. */
    private static final String LEAVING = "";

    private static final String TABLE = "opposing-orders";

    /** What the new order is to the open one; the first is the strictest. */
    public enum Verdict {
        REFUSE,
        MERGE,
        SUPERSEDE,
        QUEUE
    }

    /** An open order that stands in the way. */
    public record Conflict(
            String orderId,
            String type,
            String rule,
            Verdict verdict,
            @Nullable String problem) {}

    private final Tables tables;
    private final Policies policies;
    private final ServiceOrders orders;
    private final OrderFactsRepository orderFacts;
    private final Milestones milestones;
    private final UnderWay underWay;
    private final Cancellations cancellations;

    OpposingOrders(
            Tables tables,
            Policies policies,
            ServiceOrders orders,
            OrderFactsRepository orderFacts,
            Milestones milestones,
            UnderWay underWay,
            Cancellations cancellations) {
        this.tables = tables;
        this.policies = policies;
        this.orders = orders;
        this.orderFacts = orderFacts;
        this.milestones = milestones;
        this.underWay = underWay;
        this.cancellations = cancellations;
    }

    /** What each open order of the point means for the new one, the strictest first. */
    List<Conflict> conflicts(ServiceOrder draft, List<ServiceOrder> open) {
        return open.stream()
                .filter(other -> other.mergedInto() == null)
                .map(other -> conflict(draft, other))
                .sorted(Comparator.comparing(Conflict::verdict))
                .toList();
    }

    /**
     * The new order as it is to be stored: free, queued behind another one, or merged into one.
     *
     * @throws Problem 409 naming the other order in {@code conflictsWith}
     */
    ServiceOrder settle(ServiceOrder draft, List<ServiceOrder> open) {
        List<Conflict> conflicts = conflicts(draft, open);
        if (conflicts.isEmpty()) {
            return draft;
        }
        Conflict strictest = conflicts.get(0);
        if (strictest.verdict() == Verdict.REFUSE) {
            throw Problem.conflict(
                            String.valueOf(strictest.problem()),
                            "An open order of this service point stands against it: " + strictest.type() + " "
                                    + strictest.orderId() + ".")
                    .with("conflictsWith", strictest.orderId())
                    .with("rule", strictest.rule());
        }
        for (Conflict conflict : conflicts) {
            if (conflict.verdict() == Verdict.SUPERSEDE) {
                supersede(find(open, conflict), draft);
            }
        }
        return strictest.verdict() == Verdict.MERGE
                ? merge(draft, find(open, strictest))
                : draft.queuedBehind(last(open).id());
    }

    /** What is part of another order ends with that one. */
    private static ServiceOrder last(List<ServiceOrder> open) {
        return open.stream()
                .filter(order -> order.mergedInto() == null)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static ServiceOrder find(List<ServiceOrder> open, Conflict conflict) {
        return open.stream()
                .filter(order -> order.id().equals(conflict.orderId()))
                .findFirst()
                .orElseThrow();
    }

    private Conflict conflict(ServiceOrder draft, ServiceOrder other) {
        Policies.Policy policy = policies.of(draft.division());
        // An order that only ends stands against nobody, and nobody can become a part of it: the new one waits for its end.
        String openType = cancellations.leaves(other) ? LEAVING : other.type();
        Map<String, Object> row = tables.evaluate(
                TABLE,
                names(
                        false,
                        draft,
                        openType,
                        other.permanent(),
                        underWay.deed(other).isPresent(),
                        policy.near(draft.serviceDate(), other.serviceDate())));
        String problem = String.valueOf(row.get("problem"));
        return new Conflict(
                other.id(),
                other.type(),
                String.valueOf(row.get("rule")),
                Verdict.valueOf(String.valueOf(row.get("verdict"))),
                problem.isBlank() ? null : problem);
    }

    private static Map<String, Object> names(
            boolean known, ServiceOrder draft, String openType, boolean permanent, boolean acted, boolean near) {
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("knownRequest", known);
        names.put("childOfOpen", false);
        names.put("newType", draft.type());
        names.put("openType", openType);
        names.put("sameType", draft.type().equals(openType));
        names.put("newPermanent", draft.permanent());
        names.put("openPermanent", permanent);
        names.put("openActed", acted);
        names.put("datesNear", near);
        return names;
    }

    /** The same request again is the order that is known (O01). */
    boolean replays(ServiceOrder draft) {
        return "REPLAY".equals(tables.evaluate(TABLE, names(true, draft, draft.type(), draft.permanent(), false, false))
                .get("verdict"));
    }

    /** What the cut did stays; what is past its point of no return finishes first, and then the cut ends. */
    private void supersede(ServiceOrder cut, ServiceOrder by) {
        boolean at = cancellations.supersede(cut);
        log.info("Order superseded: orderId={} by={} atOnce={}", cut.id(), by.id(), at);
    }

    /** One reading serves the stop and the start: the open order becomes a back-to-back, and the new one follows it. */
    private ServiceOrder merge(ServiceOrder draft, ServiceOrder host) {
        orders.change(host.withType("BACK_TO_BACK"));
        if ("DISABLE".equals(host.type())) {
            underWay.recall(host);
        } else {
            orderFacts.save(
                    host.id(),
                    orderFacts.of(host.id()).toBuilder()
                            .askedDate(host.serviceDate())
                            .build());
            orders.redate(host.id(), draft.serviceDate());
        }
        underWay.lookAgain(host);
        milestones.reached(host, "MERGED", null, Map.of("with", draft.id()));
        log.info("Orders merged: orderId={} into={}", draft.id(), host.id());
        return draft.mergedInto(host);
    }
}
