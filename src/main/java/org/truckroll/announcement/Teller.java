// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Notice;
import org.truckroll.notification.Notifications;
import org.truckroll.notification.ObjectResponsibles;
import org.truckroll.notification.Severity;
import org.truckroll.people.CustomerLanguages;
import org.truckroll.people.People;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.VisitTime;
import org.truckroll.servicepoint.ServicePoints;

/** Tells whom a rule names, in the caller's transaction. */
@Component
class Teller {

    private final Notifications notifications;
    private final ObjectResponsibles responsibles;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final CustomerLanguages languages;

    Teller(
            Notifications notifications,
            ObjectResponsibles responsibles,
            ServiceOrders orders,
            ServicePoints points,
            CustomerLanguages languages) {
        this.notifications = notifications;
        this.responsibles = responsibles;
        this.orders = orders;
        this.points = points;
        this.languages = languages;
    }

    Optional<Matter> matter(Happening happening, String orderId) {
        return orders.find(orderId)
                .map(order -> new Matter(happening, order, points.get(order.servicePointId()), null, null, false));
    }

    Optional<Matter> matter(Happening happening, VisitTime visit) {
        return matter(happening, visit.orderId())
                .map(known -> new Matter(happening, known.order(), known.point(), visit, null, false));
    }

    /**
     * Nobody to be told is no notice.
     *
     * @param moment tells this telling of the row from all its others
     */
    void tell(NoticeRule rule, Matter matter, String moment) {
        if (rule.to().equals(NoticeRule.RESPONSIBLE)
                && !responsibles.anybody(
                        matter.order().servicePointId(), matter.order().division())) {
            return;
        }
        ServiceOrder.Contact contact = orders.contact(matter.order().id()).orElse(null);
        audience(rule, matter, contact)
                .ifPresent(audience -> notifications.tell(new Notice(
                        "rule/" + rule.rule() + "/" + moment,
                        rule.notice(),
                        severity(rule, matter),
                        matter.order().division(),
                        matter.order().id(),
                        audience,
                        Words.of(matter, contact))));
    }

    /** What must run day and night is urgent to those who work for it (SOL24-17); its customer is told as the row says. */
    private static Severity severity(NoticeRule rule, Matter matter) {
        boolean staff = !rule.to().equals(NoticeRule.CUSTOMER);
        return staff && matter.point().flags().critical24x7() ? Severity.URGENT : rule.severity();
    }

    private Optional<Audience> audience(NoticeRule rule, Matter matter, ServiceOrder.@Nullable Contact contact) {
        String division = matter.order().division();
        return switch (rule.to()) {
            case NoticeRule.CUSTOMER -> customer(division, contact);
            case NoticeRule.RESPONSIBLE ->
                Optional.of(new Audience.Responsible(matter.order().servicePointId()));
            case NoticeRule.CREW -> crew(matter.visit());
            case NoticeRule.DISPATCHERS -> Optional.of(new Audience.Group(People.DISPATCHERS + division));
            case NoticeRule.ON_CALL -> Optional.of(new Audience.OnCall(1));
            default -> Optional.of(new Audience.Group(rule.to()));
        };
    }

    private Optional<Audience> customer(String division, ServiceOrder.@Nullable Contact contact) {
        if (contact == null) {
            return Optional.empty();
        }
        Optional<String> mail = given(contact.email());
        Optional<String> phone = given(contact.phone());
        return mail.isEmpty() && phone.isEmpty()
                ? Optional.empty()
                : Optional.of(new Audience.Customer(mail, phone, languages.of(division)));
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(some -> !some.isBlank());
    }

    private static Optional<Audience> crew(@Nullable VisitTime visit) {
        if (visit == null || visit.person() == null && visit.group() == null) {
            return Optional.empty();
        }
        return Optional.of(
                visit.person() != null
                        ? new Audience.People(List.of(visit.person()))
                        : new Audience.Group(visit.group()));
    }
}
