// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.supervision;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.dispatch.clock.ServiceClock;
import org.truckroll.dispatch.clock.ServiceClock.SlaState;
import org.truckroll.dispatch.supervision.Concern.Kind;
import org.truckroll.dispatch.supervision.LateRows.Late;
import org.truckroll.dispatch.supervision.LateRows.Piece;
import org.truckroll.dispatch.supervision.LateRows.Scope;
import org.truckroll.lifecycle.OrphanedTasks;
import org.truckroll.lifecycle.OrphanedTasks.Orphan;
import org.truckroll.lifecycle.WaitingTasks;
import org.truckroll.people.Caller;
import org.truckroll.people.ContactPoint;
import org.truckroll.people.OrgPath;
import org.truckroll.people.People;
import org.truckroll.people.Person;
import org.truckroll.people.Persons;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.VisitBoard;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Page;

/**
 * What is late, soon late, unsigned or orphaned in the divisions that the caller oversees, and whom to call about it (HCDC-12 to HCDC-16,
 * HCDC-42, HCDC-47, HCDC-48). The clocks know what is late; nothing is counted anew.
 */
@Service
public class Supervision {

    private final LateRows rows;
    private final OrphanedTasks orphans;
    private final WaitingTasks tasks;
    private final VisitBoard visits;
    private final Activities activities;
    private final ServiceOrders orders;
    private final ServicePoints points;
    private final Persons persons;
    private final OrgPath organisation;

    Supervision(
            LateRows rows,
            OrphanedTasks orphans,
            WaitingTasks tasks,
            VisitBoard visits,
            Activities activities,
            ServiceOrders orders,
            ServicePoints points,
            Persons persons,
            OrgPath organisation) {
        this.rows = rows;
        this.orphans = orphans;
        this.tasks = tasks;
        this.visits = visits;
        this.activities = activities;
        this.orders = orders;
        this.points = points;
        this.persons = persons;
        this.organisation = organisation;
    }

    /**
     * Concerns of one kind, those first that have waited longest.
     *
     * @param division one of the caller's; null for all of them
     * @param area of the points, or an area around them (HCDC-42)
     */
    public Page<Concern> find(
            Kind kind, Caller caller, @Nullable String division, @Nullable String area, Page.Request page) {
        Scope scope = scope(caller, division, area);
        if (kind == Kind.ORPHANED) {
            List<Stray> strays = strays(scope, caller).stream()
                    .filter(one -> page.after() == null || one.orphan().taskId().compareTo(page.after()) > 0)
                    .limit(page.fetch())
                    .toList();
            return page.page(told(kind, found(strays)), Concern::id);
        }
        List<Late> late = rows.find(kind, scope, page);
        Map<String, VisitBoard.Card> cards = cards(late);
        List<Found> found =
                late.stream().map(one -> found(one, cards.get(one.clockId()))).toList();
        return page.page(told(kind, found), Concern::id);
    }

    /** How many of each kind, in one go. */
    public Map<Kind, Long> counts(Caller caller, @Nullable String division, @Nullable String area) {
        Scope scope = scope(caller, division, area);
        Map<Kind, Long> counts = new EnumMap<>(rows.counts(scope));
        counts.put(Kind.ORPHANED, (long) strays(scope, caller).size());
        return counts;
    }

    private static Scope scope(Caller caller, @Nullable String division, @Nullable String area) {
        Set<String> divisions = new LinkedHashSet<>(caller.overseen());
        if (division != null) {
            divisions.retainAll(Set.of(division));
        }
        return new Scope(divisions, area);
    }

    /** Before names are looked up, for a whole page at once. */
    private record Found(
            String id,
            @Nullable Late late,
            @Nullable String division,
            @Nullable ServiceOrder order,
            @Nullable ServicePoint point,
            Concern.@Nullable WorkPart work,
            @Nullable String group,
            @Nullable String person,
            Concern.@Nullable Orphaned orphaned) {}

