// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.field.appointment.Appointment;
import org.truckroll.field.appointment.Booking;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** Visits for those who do or plan them. */
@Service
public class VisitSearch {

    /** A visit with all a crew needs to know. */
    public record View(
            String id,
            String orderId,
            String externalId,
            String orderType,
            String servicePointId,
            String division,
            String address,
            @Nullable String accessNotes,
            String action,
            List<String> modes,
            String reason,
            int priority,
            Visit.Step step,
            @Nullable String workforce,
            @Nullable String group,
            @Nullable String assignee,
            String state,
            @Nullable String outcome,
            @Nullable Instant appointmentStart,
            @Nullable Instant appointmentEnd,
            Visit.@Nullable TimeSpan preliminaryVisit,
            Appointment.@Nullable State appointmentState,
            @Nullable Boolean addressVerified,
            @Nullable String deviceId,
            List<Device.Register> registers,
            Instant createdAt,
            @Nullable Instant completedAt,
            @Nullable String crewNote,
            Site site) {}

    /**
     * What is there, for the form that reports on it.
     *
     * @param count units of an UNBADGED point
     * @param requiredRegisters what a complete set of readings has
     * @param defaultHeadEnd what is proposed for a smart device
     * @param contact whom to call, while a signed visit is open
     */
    public record Site(
            ServicePoint.Category category,
            Device.@Nullable Kind deviceKind,
            @Nullable Integer count,
            List<String> requiredRegisters,
            @Nullable String defaultHeadEnd,
            ServiceOrder.@Nullable Contact contact) {}

    private final Visits visits;
    private final Activities activities;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final Booking booking;
    private final FieldProperties properties;

    VisitSearch(
            Visits visits,
            Activities activities,
            ServiceOrders orders,
            ServicePoints points,
            Booking booking,
            FieldProperties properties) {
        this.visits = visits;
        this.activities = activities;
        this.orders = orders;
        this.points = points;
        this.booking = booking;
        this.properties = properties;
    }

    /** Visits of the caller's groups; a dispatcher's are those of his divisions. {@code state} may be a status or OPEN. */
    public Page<View> find(
            Caller caller,
            @Nullable String group,
            @Nullable String state,
            @Nullable String assignee,
            Visit.@Nullable Step step,
            Page.Request page) {
        Set<String> divisions = caller.overseen();
        boolean openOnly = "OPEN".equals(state);
        List<Visit> found = visits.search(
                caller.groups(), divisions, group, openOnly ? null : status(state), openOnly, assignee, step, page);
        return page.page(found.stream().map(this::view).toList(), View::id);
    }

    private static Visit.@Nullable Status status(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(Visit.Status.values())
                .filter(status -> status.name().equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        "Parameter 'state' must be OPEN or one of " + Arrays.toString(Visit.Status.values()) + ".",
                        List.of()));
    }

    /** Those that are legal now; of a visit that has ended all, for the supply has moved on. */
    private static List<VisitAction.Mode> modes(Visit visit, ServiceOrder order, ServicePoint point) {
        VisitAction action = VisitAction.get(visit.action());
        return visit.ended() ? action.modes() : action.modes(order.type(), point.supply());
    }

    public View view(Visit visit) {
        Activity activity = activities.get(visit.id());
        ServiceOrder order = orders.get(visit.orderId());
        ServicePoint point = points.get(visit.servicePointId());
        Device device = point.device();
        return new View(
                visit.id(),
                visit.orderId(),
                order.externalId(),
                order.type(),
                visit.servicePointId(),
                visit.division(),
                point.addressLine(),
                point.flags().accessNotes(),
                visit.action(),
                modes(visit, order, point).stream().map(Enum::name).toList(),
                String.valueOf(activity.reason()),
                order.priority(),
                visit.step(),
                visit.plan().workforce(),
                visit.fieldGroup(),
                visit.assignee(),
                visit.status().name(),
                activity.outcome(),
                visit.appointmentStart(),
                visit.appointmentEnd(),
                visit.preliminary(),
                standing(visit),
                visit.addressVerified(),
                device == null ? null : device.id(),
                device == null
                        ? List.of()
                        : device.registerList().isEmpty() ? asked(point, device) : device.registerList(),
                visit.createdAt(),
                visit.completedAt(),
                visit.crewNote(),
                site(visit, point));
    }

    /** A time may be confirmed to the customer while the crew has still to make it its own. */
    private Appointment.@Nullable State standing(Visit visit) {
        if (visit.appointmentStart() != null) {
            return Appointment.State.CONFIRMED;
        }
        return visit.preliminary() == null
                ? null
                : booking.of(visit.id())
                        .filter(Appointment::open)
                        .map(Appointment::state)
                        .orElse(Appointment.State.PROPOSED);
    }

    /** Only a meter is read; of an item there is nothing to ask for. */
    private static List<Device.Register> asked(ServicePoint point, Device device) {
        return point.category() == ServicePoint.Category.METER ? device.askedRegisters() : device.requiredRegisters();
    }

    private Site site(Visit visit, ServicePoint point) {
        Device device = point.device();
        boolean called = visit.assignee() != null && !visit.ended();
        return new Site(
                point.category(),
                device == null ? null : device.kind(),
                device == null ? null : device.count(),
                device == null
                        ? List.of()
                        : asked(point, device).stream().map(Device.Register::id).toList(),
                properties.defaultHeadEnd(),
                called ? orders.contact(visit.orderId()).orElse(null) : null);
    }
}
