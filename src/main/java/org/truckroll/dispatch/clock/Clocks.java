// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.dispatch.clock.ServiceClock.Kind;
import org.truckroll.dispatch.clock.ServiceClock.SlaState;
import org.truckroll.dispatch.clock.ServiceClock.State;
import org.truckroll.dispatch.clock.WorkCalendar.Span;
import org.truckroll.lifecycle.Deadlines;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.TaskDeadlines;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Jeopardies;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/**
 * Starts, stops and pauses clocks and notes what they reach (HCDC-12, HCDC-13, HCDC-15, OPEN-19, OPEN-20). The clock of an order and those of its
 * steps know nothing of each other (OPEN-23). Everything joins the caller's transaction. Whoever tells subscribers of a limit does so before it
 * stores the clock: the same order in which an order ends.
 */
@Service
public class Clocks implements Deadlines {

    /** The process of a clock whose limit is in sight; its business key is the clock's id. */
    public static final String PROCESS = "clock";

    private static final Logger log = LoggerFactory.getLogger(Clocks.class);
    private static final String CHANGED = "clock.changed";
    private static final String STOPPED = "clock.stopped";

    /** A clock with what happened to it. */
    public record View(@JsonUnwrapped ServiceClock clock, List<ClockFact> events) {}

    /** Whose time it is: an order, or a step of a visit. */
    record Subject(
            Kind kind,
            String id,
            ServiceOrder order,
            @Nullable String action,
            @Nullable String step,
            @Nullable String group,
            @Nullable String person) {}

    private final ClockRows rows;
    private final ServiceLimits limits;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final Jeopardies jeopardies;
    private final OrderLifecycle lifecycle;
    private final TaskDeadlines tasks;
    private final ClockProperties properties;
    private final Clock time;

    Clocks(
            ClockRows rows,
            ServiceLimits limits,
            ServiceOrders orders,
            ServicePoints points,
            Jeopardies jeopardies,
            OrderLifecycle lifecycle,
            TaskDeadlines tasks,
            ClockProperties properties,
            Clock time) {
        this.rows = rows;
        this.limits = limits;
        this.orders = orders;
        this.points = points;
        this.jeopardies = jeopardies;
        this.lifecycle = lifecycle;
        this.tasks = tasks;
        this.properties = properties;
        this.time = time;
    }

    /**
     * Starts a clock, if the table sets a limit here.
     *
     * @param word where the subject stands: the clock may begin by standing still
     */
    void start(Subject subject, Instant at, String word) {
        ServiceOrder order = subject.order();
        String edition = limits.edition();
        ServiceLimits.Question question = new ServiceLimits.Question(
                order.division(),
                subject.kind(),
                order.type(),
                orEmpty(subject.action()),
                orEmpty(subject.step()),
                order.priority());
        Limit limit = limits.of(question).orElse(null);
        if (limit == null) {
            return;
        }
        ZoneId zone = zone(limit, order.servicePointId());
        boolean still = limit.standsStillIn(word);
        Instant warnAt = still ? null : limit.warnAt(at, zone, List.of());
        Instant breachAt = still ? null : limit.breachAt(at, zone, List.of());
        Instant nextAt = ServiceClock.next(SlaState.OK, warnAt, breachAt);
        boolean token = inSight(nextAt);
        ServiceClock clock = new ServiceClock(
                Ids.next(),
                subject.kind(),
                subject.id(),
                order.id(),
                order.servicePointId(),
                order.division(),
                order.type(),
                subject.action(),
                subject.step(),
                order.priority(),
                subject.group(),
                subject.person(),
                limit,
                edition,
                zone,
                still ? State.PAUSED : State.RUNNING,
                SlaState.OK,
                at,
                null,
                warnAt,
                breachAt,
                nextAt,
                token,
                still ? at : null,
                still ? word : null,
                null,
                still ? 1 : 0,
                0,
                0);
        rows.add(clock);
        if (still) {
            rows.note(fact(clock, ClockFact.Kind.PAUSED, at, null, word, null, null));
        }
        if (token) {
            lifecycle.start(PROCESS, clock.id(), Map.of());
        }
    }

    /** The order has ended, and with it all clocks of its visits. */
    void stopAll(String orderId) {
        rows.lockOpenOf(orderId).forEach(this::stop);
    }

    /** A limit that passed before is noted, even if no timer came to it. */
    void stop(ServiceClock held) {
        Instant now = time.instant();
        ServiceClock clock = judge(held, now);
        ClockDraft draft = new ClockDraft(clock);
        draft.state = State.STOPPED;
        draft.stoppedAt = now;
        draft.nextAt = null;
        draft.token = false;
        if (clock.pausedAt() != null) {
            rows.note(fact(clock, ClockFact.Kind.RESUMED, now, null, clock.pauseReason(), null, null));
            draft.pausedSeconds += Duration.between(clock.pausedAt(), now).toSeconds();
        }
        rows.save(draft.build());
        if (held.token()) {
            lifecycle.signal(STOPPED, held.id());
        }
    }

