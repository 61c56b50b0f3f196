// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.reconcile;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.OrderTypes;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Ids;

/** Raises one INVESTIGATE per point whose facts differ from its head end's: requester {@code reconcile}, external id the drift's. */
@Component
class Investigations {

    static final String REQUESTER = "reconcile";

    private static final String TYPE = "INVESTIGATE";
    private static final int CHUNK = 50;
    /** Behind what customers wait for. */
    private static final int PRIORITY = 20;

    /**
     * What one step raised.
     *
     * @param last the drift it came to
     * @param more whether another step is needed
     * @param detail why it stopped early
     */
    record Raised(
            int number,
            @Nullable String last,
            boolean more,
            @Nullable String detail) {}

    private final Reconciliations runs;
    private final Drifts drifts;
    private final ServicePoints points;
    private final ServiceOrders orders;
    private final OrderLifecycle lifecycle;
    private final OrderTypes types;
    private final ReconcileProperties settings;
    private final Clock clock;

    Investigations(
            Reconciliations runs,
            Drifts drifts,
            ServicePoints points,
            ServiceOrders orders,
            OrderLifecycle lifecycle,
            OrderTypes types,
            ReconcileProperties settings,
            Clock clock) {
        this.runs = runs;
        this.drifts = drifts;
        this.points = points;
        this.orders = orders;
        this.lifecycle = lifecycle;
        this.types = types;
        this.settings = settings;
        this.clock = clock;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    Raised raise(ReconciliationRun run, @Nullable String after) {
        if (!types.supported().contains(TYPE)) {
            return new Raised(0, after, false, "The model release has no table for " + TYPE);
        }
        runs.holdRaising();
        int left = settings.maxOrders() - drifts.raisedTonight();
        List<Drift> due = drifts.toInvestigate(run.id(), run.headEnd(), after, CHUNK);
        Set<String> done = new LinkedHashSet<>();
        int raised = 0;
        String last = after;
        for (Drift drift : due) {
            String pointId = String.valueOf(drift.servicePointId());
            if (done.contains(pointId)) {
                last = drift.id();
                continue;
            }
            if (left <= raised) {
                return new Raised(
                        raised,
                        last,
                        false,
                        "Stopped at " + settings.maxOrders() + " investigations; the rest is for the next night");
            }
            if (investigate(drift, pointId)) {
                raised++;
            }
            done.add(pointId);
            last = drift.id();
        }
        return new Raised(raised, last, due.size() == CHUNK, null);
    }

    /** True when an order was raised: not while another is open, nor when the fact has changed meanwhile. */
    private boolean investigate(Drift drift, String pointId) {
        Optional<ServicePoint> held = points.lock(pointId);
        if (held.isEmpty() || !stands(drift, held.get())) {
            return false;
        }
        List<ServiceOrder> open = orders.openAt(pointId);
        if (!open.isEmpty()) {
            open.stream()
                    .filter(order -> TYPE.equals(order.type()))
                    .findFirst()
                    .ifPresent(order -> drifts.investigatedBy(pointId, order.id(), false));
            return false;
        }
        Instant now = clock.instant();
        String id = Ids.next();
        orders.add(
                new ServiceOrder(
                        id,
                        drift.id(),
                        REQUESTER,
                        TYPE,
                        pointId,
                        held.get().division(),
                        OrderState.ACKNOWLEDGED,
                        "DRIFT_" + drift.kind(),
                        null,
                        null,
                        PRIORITY,
                        false,
                        ServiceOrder.Collection.NONE,
                        null,
                        "Head end " + drift.headEnd() + " says of device " + drift.address() + ": " + drift.theirs()
                                + "; we have: " + drift.ours(),
                        "",
                        null,
                        null,
                        null,
                        null,
                        null,
                        now,
                        now,
                        null),
                null);
        lifecycle.startOrder(id);
        drifts.investigatedBy(pointId, id, true);
        return true;
    }

    /** The fact is still the one that differed; a device that was decommissioned is not enrolled again by looking at it. */
    private static boolean stands(Drift drift, ServicePoint point) {
        Device device = point.device();
        if (device == null
                || !drift.address().equals(device.address())
                || !drift.headEnd().equals(device.headEnd())) {
            return false;
        }
        String now = drift.kind() == Drift.Kind.SWITCH
                ? device.position().name()
                : device.commissionState().name();
        return now.equals(drift.ours())
                && !Device.Commission.DECOMMISSIONED.name().equals(drift.ours());
    }
}
