// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Severity;
import org.truckroll.people.Caller;
import org.truckroll.people.OnCall;

/** Alerts of an event that needs an operator (GEO-22, GEO-24, GEO-25). */
@Service
public class EventAlerts {

    private static final Logger log = LoggerFactory.getLogger(EventAlerts.class);

    private final EventRows rows;
    private final EventLog history;
    private final EventNotices notices;
    private final EventOperators operators;
    private final FaultPlace places;
    private final OnCall onCall;
    private final Clock clock;

    EventAlerts(
            EventRows rows,
            EventLog history,
            EventNotices notices,
            EventOperators operators,
            FaultPlace places,
            OnCall onCall,
            Clock clock) {
        this.rows = rows;
        this.history = history;
        this.notices = notices;
        this.operators = operators;
        this.places = places;
        this.onCall = onCall;
        this.clock = clock;
    }

    /**
     * The next alert that is due. The event is held and read anew in the transaction that tells: a step that was taken up before somebody took
     * charge tells nobody (requirements 2.3, pitfall 1).
     *
     * @return when to come again; empty when there is nothing more to alert of
     */
    @Transactional
    public Optional<Instant> alert(String eventId) {
        InboundEvent event = rows.lock(eventId).orElseThrow();
        if (event.state() != InboundEvent.State.PENDING) {
            return Optional.empty();
        }
        Optional<AlertPlan.Alert> due =
                AlertPlan.after(event.alerts(), onCall.escalation(event.division()), event.kind() != Inbound.Kind.SMS);
        if (due.isEmpty()) {
            unattended(event);
            return Optional.empty();
        }
        int number = event.alerts() + 1;
        int step = due.get().step();
        Severity severity = event.severity() == null ? Severity.URGENT : event.severity();
        rows.alerted(eventId, number, step);
        InboundEvent now = rows.find(eventId).orElseThrow();
        Set<String> people = operators.upTo(event.division(), step);
        if (people.isEmpty()) {
            nobody(now, severity, number);
        } else if (event.kind() == Inbound.Kind.SMS) {
            // There is no alert beside it: who had it in an earlier round gets it again.
            forward(now, people, severity, number == 1);
        } else {
            // Also who has come on call since the last alert.
            forward(now, people, beside(severity), false);
            notices.alert(now, new Audience.People(List.copyOf(people)), severity, number);
        }
        if (number == 1 && now.round() == 1) {
            places.of(now).ifPresent(point -> notices.responsible(now, point.id()));
        }
        history.add(eventId, EventLog.Kind.ALERTED, Caller.SERVER.id(), "step " + step + ", alert " + number);
        log.info("Operators alerted: eventId={} round={} step={} alert={}", eventId, event.round(), step, number);
        return Optional.of(clock.instant().plus(due.get().next()));
    }

    /** Everybody gets the message itself once, unless all shall have it again. */
    private void forward(InboundEvent event, Set<String> people, Severity severity, boolean again) {
        Set<String> fresh = new LinkedHashSet<>(people);
        fresh.removeAll(history.told(event.id()));
        Set<String> recipients = again ? people : fresh;
        if (!recipients.isEmpty()) {
            notices.received(event, new Audience.People(List.copyOf(recipients)), severity);
            fresh.forEach(person -> history.add(event.id(), EventLog.Kind.TOLD, person, null));
        }
    }

    /** Who is told cannot take charge, and so is not asked to. */
    private void nobody(InboundEvent event, Severity severity, int number) {
        Audience audience = operators.fallback(event.division());
        notices.note(event, audience, beside(severity));
        notices.nobody(event, audience, severity, number);
    }

    /** What goes beside an alert need not be as loud. */
    private static Severity beside(Severity severity) {
        return severity == Severity.STANDARD ? severity : Severity.IMPORTANT;
    }

    private void unattended(InboundEvent event) {
        notices.unattended(event, operators.fallback(event.division()));
        history.add(event.id(), EventLog.Kind.UNATTENDED, Caller.SERVER.id(), null);
        log.warn("Nobody took charge of the event: eventId={} alerts={}", event.id(), event.alerts());
    }
}