    /** The clocks of a visit that have not stopped, held until our commit. */
    List<ServiceClock> holdOpenOf(String orderId, String visitId) {
        rows.openOf(orderId, visitId).forEach(this::settle);
        return rows.lockOpenOf(orderId, visitId);
    }

    /** Notes what a clock has reached before its row is held: who tells of a limit holds the lanes of those who are told first. */
    private void settle(ServiceClock known) {
        ServiceClock judged = judge(known, time.instant());
        if (judged.slaState() != known.slaState()) {
            rows.save(judged);
        }
    }

    /** Who is meant to do it is another one now. */
    void belongsTo(ServiceClock held, @Nullable String group, @Nullable String person) {
        if (!Objects.equals(held.fieldGroup(), group) || !Objects.equals(held.person(), person)) {
            ClockDraft draft = new ClockDraft(held);
            draft.fieldGroup = group;
            draft.person = person;
            rows.save(draft.build());
        }
    }

    /** The order stands elsewhere: its clock may stand still there, or go on. */
    void orderStands(String orderId, String word) {
        rows.openOfOrder(orderId).ifPresent(known -> {
            boolean still = known.limit().standsStillIn(word);
            boolean pausedByServer = known.state() == State.PAUSED && known.pausedBy() == null;
            if (still && known.state() == State.RUNNING || !still && pausedByServer) {
                settle(known);
                rows.lock(known.id()).ifPresent(held -> stands(held, word));
            }
        });
    }

    /** The same for a clock that is held. What a person has paused only a person lets go on. */
    void stands(ServiceClock held, String word) {
        boolean still = held.limit().standsStillIn(word);
        if (still && held.state() == State.RUNNING) {
            pause(held, word, null);
        } else if (!still && held.state() == State.PAUSED && held.pausedBy() == null) {
            resume(held, null);
        }
    }

    /**
     * Stops time for a reason that is not ours, such as a customer who is not at home.
     *
     * @throws Problem 409 {@code clock-stopped} or {@code clock-paused}
     */
    @Transactional
    public View pause(String id, String reason, Caller caller) {
        ServiceClock clock = held(id, caller);
        if (clock.state() == State.PAUSED && clock.pausedBy() != null) {
            throw Problem.conflict("clock-paused", "The clock stands still already.");
        }
        if (clock.state() == State.PAUSED) {
            // It stands still by itself; from now on it does so until a person says otherwise.
            ClockDraft draft = new ClockDraft(clock);
            draft.pauseReason = reason;
            draft.pausedBy = caller.id();
            rows.save(draft.build());
        } else {
            pause(clock, reason, caller.id());
        }
        log.info("Clock paused: clock={} orderId={} by={} reason={}", id, clock.orderId(), caller.id(), reason);
        return view(id);
    }

    /** @throws Problem 409 {@code clock-stopped} or {@code clock-running} */
    @Transactional
    public View resume(String id, Caller caller) {
        ServiceClock clock = held(id, caller);
        if (clock.state() == State.RUNNING) {
            throw Problem.conflict("clock-running", "The clock runs already.");
        }
        resume(clock, caller.id());
        log.info("Clock resumed: clock={} orderId={} by={}", id, clock.orderId(), caller.id());
        return view(id);
    }

    private ServiceClock held(String id, Caller caller) {
        ServiceClock found = rows.find(id)
                .filter(one -> caller.sees(one.division()))
                .orElseThrow(() -> Problem.notFound("clock", id));
        orders.hold(found.orderId());
        rows.find(id).ifPresent(this::settle);
        ServiceClock clock = rows.lock(id).orElseThrow(() -> Problem.notFound("clock", id));
        if (clock.state() == State.STOPPED) {
            throw Problem.conflict("clock-stopped", "The clock has stopped.");
        }
        return clock;
    }

    private void pause(ServiceClock held, String reason, @Nullable String by) {
        Instant now = time.instant();
        ClockDraft draft = new ClockDraft(judge(held, now));
        draft.state = State.PAUSED;
        draft.warnAt = null;
        draft.breachAt = null;
        draft.nextAt = null;
        draft.pausedAt = now;
        draft.pauseReason = reason;
        draft.pausedBy = by;
        draft.pauses++;
        ServiceClock paused = draft.build();
        rows.save(paused);
        rows.note(fact(paused, ClockFact.Kind.PAUSED, now, null, reason, by, null));
        tell(paused);
        if (held.token()) {
            lifecycle.signal(CHANGED, held.id());
        }
    }

