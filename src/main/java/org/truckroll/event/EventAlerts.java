// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
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
import org.truckroll.people.People;

/** Alerts of an event that needs an operator (GEO-22, GEO-24, GEO-25). */
@Service
public class EventAlerts {

    private static final Logger log = LoggerFactory.getLogger(EventAlerts.class);

    private final EventRows rows;
    private final EventLog history;
    private final EventNotices notices;
    private final EventOperators operators;
    private final OnCall onCall;
    private final Clock clock;

    EventAlerts(
            EventRows rows,
            EventLog history,
            EventNotices notices,
            EventOperators operators,
            OnCall onCall,
            Clock clock) {
        this.rows = rows;
        this.history = history;
        this.notices = notices;
        this.operators = operators;
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
        boolean newStep = step != event.step();
        rows.alerted(eventId, number, step);
        InboundEvent now = rows.find(eventId).orElseThrow();
        Set<String> people = operators.upTo(event.division(), step);
        if (event.kind() == Inbound.Kind.SMS) {
            // There is no alert beside it: who had it in an earlier round gets it again.
            forward(now, people, severity, number == 1);
        } else {
            if (newStep) {
                forward(now, people, severity == Severity.STANDARD ? severity : Severity.IMPORTANT, false);
            }
            notices.alert(now, operators.audience(event.division(), people), severity, number);
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
        if (!recipients.isEmpty() || people.isEmpty()) {
            notices.received(event, operators.audience(event.division(), recipients), severity);
            fresh.forEach(person -> history.add(event.id(), EventLog.Kind.TOLD, person, null));
        }
    }

    private void unattended(InboundEvent event) {
        notices.unattended(event, new Audience.Group(People.DISPATCHERS + event.division()));
        history.add(event.id(), EventLog.Kind.UNATTENDED, Caller.SERVER.id(), null);
        log.warn("Nobody took charge of the event: eventId={} alerts={}", event.id(), event.alerts());
    }
}