    /** The visit of each clock: its own, or that of its order. */
    private Map<String, VisitBoard.Card> cards(List<Late> late) {
        Map<String, VisitBoard.Card> ofOrders = byKey(
                visits.openOf(late.stream()
                        .filter(one -> one.clock() == ServiceClock.Kind.ORDER)
                        .map(Late::orderId)
                        .toList()),
                VisitBoard.Card::orderId);
        Map<String, VisitBoard.Card> own = byKey(
                visits.of(late.stream()
                        .filter(one -> one.clock() != ServiceClock.Kind.ORDER)
                        .map(Late::subject)
                        .toList()),
                VisitBoard.Card::id);
        Map<String, VisitBoard.Card> cards = new LinkedHashMap<>();
        for (Late one : late) {
            VisitBoard.Card card =
                    one.clock() == ServiceClock.Kind.ORDER ? ofOrders.get(one.orderId()) : own.get(one.subject());
            if (card != null) {
                cards.put(one.clockId(), card);
            }
        }
        return cards;
    }

    private static Map<String, VisitBoard.Card> byKey(
            Collection<VisitBoard.Card> cards, Function<VisitBoard.Card, String> key) {
        return cards.stream().collect(Collectors.toMap(key, card -> card, (first, last) -> last));
    }

    private Found found(Late late, VisitBoard.@Nullable Card card) {
        ServiceOrder order = orders.get(late.orderId());
        Concern.WorkPart work;
        String person;
        if (card == null) {
            Optional<Activity> open = activities.openOf(order.id());
            work = open.map(Supervision::work).orElse(null);
            person = open.filter(activity -> activity.kind() == Activity.Kind.HUMAN)
                    .flatMap(
                            activity -> tasks.of(Set.of(activity.id())).stream().findFirst())
                    .map(WaitingTasks.Signed::person)
                    .orElse(null);
        } else {
            work = work(card);
            person = card.person();
        }
        return new Found(
                late.clockId(),
                late,
                order.division(),
                order,
                points.get(order.servicePointId()),
                work,
                card == null ? null : card.group(),
                person,
                null);
    }

    private static Concern.WorkPart work(Activity activity) {
        return new Concern.WorkPart(
                activity.id(), activity.kind().name(), activity.action(), null, null, null, null, null);
    }

    private static Concern.WorkPart work(VisitBoard.Card card) {
        return new Concern.WorkPart(
                card.id(),
                Activity.Kind.FIELD.name(),
                card.action(),
                card.step(),
                card.status(),
                card.workforce(),
                card.appointmentStart(),
                card.appointmentEnd());
    }

    /**
     * An orphan, and the activity that it stands for.
     *
     * @param division among those looked at; null when it belongs to none
     */
    private record Stray(
            Orphan orphan, @Nullable Piece piece, @Nullable String division) {}

    private List<Stray> strays(Scope scope, Caller caller) {
        List<Orphan> all = orphans.find();
        Map<String, Piece> pieces = rows.pieces(
                all.stream().map(Orphan::activityId).filter(Objects::nonNull).toList());
        boolean everywhere =
                scope.area() == null && scope.divisions().equals(caller.overseen()) && caller.in(People.ADMINS);
        return all.stream()
                .map(orphan ->
                        stray(orphan, orphan.activityId() == null ? null : pieces.get(orphan.activityId()), scope))
                .filter(stray -> stray.division() == null
                        ? everywhere
                        : scope.divisions().contains(stray.division()) && within(stray.piece(), scope.area()))
                .toList();
    }

    /** Work of no order belongs to each division whose dispatchers have it: found work without a place to all of them. */
    private static Stray stray(Orphan orphan, @Nullable Piece piece, Scope scope) {
        if (piece != null) {
            return new Stray(orphan, piece, piece.division());
        }
        List<String> divisions = orphan.groups().stream()
                .filter(group -> group.startsWith(People.DISPATCHERS))
                .map(group -> group.substring(People.DISPATCHERS.length()))
                .sorted()
                .toList();
        return new Stray(
                orphan,
                null,
                divisions.stream()
                        .filter(scope.divisions()::contains)
                        .findFirst()
                        .orElse(divisions.isEmpty() ? null : divisions.get(0)));
    }

    private List<Found> found(List<Stray> strays) {
        Map<String, VisitBoard.Card> cards = byKey(
                visits.of(strays.stream()
                        .flatMap(stray -> Stream.ofNullable(stray.piece()))
                        .map(Piece::activityId)
                        .toList()),
                VisitBoard.Card::id);
        return strays.stream()
                .map(stray -> found(
                        stray,
                        stray.piece() == null ? null : cards.get(stray.piece().activityId())))
                .toList();
    }

