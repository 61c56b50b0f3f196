// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.Policies;
import org.truckroll.lifecycle.Tables;
import org.truckroll.serviceorder.OrderFacts;
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
    private final UnderWay underWay;

    OpposingOrders(
            Tables tables,
            Policies policies,
            ServiceOrders orders,
            OrderFactsRepository orderFacts,
            UnderWay underWay) {
        this.tables = tables;
        this.policies = policies;
        this.orders = orders;
        this.orderFacts = orderFacts;
        this.underWay = underWay;
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
                : draft.queuedBehind(open.get(open.size() - 1).id());
    }

    private static ServiceOrder find(List<ServiceOrder> open, Conflict conflict) {
        return open.stream()
                .filter(order -> order.id().equals(conflict.orderId()))
                .findFirst()
                .orElseThrow();
    }

    private Conflict conflict(ServiceOrder draft, ServiceOrder other) {
        Policies.Policy policy = policies.of(draft.division());
        Map<String, Object> row = tables.evaluate(
                TABLE,
                names(
                        false,
                        draft,
                        other,
                        orderFacts.of(other.id()).acted()
                                || underWay.pastNoReturn(other).isPresent(),
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
            boolean known, ServiceOrder draft, ServiceOrder other, boolean acted, boolean near) {
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("knownRequest", known);
        names.put("childOfOpen", false);
        names.put("newType", draft.type());
        names.put("openType", other.type());
        names.put("sameType", draft.type().equals(other.type()));
        names.put("newPermanent", draft.permanent());
        names.put("openPermanent", other.permanent());
        names.put("openActed", acted);
        names.put("datesNear", near);
        return names;
    }

    /** The same request again is the order that is known (O01). */
    boolean replays(ServiceOrder draft) {
        return "REPLAY".equals(tables.evaluate(TABLE, names(true, draft, draft, false, false))
                .get("verdict"));
    }

    /** What the cut did stays; what is past its point of no return finishes first, and then the cut ends. */
    private void supersede(ServiceOrder cut, ServiceOrder by) {
        OrderFacts facts = orderFacts.of(cut.id());
        if (facts.cancel() != OrderFacts.Cancel.NONE) {
            return;
        }
        orderFacts.save(
                cut.id(),
                facts.toBuilder().cancel(OrderFacts.Cancel.SUPERSEDED).build());
        boolean at = underWay.takeBack(cut.waitsFor() == null ? cut : cut.queuedBehind(null));
        log.info("Order superseded: orderId={} by={} atOnce={}", cut.id(), by.id(), at);
    }

    /** One reading serves the stop and the start: the open order becomes a back-to-back, and the new one follows it. */
    private ServiceOrder merge(ServiceOrder draft, ServiceOrder host) {
        boolean hostStops = "DISABLE".equals(host.type());
        orders.change(host.withType("BACK_TO_BACK"));
        if (!hostStops) {
            orders.redate(host.id(), draft.serviceDate());
        }
        if (hostStops) {
            // Nobody shall turn off any more.
            underWay.takeBack(host);
        } else {
            underWay.lookAgain(host);
        }
        log.info("Orders merged: orderId={} into={}", draft.id(), host.id());
        return draft.mergedInto(host);
    }

    /** An order of its own again: the one that had become a part of it was cancelled, and nothing was done for both yet. */
    Optional<ServiceOrder> unmerged(ServiceOrder host) {
        return host.askedType() == null || orderFacts.of(host.id()).acted()
                ? Optional.empty()
                : Optional.of(host.withType(host.askedType()));
    }
}
