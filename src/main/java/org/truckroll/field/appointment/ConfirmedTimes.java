// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.truckroll.field.Visit;
import org.truckroll.field.Visits;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.VisitTime;
import org.truckroll.serviceorder.VisitTimes;

/** What the book has confirmed; of a visit that a workforce system does, what that has agreed. */
@Component
class ConfirmedTimes implements VisitTimes {

    private final Visits visits;
    private final AppointmentRows rows;
    private final Milestones milestones;

    ConfirmedTimes(Visits visits, AppointmentRows rows, Milestones milestones) {
        this.visits = visits;
        this.rows = rows;
        this.milestones = milestones;
    }

    @Override
    public Optional<VisitTime> hold(String visitId) {
        Visit visit = visits.hold(visitId).filter(found -> !found.ended()).orElse(null);
        if (visit == null) {
            return Optional.empty();
        }
        if (visit.plan().workforce() != null && visit.appointment() != null) {
            return Optional.of(TimeNews.time(visit, visit.appointment(), agreedOutside(visit)));
        }
        return rows.find(visitId)
                .filter(known -> known.state() == Appointment.State.CONFIRMED)
                .map(known -> TimeNews.time(
                        visit,
                        new Visit.TimeSpan(known.start(), known.end()),
                        rows.agreedAt(visitId).orElse(known.changedAt())));
    }

    private Instant agreedOutside(Visit visit) {
        return milestones.of(visit.orderId()).stream()
                .filter(one -> one.name().equals("APPOINTMENT_MADE"))
                .map(Milestones.Milestone::at)
                .max(Comparator.naturalOrder())
                .orElse(visit.createdAt());
    }
}
