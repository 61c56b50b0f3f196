// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.truckroll.field.VisitAppointments;
import org.truckroll.serviceorder.WorkEvent;

/**
 * What happens to a visit happens to its appointment, in the same transaction: the dispatcher's preliminary time takes its place, another crew takes the
 * time along, and the end of a visit sets its place free.
 */
@Component
class VisitFollower {

    /** The crew's word for a door that nobody opened. */
    private static final String NOBODY_THERE = "NO_ACCESS";

    private final VisitAppointments appointments;
    private final Booking booking;

    VisitFollower(VisitAppointments appointments, Booking booking) {
        this.appointments = appointments;
        this.booking = booking;
    }

    @EventListener
    void on(WorkEvent event) {
        switch (event.kind()) {
            case ASSIGNED -> appointments.follow(event.visitId(), event.by());
            case DONE -> end(event, Appointment.State.COMPLETED, null);
            case NOT_DONE -> end(event, missed(event), event.detail());
            case WITHDRAWN -> end(event, Appointment.State.CANCELLED, "WITHDRAWN");
            default -> {
                // Neither a time nor a place changes.
            }
        }
    }

    private void end(WorkEvent event, Appointment.State state, @Nullable String reason) {
        if (booking.end(event.visitId(), state, event.by(), reason).isEmpty()) {
            appointments.endOutside(event.visitId(), state, event.by());
        }
    }

    private Appointment.State missed(WorkEvent event) {
        boolean came = "WORK".equals(event.step())
                && booking.of(event.visitId())
                        .filter(known -> known.state() == Appointment.State.CONFIRMED)
                        .filter(known -> !known.start().isAfter(event.at()))
                        .isPresent();
        return came && NOBODY_THERE.equals(event.detail()) ? Appointment.State.NO_SHOW : Appointment.State.CANCELLED;
    }
}
