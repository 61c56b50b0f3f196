// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.dispatch.clock.ServiceClock.SlaState;
import org.truckroll.dispatch.clock.ServiceClock.State;
import org.truckroll.dispatch.clock.WorkCalendar.Span;

/** A clock in the making: what changes of it is set, and {@link #build} gives the clock that is stored. */
final class ClockDraft {

    private final ServiceClock from;
    final String id;
    String division;
    String orderType;
    int priority;

    @Nullable
    String fieldGroup;

    @Nullable
    String person;

    Limit limit;
    String edition;

    @Nullable
    ZoneId zone;

    State state;
    SlaState slaState;

    @Nullable
    Instant stoppedAt;

    @Nullable
    Instant warnAt;

    @Nullable
    Instant breachAt;

    @Nullable
    Instant nextAt;

    boolean token;

    @Nullable
    Instant pausedAt;

    @Nullable
    String pauseReason;

    @Nullable
    String pausedBy;

    int pauses;
    long pausedSeconds;

    ClockDraft(ServiceClock from) {
        this.from = from;
        this.id = from.id();
        this.division = from.division();
        this.orderType = from.orderType();
        this.priority = from.priority();
        this.fieldGroup = from.fieldGroup();
        this.person = from.person();
        this.limit = from.limit();
        this.edition = from.edition();
        this.zone = from.zone();
        this.state = from.state();
        this.slaState = from.slaState();
        this.stoppedAt = from.stoppedAt();
        this.warnAt = from.warnAt();
        this.breachAt = from.breachAt();
        this.nextAt = from.nextAt();
        this.token = from.token();
        this.pausedAt = from.pausedAt();
        this.pauseReason = from.pauseReason();
        this.pausedBy = from.pausedBy();
        this.pauses = from.pauses();
        this.pausedSeconds = from.pausedSeconds();
    }

    /** When its limits are reached, counted from its start. A limit that lies ahead again is not reached any more. */
    void plan(List<Span> pausesSoFar, Instant now) {
        warnAt = limit.warnAt(from.startedAt(), zone, pausesSoFar);
        breachAt = limit.breachAt(from.startedAt(), zone, pausesSoFar);
        if (slaState == SlaState.OVERDUE && (breachAt == null || now.isBefore(breachAt))) {
            slaState = SlaState.WARN;
        }
        if (slaState == SlaState.WARN && (warnAt == null || now.isBefore(warnAt))) {
            slaState = SlaState.OK;
        }
        nextAt = ServiceClock.next(slaState, warnAt, breachAt);
    }

    ServiceClock build() {
        return new ServiceClock(
                id,
                from.kind(),
                from.subject(),
                from.orderId(),
                from.servicePointId(),
                division,
                orderType,
                from.action(),
                from.step(),
                priority,
                fieldGroup,
                person,
                limit,
                edition,
                zone,
                state,
                slaState,
                from.startedAt(),
                stoppedAt,
                warnAt,
                breachAt,
                nextAt,
                token,
                pausedAt,
                pauseReason,
                pausedBy,
                pauses,
                pausedSeconds,
                from.version());
    }
}
