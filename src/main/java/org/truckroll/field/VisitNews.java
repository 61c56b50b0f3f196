// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.WorkEvent;

/** Says what happened to a visit, within the transaction in which it happens. */
@Component
class VisitNews {

    private final Visits visits;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;

    VisitNews(Visits visits, ApplicationEventPublisher publisher, Clock clock) {
        this.visits = visits;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Tells of the visit as it stands after the change. */
    void tell(WorkEvent.Kind kind, String visitId, @Nullable String by, @Nullable String detail) {
        tell(kind, visitId, by, detail, clock.instant());
    }

    /** The same of a moment that has passed, told late. */
    void tell(WorkEvent.Kind kind, String visitId, @Nullable String by, @Nullable String detail, Instant at) {
        Visit visit = visits.find(visitId).orElseThrow();
        publisher.publishEvent(new WorkEvent(
                kind,
                visit.id(),
                visit.orderId(),
                visit.servicePointId(),
                visit.division(),
                visit.action(),
                visit.step().name(),
                visit.fieldGroup(),
                visit.assignee(),
                by,
                detail,
                at));
    }
}