    private void resume(ServiceClock held, @Nullable String by) {
        Instant now = time.instant();
        rows.note(fact(held, ClockFact.Kind.RESUMED, now, null, held.pauseReason(), by, null));
        ClockDraft draft = new ClockDraft(held);
        draft.state = State.RUNNING;
        draft.pausedSeconds +=
                Duration.between(Objects.requireNonNull(held.pausedAt()), now).toSeconds();
        draft.pausedAt = null;
        draft.pauseReason = null;
        draft.pausedBy = null;
        run(draft, held.token());
    }

    /** The clock runs towards what its limits now give. */
    private void run(ClockDraft draft, boolean hasProcess) {
        draft.plan(pauses(draft.id, draft.pauses), time.instant());
        draft.token = hasProcess || inSight(draft.nextAt);
        ServiceClock clock = draft.build();
        rows.save(clock);
        tell(clock);
        if (hasProcess) {
            lifecycle.signal(CHANGED, clock.id());
        } else if (clock.token()) {
            lifecycle.start(PROCESS, clock.id(), Map.of());
        }
    }

    /** The order is another one than before, in type, priority or place: its clocks take the limits of now, and keep the time that has passed. */
    void orderChanged(String orderId) {
        rows.lockOpenOf(orderId).forEach(this::adjust);
    }

    /** Looks again at the limits of a clock; false when it has stopped, or nothing is new. */
    @Transactional
    public boolean adjust(String id) {
        return rows.lock(id)
                .filter(clock -> clock.state() != State.STOPPED)
                .map(this::adjust)
                .orElse(false);
    }

    private boolean adjust(ServiceClock held) {
        ClockDraft draft = new ClockDraft(held);
        if (!refresh(draft, held)) {
            return false;
        }
        if (held.state() == State.PAUSED) {
            rows.save(draft.build());
        } else {
            run(draft, held.token());
        }
        return true;
    }

    /** Takes over what the table and the order now say; false when nothing at all is new. */
    private boolean refresh(ClockDraft draft, ServiceClock known) {
        ServiceOrder order = orders.find(known.orderId()).orElse(null);
        if (order == null) {
            return false;
        }
        draft.edition = limits.edition();
        draft.division = order.division();
        draft.orderType = order.type();
        draft.priority = order.priority();
        draft.limit = limits.of(known.question(order.division(), order.type(), order.priority()))
                .orElse(new Limit("", null, null, "", "", ""));
        draft.zone = zone(draft.limit, known.servicePointId());
        boolean other = !draft.limit.equals(known.limit()) || !Objects.equals(draft.zone, known.zone());
        if (other) {
            rows.note(fact(known, ClockFact.Kind.CHANGED, time.instant(), null, null, null, words(known)));
        }
        return other
                || !draft.edition.equals(known.edition())
                || !draft.division.equals(known.division())
                || !draft.orderType.equals(known.orderType())
                || draft.priority != known.priority();
    }

    private static String words(ServiceClock clock) {
        Limit limit = clock.limit();
        return "rule=" + limit.rule() + " warn=" + limit.warn() + " breach=" + limit.breach() + " hours="
                + limit.hours() + " holidays=" + limit.holidays() + " zone=" + clock.zone();
    }

    /** Gives a clock whose limit comes into sight its process; false when another node has, or it is not so any more. */
    @Transactional
    public boolean arm(String id) {
        ServiceClock clock = rows.lock(id).orElse(null);
        if (clock == null || clock.token() || clock.state() != State.RUNNING || !inSight(clock.nextAt())) {
            return false;
        }
        ClockDraft draft = new ClockDraft(clock);
        draft.token = true;
        rows.save(draft.build());
        lifecycle.start(PROCESS, id, Map.of());
        return true;
    }

    /**
     * Notes what the clock has reached. For its process, which calls again when the moment has come that is returned, and ends when there is none.
     *
     * @throws org.springframework.dao.OptimisticLockingFailureException when the clock was stopped, paused or changed in this moment
     */
    @Transactional
    public Optional<Instant> note(String id) {
        // The order before anything else: whoever ends it holds it before he tells anybody, in whatever order those are
        // told.
        rows.find(id).ifPresent(clock -> orders.hold(clock.orderId()));
        ServiceClock known = rows.find(id).orElse(null);
        if (known == null || known.state() == State.STOPPED) {
            return Optional.empty();
        }
        ClockDraft draft = new ClockDraft(known);
        if (refresh(draft, known) && known.state() == State.RUNNING) {
            draft.plan(pauses(id, known.pauses()), time.instant());
        }
        ServiceClock before = draft.build();
        ServiceClock judged = judge(before, time.instant());
        draft = new ClockDraft(judged);
        draft.nextAt = judged.state() == State.RUNNING
                ? ServiceClock.next(judged.slaState(), judged.warnAt(), judged.breachAt())
                : null;
        draft.token = inSight(draft.nextAt);
        ServiceClock noted = draft.build();
        rows.save(noted);
        tell(noted);
        return noted.token() ? Optional.ofNullable(noted.nextAt()) : Optional.empty();
    }