    private Found found(Stray stray, VisitBoard.@Nullable Card card) {
        Orphan orphan = stray.orphan();
        Piece piece = stray.piece();
        ServiceOrder order = piece == null ? null : orders.get(piece.orderId());
        Concern.WorkPart work = null;
        if (card != null) {
            work = work(card);
        } else if (piece != null) {
            work = new Concern.WorkPart(piece.activityId(), piece.kind(), piece.action(), null, null, null, null, null);
        }
        return new Found(
                orphan.taskId(),
                null,
                stray.division(),
                order,
                order == null ? null : points.get(order.servicePointId()),
                work,
                card != null
                        ? card.group()
                        : orphan.groups().stream().findFirst().orElse(null),
                orphan.person(),
                new Concern.Orphaned(orphan.reason().name(), orphan.name()));
    }

    private static boolean within(@Nullable Piece piece, @Nullable String area) {
        return area == null
                || piece != null && (piece.area().equals(area) || piece.area().startsWith(area + "."));
    }

    private List<Concern> told(Kind kind, List<Found> found) {
        Map<String, Person> people =
                persons
                        .find(found.stream()
                                .map(Found::person)
                                .filter(Objects::nonNull)
                                .collect(Collectors.toSet()))
                        .stream()
                        .collect(Collectors.toMap(Person::id, person -> person));
        Map<String, String> names = organisation.names();
        Map<String, SlaState> states = kind == Kind.ORPHANED
                ? rows.statesOf(found.stream()
                        .flatMap(one -> Stream.ofNullable(one.order()))
                        .map(ServiceOrder::id)
                        .collect(Collectors.toSet()))
                : Map.of();
        return found.stream()
                .map(one -> concern(kind, one, people, names, states))
                .toList();
    }

    private static Concern concern(
            Kind kind,
            Found found,
            Map<String, Person> people,
            Map<String, String> names,
            Map<String, SlaState> states) {
        Late late = found.late();
        ServiceOrder order = found.order();
        ServicePoint point = found.point();
        SlaState ofOrder = order == null ? SlaState.OK : states.getOrDefault(order.id(), SlaState.OK);
        return new Concern(
                found.id(),
                kind,
                late == null ? ofOrder : late.slaState(),
                late == null ? null : late.state(),
                late == null ? null : late.pauseReason(),
                late == null ? null : late.since(),
                late == null ? null : late.late(),
                late == null ? null : late.limit(),
                found.division(),
                order == null
                        ? null
                        : new Concern.OrderPart(
                                order.id(),
                                order.externalId(),
                                order.type(),
                                order.state(),
                                order.priority(),
                                order.createdAt()),
                point == null ? null : new Concern.PointPart(point.id(), point.area(), point.addressLine()),
                found.work(),
                found.group() == null
                        ? null
                        : new Concern.Group(found.group(), names.getOrDefault(found.group(), found.group())),
                found.person() == null ? null : signer(found.person(), people.get(found.person())),
                found.orphaned(),
                links(found));
    }

    private static Concern.Signer signer(String id, @Nullable Person person) {
        if (person == null) {
            return new Concern.Signer(id, null, false, null, List.of());
        }
        List<ContactPoint> contacts = person.contacts().stream()
                .sorted(Comparator.comparingInt(ContactPoint::rank))
                .toList();
        return new Concern.Signer(
                id,
                person.name(),
                person.active(),
                contacts.isEmpty() ? null : contacts.get(0).value(),
                contacts);
    }

    private static Map<String, String> links(Found found) {
        Map<String, String> links = new LinkedHashMap<>();
        if (found.order() != null) {
            String order = "/api/v1/service-orders/" + found.order().id();
            links.put("order", order);
            links.put("clocks", order + "/clocks");
        }
        Concern.WorkPart work = found.work();
        if (work != null && work.kind().equals(Activity.Kind.FIELD.name())) {
            String visit = "/api/v1/field-activities/" + work.activityId();
            links.put("visit", visit);
            links.put("assignments", visit + "/assignments");
            links.put("suggestions", visit + "/suggestions");
        }
        return links;
    }
}
