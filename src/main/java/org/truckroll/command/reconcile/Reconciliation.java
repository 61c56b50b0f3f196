// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.command.HeadEnd;
import org.truckroll.command.HeadEnds;
import org.truckroll.command.MeterList;
import org.truckroll.command.MeterList.KnownMeter;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/**
 * Compares the facts of the devices behind one head end with what the head end says, one page in a step of the process, so that a node that
 * dies repeats one page. Facts that move are left out: points with an open order, and what changed a short while ago.
 */
@Service
public class Reconciliation {

    public static final String PROCESS = "reconcile-facts";

    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);
    private static final String NIGHT = "night";
    private static final int LONGEST_ADDRESS = 200;
    private static final Duration LONGEST_DELAY = Duration.ofHours(1);

    /** What comes after a page. */
    public enum Next {
        /** The next page. */
        MORE,
        /** The same page, later. */
        LATER,
        /** Both lists are read: what differs is to be investigated. */
        COMPARED,
        /** This head end cannot be compared now. */
        GIVEN_UP
    }

    /** @param at when a head end that is out of reach is asked again */
    public record Step(Next next, @Nullable Instant at) {}

    private record Tally(int compared, int drifted) {}

    private final Reconciliations runs;
    private final Drifts drifts;
    private final HeadEnds headEnds;
    private final ServicePoints points;
    private final ServiceOrders orders;
    private final OrderLifecycle lifecycle;
    private final Investigations investigations;
    private final ReconcileProperties settings;
    private final Clock clock;

    Reconciliation(
            Reconciliations runs,
            Drifts drifts,
            HeadEnds headEnds,
            ServicePoints points,
            ServiceOrders orders,
            OrderLifecycle lifecycle,
            Investigations investigations,
            ReconcileProperties settings,
            Clock clock) {
        this.runs = runs;
        this.drifts = drifts;
        this.headEnds = headEnds;
        this.points = points;
        this.orders = orders;
        this.lifecycle = lifecycle;
        this.investigations = investigations;
        this.settings = settings;
        this.clock = clock;
    }

    /** Begins a run for every head end in service that has none under way; their ids. */
    public List<String> beginNight() {
        List<String> begun = new ArrayList<>();
        if (settings.nightly()) {
            for (String headEnd : headEnds.ids()) {
                String id = Ids.next();
                if (headEnds.inService(headEnd) && runs.begin(id, headEnd, NIGHT)) {
                    begun.add(id);
                }
            }
        }
        log.info("Reconciliation began: headEnds={}", begun.size());
        return begun;
    }

    /**
     * Begins a run that an operator asks for.
     *
     * @throws Problem 404 for a head end that is not in service, 409 {@code reconciliation-running}
     */
    @Transactional
    public ReconciliationRun begin(String headEnd, Caller caller) {
        if (!headEnds.inService(headEnd)) {
            throw Problem.notFound("head end", headEnd);
        }
        String id = Ids.next();
        if (!runs.begin(id, headEnd, caller.id())) {
            throw Problem.conflict("reconciliation-running", "The facts of this head end are being compared already.");
        }
        lifecycle.start(PROCESS, id, Map.of("reconciliation", id));
        log.info("Reconciliation was asked for: headEnd={} by={}", headEnd, caller.id());
        return standing(id).run();
    }

    /** The runs of a head end, newest first. */
    public List<ReconciliationRun> of(String headEnd, Page.Request page) {
        return runs.of(headEnd, page);
    }

    private Reconciliations.Standing standing(String id) {
        return runs.find(id).orElseThrow(() -> new IllegalStateException("No reconciliation " + id));
    }

    /** Reads and compares the next page. */
    @Transactional
    public Step compareNextPage(String id) {
        Reconciliations.Standing standing = standing(id);
        ReconciliationRun run = standing.run();
        if (run.state() != ReconciliationRun.State.RUNNING) {
            return new Step(Next.GIVEN_UP, null);
        }
        return switch (run.phase()) {
            case THEIRS -> theirs(standing);
            case OURS -> ours(standing);
            case RAISE -> new Step(Next.COMPARED, null);
        };
    }

    private Step theirs(Reconciliations.Standing standing) {
        ReconciliationRun run = standing.run();
        HeadEnd headEnd = headEnds.find(run.headEnd()).orElse(null);
        if (headEnd == null) {
            return givenUp(run, ReconciliationRun.State.SKIPPED, "The head end is not configured any more");
        }
        MeterList list = headEnds.adapter(headEnd).meters(headEnd, settings.page(), standing.cursor());
        if (list instanceof MeterList.Listed listed) {
            return listed(standing, listed);
        }
        if (list instanceof MeterList.Later later) {
            return later(standing, later);
        }
        if (list instanceof MeterList.NotOffered missing) {
            return givenUp(run, ReconciliationRun.State.SKIPPED, missing.detail());
        }
        return givenUp(run, ReconciliationRun.State.FAILED, ((MeterList.Failed) list).detail());
    }

    private Step later(Reconciliations.Standing standing, MeterList.Later later) {
        ReconciliationRun run = standing.run();
        int tries = standing.tries() + 1;
        if (tries > settings.retries()) {
            return givenUp(run, ReconciliationRun.State.FAILED, "Asked in vain " + tries + " times: " + later.detail());
        }
        runs.waits(run.id(), tries, later.detail());
        Duration delay = later.retryAfter() == null ? settings.retryDelay() : later.retryAfter();
        return new Step(Next.LATER, clock.instant().plus(delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay));
    }

    private Step givenUp(ReconciliationRun run, ReconciliationRun.State state, String detail) {
        runs.end(run.id(), state, detail);
        log.info(
                "Reconciliation given up: headEnd={} run={} state={} detail={}",
                run.headEnd(),
                run.id(),
                state,
                detail);
        return new Step(Next.GIVEN_UP, null);
    }

    private Step listed(Reconciliations.Standing standing, MeterList.Listed listed) {
        ReconciliationRun run = standing.run();
        if (listed.next() != null && listed.next().equals(standing.cursor())) {
            return givenUp(run, ReconciliationRun.State.FAILED, "The list leads from a page to the same page");
        }
        Map<String, KnownMeter> meters = new LinkedHashMap<>();
        listed.meters().stream()
                .filter(meter -> meter.deviceId().length() <= LONGEST_ADDRESS)
                .forEach(meter -> meters.put(meter.deviceId(), meter));
        if (listed.next() == null && run.listed() + meters.size() == 0) {
            // A list that was lost is likelier than a head end that has lost all its meters.
            return givenUp(run, ReconciliationRun.State.FAILED, "The head end names no meter at all");
        }
        runs.seen(run.id(), meters.keySet());
        Tally tally = compare(run, meters);
        runs.progressed(
                run.id(),
                listed.next() == null ? ReconciliationRun.Phase.OURS : ReconciliationRun.Phase.THEIRS,
                listed.next(),
                meters.size(),
                tally.compared(),
                tally.drifted(),
                0);
        return new Step(Next.MORE, null);
    }

    private Tally compare(ReconciliationRun run, Map<String, KnownMeter> meters) {
        List<ServicePoint> places = points.behind(run.headEnd(), meters.keySet());
        Set<String> moving = moving(places);
        Set<String> unsettled = new LinkedHashSet<>();
        Set<String> known = new LinkedHashSet<>();
        List<Drifts.Found> found = new ArrayList<>();
        int compared = 0;
        for (ServicePoint point : places) {
            Device device = point.device();
            if (device == null) {
                continue;
            }
            KnownMeter meter = meters.get(device.address());
            known.add(device.address());
            if (moving.contains(point.id()) || fresh(meter.at())) {
                unsettled.add(device.address());
            } else {
                compared++;
                found.addAll(differences(point, device, meter));
                learnModel(run, point, device, meter);
            }
        }
        for (KnownMeter meter : meters.values()) {
            if (known.contains(meter.deviceId()) || !meter.enrolled()) {
                continue;
            }
            if (fresh(meter.at())) {
                unsettled.add(meter.deviceId());
            } else {
                found.add(
                        new Drifts.Found(meter.deviceId(), Drift.Kind.UNKNOWN_HERE, null, null, "UNKNOWN", "ENROLLED"));
            }
        }
        keep(run, found, unsettled);
        return new Tally(compared, found.size());
    }

    private void keep(ReconciliationRun run, List<Drifts.Found> found, Collection<String> unsettled) {
        found.forEach(one -> drifts.found(run.id(), run.headEnd(), one));
        drifts.unsettled(run.id(), run.headEnd(), unsettled);
    }

    static List<Drifts.Found> differences(ServicePoint point, Device device, KnownMeter meter) {
        List<Drifts.Found> found = new ArrayList<>();
        Device.Commission commission = device.commissionState();
        boolean ours = device.smart() && commission == Device.Commission.COMMISSIONED;
        // A head end may know a device from its delivery, before anybody commissions it.
        boolean awaited = commission == Device.Commission.PRE;
        if (ours != meter.enrolled() && !(meter.enrolled() && awaited)) {
            found.add(found(
                    point,
                    device,
                    Drift.Kind.ENROLMENT,
                    commission.name(),
                    meter.enrolled() ? "ENROLLED" : "NOT_ENROLLED"));
        }
        Device.SwitchPosition position = meter.switchPosition();
        if (ours
                && meter.enrolled()
                && position != null
                && position != Device.SwitchPosition.UNKNOWN
                && device.position() != Device.SwitchPosition.UNKNOWN
                && device.position() != position
                && switchable(device)) {
            found.add(found(point, device, Drift.Kind.SWITCH, device.position().name(), position.name()));
        }
        if (device.model() != null && meter.model() != null && !device.model().equals(meter.model())) {
            found.add(found(point, device, Drift.Kind.MODEL, device.model(), meter.model()));
        }
        return found;
    }

    /** What a head end says of a switch that it cannot move is worth nothing. */
    private static boolean switchable(Device device) {
        return device.capabilities() == null || device.capabilities().switchControl() != Device.SwitchControl.NONE;
    }

    private static Drifts.Found found(ServicePoint point, Device device, Drift.Kind kind, String ours, String theirs) {
        return new Drifts.Found(device.address(), kind, point.id(), point.division(), ours, theirs);
    }

    /** A model that only the head end knows is taken over: with it comes what its devices can do. */
    private void learnModel(ReconciliationRun run, ServicePoint point, Device device, KnownMeter meter) {
        if (device.model() != null || meter.model() == null || meter.model().length() > 100 || !device.smart()) {
            return;
        }
        ServicePoint held = points.lock(point.id()).orElse(point);
        if (held.version() == point.version()) {
            points.save(
                    held,
                    held.withDevice(device.withModel(meter.model())),
                    clock.instant(),
                    ServicePoints.Source.caller("head-end " + run.headEnd()));
        }
    }

    private Step ours(Reconciliations.Standing standing) {
        ReconciliationRun run = standing.run();
        List<ServicePoint> places = points.behind(run.headEnd(), standing.cursor(), settings.page());
        Map<String, ServicePoint> enrolled = new HashMap<>();
        for (ServicePoint point : places) {
            Device device = point.device();
            if (device != null && device.smart() && device.commissionState() == Device.Commission.COMMISSIONED) {
                enrolled.put(device.address(), point);
            }
        }
        enrolled.keySet().removeAll(runs.seenOf(run.id(), enrolled.keySet()));
        Set<String> moving = moving(enrolled.values());
        List<Drifts.Found> found = new ArrayList<>();
        Set<String> unsettled = new LinkedHashSet<>();
        enrolled.forEach((address, point) -> {
            if (moving.contains(point.id())) {
                unsettled.add(address);
            } else {
                found.add(new Drifts.Found(
                        address,
                        Drift.Kind.UNKNOWN_THERE,
                        point.id(),
                        point.division(),
                        Device.Commission.COMMISSIONED.name(),
                        "UNKNOWN"));
            }
        });
        keep(run, found, unsettled);
        boolean over = places.size() < settings.page();
        runs.progressed(
                run.id(),
                over ? ReconciliationRun.Phase.RAISE : ReconciliationRun.Phase.OURS,
                over ? null : places.get(places.size() - 1).id(),
                0,
                found.size(),
                found.size(),
                0);
        return new Step(over ? Next.COMPARED : Next.MORE, null);
    }

    /** Points whose facts are on their way. */
    private Set<String> moving(Collection<ServicePoint> places) {
        Set<String> moving = new LinkedHashSet<>(
                orders.withOpenOrders(places.stream().map(ServicePoint::id).toList()));
        places.stream()
                .filter(point -> fresh(point.updatedAt()))
                .map(ServicePoint::id)
                .forEach(moving::add);
        return moving;
    }

    private boolean fresh(@Nullable Instant at) {
        return at != null && at.isAfter(clock.instant().minus(settings.minAge()));
    }

    /** Raises some of the investigations; true while more are to be raised. */
    @Transactional
    public boolean raise(String id) {
        Reconciliations.Standing standing = standing(id);
        ReconciliationRun run = standing.run();
        if (run.state() != ReconciliationRun.State.RUNNING) {
            return false;
        }
        if (standing.cursor() == null) {
            int closed = drifts.closeOthers(id, run.headEnd());
            log.info("Drift closed: headEnd={} drifts={}", run.headEnd(), closed);
        }
        Investigations.Raised raised = investigations.raise(run, standing.cursor());
        runs.progressed(id, ReconciliationRun.Phase.RAISE, raised.last(), 0, 0, 0, raised.number());
        if (raised.more()) {
            return true;
        }
        runs.end(id, ReconciliationRun.State.DONE, raised.detail());
        ReconciliationRun done = standing(id).run();
        log.info(
                "Reconciliation done: headEnd={} run={} listed={} compared={} drifted={} raised={}",
                done.headEnd(),
                id,
                done.listed(),
                done.compared(),
                done.drifted(),
                done.raised());
        return false;
    }
}