    /** Writes down the limits that have passed. The clock is not stored. */
    private ServiceClock judge(ServiceClock clock, Instant now) {
        if (clock.state() != State.RUNNING) {
            return clock;
        }
        Instant breachAt = clock.breachAt();
        Instant warnAt = clock.warnAt();
        boolean late = breachAt != null && !now.isBefore(breachAt) && clock.slaState() != SlaState.OVERDUE;
        boolean nearlyLate = warnAt != null
                && !now.isBefore(warnAt)
                && clock.slaState() == SlaState.OK
                && (breachAt == null || warnAt.isBefore(breachAt));
        if (!late && !nearlyLate) {
            return clock;
        }
        SlaState reached = late ? SlaState.OVERDUE : SlaState.WARN;
        orders.find(clock.orderId())
                .ifPresent(order -> jeopardies.arisen(
                        order,
                        clock.kind() + "_" + reached,
                        LimitWords.message(clock, reached),
                        LimitWords.details(clock, reached)));
        if (nearlyLate) {
            rows.note(fact(clock, ClockFact.Kind.WARNED, now, warnAt, null, null, null));
        }
        if (late) {
            rows.note(fact(clock, ClockFact.Kind.BREACHED, now, breachAt, null, null, null));
        }
        log.info(
                "Limit reached: orderId={} clock={} subject={} slaState={} rule={}",
                clock.orderId(),
                clock.kind(),
                clock.subject(),
                reached,
                clock.limit().rule());
        ClockDraft draft = new ClockDraft(clock);
        draft.slaState = reached;
        return draft.build();
    }

    @Override
    public Optional<Deadline> of(String orderId) {
        return rows.openOfOrder(orderId).map(Clocks::deadline);
    }

    private void tell(ServiceClock clock) {
        switch (clock.kind()) {
            case ORDER -> tasks.changed(clock.orderId(), deadline(clock));
            case ACCEPTANCE, HANDLING -> tasks.step(clock.subject(), clock.slaState() == SlaState.OVERDUE);
            case UNSIGNED -> {
                // Tasklist finds these by the age of their tasks.
            }
        }
    }

    private static Deadline deadline(ServiceClock clock) {
        return new Deadline(clock.warnAt(), clock.breachAt(), clock.slaState().name());
    }

    /** Clocks of an order and its visits, oldest first. */
    public List<View> ofOrder(String orderId, Caller caller) {
        orders.find(orderId)
                .filter(order -> caller.sees(order.division()))
                .orElseThrow(() -> Problem.notFound("service order", orderId));
        return rows.of(orderId).stream()
                .map(clock -> new View(clock, rows.facts(clock.id())))
                .toList();
    }

    public View visible(String id, Caller caller) {
        rows.find(id).filter(found -> caller.sees(found.division())).orElseThrow(() -> Problem.notFound("clock", id));
        return view(id);
    }

    /** Clocks of the caller's divisions that have not stopped; null means any. */
    public Page<ServiceClock> search(
            @Nullable Kind kind, @Nullable SlaState slaState, Caller caller, Page.Request page) {
        return page.page(rows.search(caller.divisions(), kind, slaState, page), ServiceClock::id);
    }

    private View view(String id) {
        return new View(rows.find(id).orElseThrow(), rows.facts(id));
    }

    private List<Span> pauses(String clockId, int known) {
        return known == 0 ? List.of() : pauses(rows.facts(clockId));
    }

    /** The times that did not count, as the facts tell them; one that goes on is left out. */
    static List<Span> pauses(List<ClockFact> facts) {
        List<Span> pauses = new ArrayList<>();
        Instant since = null;
        for (ClockFact fact : facts) {
            if (fact.kind() == ClockFact.Kind.PAUSED) {
                since = fact.at();
            } else if (fact.kind() == ClockFact.Kind.RESUMED && since != null) {
                pauses.add(new Span(since, fact.at()));
                since = null;
            }
        }
        return pauses;
    }

    private @Nullable ZoneId zone(Limit limit, String servicePointId) {
        return limit.hasCalendar()
                ? points.find(servicePointId).map(ServicePoint::timeZone).orElse(null)
                : null;
    }

    private boolean inSight(@Nullable Instant moment) {
        return moment != null && !moment.isAfter(time.instant().plus(properties.ahead()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static ClockFact fact(
            ServiceClock clock,
            ClockFact.Kind kind,
            Instant at,
            @Nullable Instant limitAt,
            @Nullable String reason,
            @Nullable String by,
            @Nullable String detail) {
        return new ClockFact(clock.id(), kind, at, limitAt, reason, by, detail);
    }
}
