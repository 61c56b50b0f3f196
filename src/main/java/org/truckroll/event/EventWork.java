// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.event.InboundEvent.State;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.lifecycle.Timers;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Severity;
import org.truckroll.people.Caller;
import org.truckroll.shared.Problem;

/**
 * What operators do with an event (GEO-16 to GEO-19, GEO-36 to GEO-42), the same by Tasklist, REST and SMS. Each step holds the event's row first: of
 * an operator and a timer that meet one wins, and the other is told 409 (requirements 2.3, pitfall 2).
 */
@Service
public class EventWork {

    public static final String RETURN_TIMER = "boundaryEvent_notWorked";

    private static final Logger log = LoggerFactory.getLogger(EventWork.class);
    private static final int LONGEST_NOTE = 2000;
    private static final int LONGEST_TEXT = 20_000;
    private static final int MOST_RECIPIENTS = 200;

    private final EventRows rows;
    private final EventLog history;
    private final EventNotices notices;
    private final EventOperators operators;
    private final Tasks tasks;
    private final Timers timers;
    private final EventProperties settings;
    private final Clock clock;

    EventWork(
            EventRows rows,
            EventLog history,
            EventNotices notices,
            EventOperators operators,
            Tasks tasks,
            Timers timers,
            EventProperties settings,
            Clock clock) {
        this.rows = rows;
        this.history = history;
        this.notices = notices;
        this.operators = operators;
        this.tasks = tasks;
        this.timers = timers;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What an operator forwards.
     *
     * @param recipients people who are ACTIVE on call in the division
     * @param text instead of what came; null: as it came
     * @param original whether what came goes with it
     */
    public record Forward(
            List<String> recipients,
            Severity severity,
            @Nullable String text,
            boolean original,
            @Nullable String note) {}

    // ---- by REST and SMS

    /**
     * Takes charge of a PENDING event; twice by the same operator is no error.
     *
     * @throws Problem 404, 403 {@code not-active}, 409 {@code already-taken}, {@code already-archived}, {@code not-offered-yet}
     */
    @Transactional
    public void take(String eventId, Caller caller) {
        InboundEvent event = InboundEvents.visible(rows.lock(eventId), eventId, caller);
        if (event.state() == State.ONWORK && caller.id().equals(event.operator())) {
            return;
        }
        checkTakeable(event, caller.id());
        tasks.claim(offered(event), caller);
    }

    /**
     * Keeps what the operator has noted; the time after which the event is given back starts anew.
     *
     * @return when that is
     * @throws Problem 404, 403 {@code not-active}, 409 {@code not-your-event}
     */
    @Transactional
    public Instant save(String eventId, @Nullable String note, Caller caller) {
        checkNote(note);
        InboundEvent event = InboundEvents.visible(rows.lock(eventId), eventId, caller);
        checkOwn(event, caller.id());
        Instant returnAt = returnAt();
        rows.saved(eventId, note, returnAt);
        timers.move(InboundEvents.PROCESS, eventId, RETURN_TIMER, returnAt);
        history.add(eventId, EventLog.Kind.SAVED, caller.id(), note);
        return returnAt;
    }

    /**
     * Archives an event; one that is PENDING is taken charge of in the same step.
     *
     * @throws Problem 404, 403 {@code not-active}, 409 {@code not-your-event}, {@code already-archived}
     */
    @Transactional
    public void archive(String eventId, @Nullable String note, Caller caller) {
        checkNote(note);
        InboundEvent event = owned(eventId, caller);
        acknowledge(event, caller.id(), note);
        tasks.completeReported(String.valueOf(event.taskId()));
    }

    /**
     * Gives an event back before its time: it needs an operator again.
     *
     * @throws Problem 404, 403 {@code not-active}, 409 {@code not-your-event}
     */
    @Transactional
    public void giveBack(String eventId, @Nullable String note, Caller caller) {
        checkNote(note);
        InboundEvent event = InboundEvents.visible(rows.lock(eventId), eventId, caller);
        checkOwn(event, caller.id());
        rows.saved(eventId, note, returnAt());
        tasks.assign(String.valueOf(event.taskId()), null);
    }

    /**
     * Forwards an event and archives it, in one step (GEO-42).
     *
     * @throws Problem as {@link #archive}, 422 {@code unknown-recipient}, {@code invalid-message}
     */
    @Transactional
    public void forward(String eventId, Forward forward, Caller caller) {
        checkNote(forward.note());
        InboundEvent event = owned(eventId, caller);
        forward(event, forward, caller.id());
        tasks.completeReported(String.valueOf(event.taskId()));
    }

    /**
     * An operator message forwards the event to people of the address book: archives it in the same step (GEO-42).
     *
     * @throws Problem as {@link #archive}
     */
    @Transactional
    public void forwardedBy(String eventId, String messageId, @Nullable String note, Caller caller) {
        checkNote(note);
        InboundEvent event = owned(eventId, caller);
        history.add(eventId, EventLog.Kind.FORWARDED, caller.id(), messageId);
        acknowledge(event, caller.id(), note);
        tasks.completeReported(String.valueOf(event.taskId()));
    }

    /**
     * Gives back what an operator has who is switched NOT ACTIVE: only others may act on it now.
     *
     * @return false when there was nothing to give back
     */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public boolean giveBackOf(String eventId, String operator) {
        InboundEvent event = rows.lock(eventId).orElseThrow();
        if (event.state() != State.ONWORK
                || !operator.equals(event.operator())
                || operators.mayAct(operator, event.division())) {
            return false;
        }
        tasks.assign(String.valueOf(event.taskId()), null);
        return true;
    }

    private InboundEvent owned(String eventId, Caller caller) {
        InboundEvent event = InboundEvents.visible(rows.lock(eventId), eventId, caller);
        if (event.state() == State.PENDING) {
            // Whose time was over has lost it, and others are alerted of it: who still wants it takes charge anew.
            if (history.returnedFrom(eventId, event.round())
                    .filter(caller.id()::equals)
                    .isPresent()) {
                throw notYours();
            }
            take(eventId, caller);
            event = rows.find(eventId).orElseThrow();
        }
        checkOwn(event, caller.id());
        return event;
    }

    // ---- by the process

    /** The event waits for somebody to take charge: what its task shows. */
    @Transactional
    public InboundEvent offered(String eventId, String taskId) {
        rows.lock(eventId).orElseThrow();
        rows.offered(eventId, taskId);
        return rows.find(eventId).orElseThrow();
    }

    /**
     * Somebody has taken charge, by whichever door: from here on nobody is alerted.
     *
     * @return when the event is given back unless the operator does something
     * @throws Problem as {@link #take(String, Caller)}
     */
    @Transactional
    public Instant taken(String eventId, String operator) {
        InboundEvent event = rows.lock(eventId).orElseThrow();
        if (event.state() == State.ONWORK && operator.equals(event.operator()) && event.returnAt() != null) {
            return event.returnAt();
        }
        checkTakeable(event, operator);
        Instant returnAt = returnAt();
        rows.taken(eventId, operator, returnAt);
        notices.silence(eventId);
        history.add(eventId, EventLog.Kind.TAKEN, operator, null);
        log.info("Operator took charge: eventId={} operator={} alerts={}", eventId, operator, event.alerts());
        return returnAt;
    }

    /** The event goes to another operator; false when that one is NOT ACTIVE: then everybody on call has to look at it again. */
    @Transactional
    public boolean handedOver(String eventId, String operator) {
        InboundEvent event = rows.lock(eventId).orElseThrow();
        if (event.state() != State.ONWORK || operator.equals(event.operator())) {
            return true;
        }
        if (!operators.mayAct(operator, event.division())) {
            return false;
        }
        Instant returnAt = returnAt();
        rows.taken(eventId, operator, returnAt);
        timers.move(InboundEvents.PROCESS, eventId, RETURN_TIMER, returnAt);
        history.add(eventId, EventLog.Kind.TAKEN, operator, null);
        return true;
    }

    /** Archives in the name of an operator whose form says so. */
    @Transactional
    public void archivedByForm(String eventId, String operator, @Nullable String note) {
        checkNote(note);
        InboundEvent event = rows.lock(eventId).orElseThrow();
        checkOwn(event, operator);
        acknowledge(event, operator, note);
    }

    /** Forwards in the name of an operator whose form says so. */
    @Transactional
    public void forwardedByForm(String eventId, Forward forward, String operator) {
        checkNote(forward.note());
        InboundEvent event = rows.lock(eventId).orElseThrow();
        checkOwn(event, operator);
        forward(event, forward, operator);
    }

    /** Keeps the note of a form; the task that follows has its full time, until the moment that this tells. */
    @Transactional
    public Instant savedByForm(String eventId, String operator, @Nullable String note) {
        checkNote(note);
        InboundEvent event = rows.lock(eventId).orElseThrow();
        checkOwn(event, operator);
        Instant returnAt = returnAt();
        rows.saved(eventId, note, returnAt);
        history.add(eventId, EventLog.Kind.SAVED, operator, note);
        return returnAt;
    }

    /**
     * PENDING again: its operator did nothing for too long, or gave it back (GEO-19). A new round of alerts begins.
     *
     * @return false when it is no longer ONWORK, or was saved in this very moment
     */
    @Transactional
    public boolean returned(String eventId, boolean timer) {
        InboundEvent event = rows.lock(eventId).orElseThrow();
        boolean due = event.returnAt() == null || !event.returnAt().isAfter(clock.instant());
        if (event.state() != State.ONWORK || timer && !due) {
            return false;
        }
        rows.pending(eventId);
        history.add(
                eventId,
                EventLog.Kind.RETURNED,
                timer ? Caller.SERVER.id() : String.valueOf(event.operator()),
                String.valueOf(event.operator()));
        log.info("Event was given back: eventId={} operator={} timer={}", eventId, event.operator(), timer);
        return true;
    }

    // ----

    private void acknowledge(InboundEvent event, String operator, @Nullable String note) {
        rows.acked(event.id(), operator, note);
        history.add(event.id(), EventLog.Kind.ARCHIVED, operator, note);
        log.info("Event was archived: eventId={} operator={}", event.id(), operator);
    }

    private void forward(InboundEvent event, Forward forward, String operator) {
        if (forward.recipients().isEmpty()) {
            throw unknownRecipient("Name at least one recipient.");
        }
        checkText(forward);
        forward.recipients().stream()
                .filter(recipient -> !operators.mayAct(recipient, event.division()))
                .findFirst()
                .ifPresent(recipient -> {
                    throw unknownRecipient("'" + recipient + "' is nobody who is ACTIVE on call here.");
                });
        notices.forwarded(
                event,
                new Audience.People(forward.recipients()),
                forward.severity(),
                forward.text(),
                forward.original());
        history.add(event.id(), EventLog.Kind.FORWARDED, operator, String.join(", ", forward.recipients()));
        acknowledge(event, operator, forward.note());
    }

    private static void checkText(Forward forward) {
        List<Problem.FieldError> faults = new ArrayList<>();
        if (forward.recipients().size() > MOST_RECIPIENTS) {
            faults.add(new Problem.FieldError("/recipients", "at most " + MOST_RECIPIENTS));
        }
        String text = forward.text();
        if (text != null && (text.isBlank() || text.length() > LONGEST_TEXT || text.indexOf('\u0000') >= 0)) {
            faults.add(new Problem.FieldError("/text", "1 to " + LONGEST_TEXT + " characters, or none"));
        }
        if (!faults.isEmpty()) {
            throw Problem.unprocessable(
                    "invalid-message",
                    "This cannot be forwarded. Nothing was changed.",
                    faults.toArray(Problem.FieldError[]::new));
        }
    }

    private static Problem unknownRecipient(String message) {
        return Problem.unprocessable(
                "unknown-recipient",
                "The event is forwarded to people who are on call.",
                new Problem.FieldError("/recipients", message));
    }

    /** Never before its time: the engine reads milliseconds. */
    private Instant returnAt() {
        Duration time = settings.onworkTimeout();
        return clock.instant().plus(time).plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
    }

    private static String offered(InboundEvent event) {
        if (event.taskId() == null) {
            throw Problem.conflict("not-offered-yet", "The rules are just looking at this event. Try again.")
                    .retryAfter(Duration.ofSeconds(1));
        }
        return event.taskId();
    }

    private void checkTakeable(InboundEvent event, String operator) {
        checkOpen(event);
        if (event.state() == State.ONWORK) {
            throw Problem.conflict("already-taken", "Another operator has taken charge of this event.");
        }
        checkActive(event, operator);
    }

    private void checkOwn(InboundEvent event, String operator) {
        checkOpen(event);
        if (event.state() != State.ONWORK || !operator.equals(event.operator())) {
            throw notYours();
        }
        checkActive(event, operator);
    }

    private static Problem notYours() {
        return Problem.conflict("not-your-event", "You do not have this event, or not any more. Take charge first.");
    }

    private static void checkOpen(InboundEvent event) {
        if (event.state() == State.ACK) {
            throw Problem.conflict("already-archived", "This event is archived.");
        }
    }

    private void checkActive(InboundEvent event, String operator) {
        if (!operators.mayAct(operator, event.division())) {
            throw new Problem(
                    HttpStatus.FORBIDDEN, "not-active", "Only who is ACTIVE on call in its division acts on an event.");
        }
    }

    private static void checkNote(@Nullable String note) {
        if (note != null && (note.length() > LONGEST_NOTE || note.indexOf('\u0000') >= 0)) {
            throw Problem.badRequest(
                    "The note cannot be stored.",
                    List.of(new Problem.FieldError("/note", "must be at most " + LONGEST_NOTE + " characters")));
        }
    }
}
