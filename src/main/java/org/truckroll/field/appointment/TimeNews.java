// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.truckroll.field.Visit;
import org.truckroll.serviceorder.VisitTime;
import org.truckroll.serviceorder.VisitTimeEvent;
import org.truckroll.serviceorder.VisitTimeEvent.Kind;
import org.truckroll.shared.Ids;

/** Says what became of the confirmed time of a visit, within the transaction in which it happens. What is only proposed is nobody's business yet. */
@Component
public class TimeNews {

    private final ApplicationEventPublisher publisher;
    private final Clock clock;

    TimeNews(ApplicationEventPublisher publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
    }

    /** The book has another time, or another state of it. */
    void changed(Visit visit, @Nullable Appointment before, Appointment after) {
        boolean was = before != null && before.state() == Appointment.State.CONFIRMED;
        boolean is = after.state() == Appointment.State.CONFIRMED;
        Visit.TimeSpan earlier = was ? new Visit.TimeSpan(before.start(), before.end()) : null;
        if (is) {
            confirmed(visit, earlier, new Visit.TimeSpan(after.start(), after.end()), after.by());
        } else if (earlier != null) {
            over(visit, earlier, after.state(), after.by());
        }
    }

    /** A time is confirmed, in the place of another one or of none. */
    public void confirmed(Visit visit, Visit.@Nullable TimeSpan before, Visit.TimeSpan time, @Nullable String by) {
        if (before == null) {
            tell(Kind.PLANNED, visit, time, null, by);
        } else if (!before.equals(time)) {
            tell(Kind.MOVED, visit, time, before, by);
        }
    }

    /** It was confirmed, and is not any more. */
    public void over(Visit visit, Visit.TimeSpan time, Appointment.State state, @Nullable String by) {
        Kind kind = switch (state) {
            case PROPOSED -> Kind.TO_RENEW;
            case CANCELLED -> time.start().isAfter(clock.instant()) ? Kind.CALLED_OFF : Kind.OVER;
            default -> Kind.OVER;
        };
        tell(kind, visit, time, null, by);
    }

    private void tell(
            Kind kind, Visit visit, Visit.TimeSpan time, Visit.@Nullable TimeSpan before, @Nullable String by) {
        publisher.publishEvent(new VisitTimeEvent(
                Ids.next(),
                kind,
                time(visit, time, clock.instant()),
                before == null ? null : new VisitTimeEvent.Before(before.start(), before.end()),
                Appointment.CUSTOMER.equals(by)));
    }

    static VisitTime time(Visit visit, Visit.TimeSpan time, Instant since) {
        return new VisitTime(
                visit.id(),
                visit.orderId(),
                visit.servicePointId(),
                visit.division(),
                visit.action(),
                visit.fieldGroup(),
                visit.assignee(),
                time.start(),
                time.end(),
                since);
    }
}
