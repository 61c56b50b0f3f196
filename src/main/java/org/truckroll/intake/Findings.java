// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.FieldFindings;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ReadingsArrived;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Inbox;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * Takes in what crews find: stored first, once per caller and external id; then it joins the open order of its point, or raises one; where no point
 * fits, a person gives it a place. Each step is one step of the process {@code found-work}.
 */
@Service
public class Findings implements FieldFindings {

    public static final String PROCESS = "found-work";

    private static final Logger log = LoggerFactory.getLogger(Findings.class);
    private static final String SOURCE = "found-work:";
    private static final Set<String> TYPES = Set.of("INVESTIGATE", "EXCHANGE", "READ");
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final int LONGEST_NOTE = 500;

    /** Where a finding belongs. */
    public enum Place {
        /** To the open order of its point. */
        ORDER,
        /** To a point without an open order. */
        POINT,
        NOWHERE
    }

    /** A finding as it was stored: with who reported it, and in which divisions that caller works. */
    record Stored(FoundWork work, String by, Set<String> divisions, Instant receivedAt) {}

    private final Inbox inbox;
    private final Json json;
    private final OrderLifecycle lifecycle;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final ReadingIntake readings;
    private final Milestones milestones;
    private final Intake intake;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;

    Findings(
            Inbox inbox,
            Json json,
            OrderLifecycle lifecycle,
            ServiceOrders orders,
            ServicePoints points,
            ReadingIntake readings,
            Milestones milestones,
            Intake intake,
            ApplicationEventPublisher publisher,
            Clock clock) {
        this.inbox = inbox;
        this.json = json;
        this.lifecycle = lifecycle;
        this.orders = orders;
        this.points = points;
        this.readings = readings;
        this.milestones = milestones;
        this.intake = intake;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * Stores a finding and starts its way; durable when this returns.
     *
     * @return false when the same finding is known
     * @throws Problem 400, 422 {@code unknown-type}, 409 {@code external-id-reused}
     */
    @Transactional
    public boolean receive(FoundWork work, Caller caller) {
        check(work);
        String source = SOURCE + caller.id();
        String externalId = String.valueOf(work.externalId());
        Stored stored = new Stored(work, caller.id(), new TreeSet<>(caller.divisions()), clock.instant());
        boolean fresh = inbox.store(source, externalId, String.valueOf(work.servicePointId()), json.write(stored));
        if (fresh) {
            lifecycle.start(PROCESS, source + "/" + externalId, Map.of());
            log.info("Found work received: source={} servicePointId={}", source, work.servicePointId());
        } else if (!stored(source + "/" + externalId).work().equals(work)) {
            throw Problem.conflict("external-id-reused", "This externalId was used before with another finding.");
        }
        return fresh;
    }

    @Override
    @Transactional
    public boolean found(
            String externalId,
            String servicePointId,
            String finding,
            @Nullable List<Reading> readings,
            Instant performedAt,
            @Nullable String remarks,
            Caller caller) {
        // The device is named in the words only: it need not be the one on record any more.
        return receive(
                new FoundWork(
                        externalId,
                        servicePointId,
                        finding,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        readings,
                        performedAt,
                        remarks),
                caller);
    }

    private void check(FoundWork work) {
        List<FieldError> errors = new ArrayList<>();
        text(errors, "/externalId", work.externalId(), true, 150);
        text(errors, "/servicePointId", work.servicePointId(), false, 64);
        text(errors, "/finding", work.finding(), true, 1000);
        text(errors, "/deviceId", work.deviceId(), false, 64);
        text(errors, "/evidence", work.evidence(), work.speaksOfFacts(), 500);
        text(errors, "/remarks", work.remarks(), false, 500);
        Instant latest = clock.instant().plus(CLOCK_TOLERANCE);
        if (work.performedAt() != null && work.performedAt().isAfter(latest)) {
            errors.add(new FieldError("/performedAt", "lies in the future"));
        }
        for (int i = 0; i < work.readingList().size(); i++) {
            Reading reading = work.readingList().get(i);
            if (reading == null || reading.value() == null || reading.at() == null) {
                errors.add(new FieldError("/readings/" + i, "needs registerId, value and at"));
            } else if (reading.value().signum() < 0 || reading.at().isAfter(latest)) {
                errors.add(new FieldError("/readings/" + i, "must not be negative nor lie in the future"));
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.badRequest("The finding is not in the form of the contract.", errors);
        }
        if (work.type() != null && !TYPES.contains(work.type())) {
            throw Problem.unprocessable(
                    "unknown-type",
                    "What is found in the field raises an order of type " + new TreeSet<>(TYPES) + ".",
                    new FieldError("/type", "must be one of " + new TreeSet<>(TYPES)));
        }
    }

    private static void text(
            List<FieldError> errors, String pointer, @Nullable String value, boolean required, int max) {
        if (required && (value == null || value.isBlank())) {
            errors.add(new FieldError(pointer, "is required"));
        } else if (value != null && (value.length() > max || value.indexOf('\u0000') >= 0)) {
            errors.add(new FieldError(pointer, "must be a text of at most " + max + " characters that can be stored"));
        }
    }

    /** Finds the point and holds its row until the finding has joined or raised an order, in the same transaction. */
    public Place place(String id, @Nullable String givenPoint) {
        return point(stored(id), givenPoint)
                .map(point -> openAt(point).isPresent() ? Place.ORDER : Place.POINT)
                .orElse(Place.NOWHERE);
    }

    /** The open order of the point hears of it, and what was seen becomes facts, so that it looks again. */
    public void join(String id, @Nullable String givenPoint) {
        Stored stored = stored(id);
        ServicePoint point = point(stored, givenPoint).orElseThrow();
        ServiceOrder order = openAt(point).orElseThrow();
        tell(order, stored);
        seen(point, stored, givenPoint != null);
        done(id);
        log.info("Found work joined: orderId={} servicePointId={}", order.id(), point.id());
    }

    /** Raises an order on behalf of the caller. */
    public void raise(String id, @Nullable String givenPoint) {
        Stored stored = stored(id);
        ServicePoint point = point(stored, givenPoint).orElseThrow();
        seen(point, stored, givenPoint != null);
        FoundWork work = stored.work();
        String externalId = String.valueOf(work.externalId());
        // The same id may name an order of the same caller already.
        boolean taken = orders.findByExternalId(stored.by(), externalId).isPresent();
        Caller caller = new Caller(stored.by(), Caller.Kind.PERSON, Set.of(), Set.of(point.division()), Set.of());
        ServiceOrder order = intake.accept(
                        new OrderRequest(
                                taken ? "found-" + externalId : externalId,
                                work.type() == null ? "INVESTIGATE" : work.type(),
                                point.id(),
                                null,
                                null,
                                "FOUND_WORK",
                                null,
                                null,
                                null,
                                null,
                                work.remarks() == null ? work.finding() : work.finding() + "\n" + work.remarks()),
                        null,
                        caller)
                .order();
        tell(order, stored);
        done(id);
        log.info("Found work raised an order: orderId={} servicePointId={}", order.id(), point.id());
    }

    /** What the card of the task shows: why no place was found, and what was reported. */
    public Map<String, Object> offer(String id) {
        Stored stored = stored(id);
        FoundWork work = stored.work();
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("work", "FOUND_WORK");
        card.put("why", why(stored));
        card.put("finding", work.finding());
        card.put("reportedBy", stored.by());
        card.put("remarks", work.remarks());
        mark(id, Inbox.State.UNMATCHED);
        return card;
    }

    private String why(Stored stored) {
        String named = stored.work().servicePointId();
        if (named == null) {
            return "The report names no service point, and no single point has device '"
                    + stored.work().deviceId() + "'.";
        }
        return visible(stored, named).isPresent()
                ? "Device '" + stored.work().deviceId() + "' was seen, but another one is in place at '" + named + "'."
                : "There is no service point '" + named + "' where the crew works.";
    }

    /** Whose dispatchers may give it a place. */
    public List<String> groups(String id) {
        return stored(id).divisions().stream()
                .map(division -> People.DISPATCHERS + division)
                .toList();
    }

    /**
     * A person says where it belongs, or puts it away.
     *
     * @return true for a point, false when it was dismissed
     * @throws Problem 422 {@code decision-not-allowed}
     */
    public boolean decide(String id, @Nullable String decision, @Nullable String servicePointId, String by) {
        if ("DISMISS".equals(decision)) {
            done(id);
            log.info("Found work dismissed: finding={} by={}", id, by);
            return false;
        }
        if (!"GIVE_PLACE".equals(decision)) {
            throw refused("/decision", "must be GIVE_PLACE or DISMISS");
        }
        if (servicePointId == null || visible(stored(id), servicePointId).isEmpty()) {
            throw refused("/servicePointId", "is not a service point where the crew works");
        }
        log.info("Found work placed: finding={} servicePointId={} by={}", id, servicePointId, by);
        return true;
    }

    private static Problem refused(String pointer, String message) {
        return Problem.unprocessable(
                "decision-not-allowed", "Give the right service point, or dismiss.", new FieldError(pointer, message));
    }

    private Optional<ServicePoint> point(Stored stored, @Nullable String given) {
        FoundWork work = stored.work();
        String named = given == null ? work.servicePointId() : given;
        if (named != null) {
            return visible(stored, named)
                    .filter(point -> given != null || fits(point, work))
                    .flatMap(point -> points.lock(point.id()));
        }
        List<ServicePoint> found = work.deviceId() == null
                ? List.of()
                : points.withDevice(work.deviceId()).stream()
                        .filter(point -> stored.divisions().contains(point.division()))
                        .toList();
        return found.size() == 1 ? points.lock(found.get(0).id()) : Optional.empty();
    }

    private Optional<ServicePoint> visible(Stored stored, String servicePointId) {
        return points.find(servicePointId).filter(point -> stored.divisions().contains(point.division()));
    }

    /** The device that was seen is the one in our records. */
    private static boolean fits(ServicePoint point, FoundWork work) {
        Device device = point.device();
        return work.deviceId() == null || device != null && work.deviceId().equals(device.id());
    }

    /** The order that acts, before those that queue behind it. */
    private Optional<ServiceOrder> openAt(ServicePoint point) {
        return orders.openAt(point.id()).stream()
                .filter(order -> order.mergedInto() == null && order.state() != OrderState.ASSESSING_CANCELLATION)
                .min(Comparator.comparing((ServiceOrder order) -> order.waitsFor() != null)
                        .thenComparing(ServiceOrder::id));
    }

    private void tell(ServiceOrder order, Stored stored) {
        FoundWork work = stored.work();
        String note = work.finding() + (work.evidence() == null ? "" : " Evidence: " + work.evidence());
        milestones.reached(
                order,
                "FOUND_WORK",
                note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE),
                Map.of("by", stored.by()));
    }

    /** Facts of the device only where it is the one in place; a person may have given a point with another one. */
    private void seen(ServicePoint point, Stored stored, boolean given) {
        FoundWork work = stored.work();
        Instant at = work.performedAt() == null ? stored.receivedAt() : work.performedAt();
        ServicePoint after = work.supply() == null ? point : point.withSupply(work.supply());
        Device device = point.device();
        boolean known = device != null && fits(point, work);
        if (known && work.condition() != null) {
            device = device.withCondition(work.condition());
        }
        if (known && work.switchPosition() != null) {
            device = device.withSwitch(work.switchPosition());
        }
        if (known) {
            after = after.withDevice(device);
        }
        ServicePoint saved = points.save(point, after, at, ServicePoints.Source.caller(stored.by()));
        if (known && !work.readingList().isEmpty()) {
            ReadingSet set =
                    readings.store(saved, device, ReadingSet.Source.FIELD, null, null, work.readingList(), false);
            publisher.publishEvent(new ReadingsArrived(saved.id(), set));
        }
        if (!known && given && work.deviceId() != null) {
            log.info("Found work of another device: servicePointId={} deviceId={}", point.id(), work.deviceId());
        }
    }

    private Stored stored(String id) {
        Inbox.Message message = inbox.find(source(id), messageId(id))
                .orElseThrow(() -> new IllegalStateException("No stored finding " + id));
        return json.read(message.payload(), Stored.class);
    }

    private void done(String id) {
        mark(id, Inbox.State.DONE);
    }

    private void mark(String id, Inbox.State state) {
        inbox.mark(source(id), messageId(id), state);
    }

    private static String source(String id) {
        return id.substring(0, id.indexOf('/'));
    }

    private static String messageId(String id) {
        return id.substring(id.indexOf('/') + 1);
    }
}
