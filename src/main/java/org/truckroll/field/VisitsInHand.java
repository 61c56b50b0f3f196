// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.people.People;
import org.truckroll.people.WorkInHand;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.shared.Problem;

/** Visits that a crew or one of its members has in hand (HCDC-45, HCDC-46). */
@Component
@Order(0)
class VisitsInHand implements WorkInHand {

    private static final int MOST = 500;

    private final Visits visits;
    private final Assignments assignments;
    private final ServiceOrders orders;
    private final Tasks tasks;
    private final VisitNews news;
    private final JdbcClient jdbc;

    VisitsInHand(
            Visits visits,
            Assignments assignments,
            ServiceOrders orders,
            Tasks tasks,
            VisitNews news,
            JdbcClient jdbc) {
        this.visits = visits;
        this.assignments = assignments;
        this.orders = orders;
        this.tasks = tasks;
        this.news = news;
        this.jdbc = jdbc;
    }

    @Override
    public List<Item> ofPerson(String person) {
        return open("assignee", person);
    }

    @Override
    public List<Item> ofGroup(String group) {
        return open("field_group", group);
    }

    private List<Item> open(String column, String value) {
        return jdbc
                .sql("select id from tr_visit where " + column
                        + " = :value and completed_at is null order by id fetch first " + MOST + " rows only")
                .param("value", value)
                .query(String.class)
                .list()
                .stream()
                .flatMap(id -> visits.find(id).stream())
                .map(this::item)
                .toList();
    }

    private Item item(Visit visit) {
        return new Item(
                "VISIT",
                visit.id(),
                visit.taskId(),
                visit.orderId(),
                visit.division(),
                atTheDesk(visit) ? People.DISPATCHERS + visit.division() : visit.fieldGroup(),
                visit.assignee(),
                VisitAction.get(visit.action()).work(orders.get(visit.orderId()).type()) + " at "
                        + visit.servicePointId());
    }

    /** A visit that has moved on since it was listed is somebody else's to move. */
    @Override
    public void handOver(Item item, Target to, String reason, @Nullable String by) {
        Visit visit = visits.lock(item.id())
                .filter(now -> !now.ended() && item(now).equals(item))
                .orElseThrow(() -> Problem.conflict(
                        "concurrent-change", "Visit '" + item.id() + "' changed at the same moment. Try again."));
        if (!atTheDesk(visit) && to.group() != null && !to.group().equals(visit.fieldGroup())) {
            toCrew(visit, to.group(), to.person(), reason, by);
        } else {
            toPerson(visit, to.person(), reason, by);
        }
    }

    /** Nobody but dispatchers has it before it has a crew. */
    private static boolean atTheDesk(Visit visit) {
        return visit.step() == Visit.Step.ASSIGN || visit.fieldGroup() == null;
    }

    private void toCrew(Visit visit, String group, @Nullable String person, String reason, @Nullable String by) {
        if (visit.underWay()) {
            throw underWay(visit);
        }
        assignments.add(Assignment.Kind.REASSIGN, visit, group, person, reason, by);
        visits.given(visit.id(), visit.step(), group, person);
        news.tell(WorkEvent.Kind.ASSIGNED, visit.id(), by, reason);
        tasks.move(FieldWork.task(visit), visit.fieldGroup(), group, person);
        if (person != null) {
            news.tell(WorkEvent.Kind.SIGNED, visit.id(), by, reason);
        }
    }

    private void toPerson(Visit visit, @Nullable String person, String reason, @Nullable String by) {
        if (Objects.equals(person, visit.assignee())) {
            return;
        }
        if (person == null && visit.underWay()) {
            throw underWay(visit);
        }
        assignments.add(
                person == null
                        ? Assignment.Kind.RELEASE
                        : visit.assignee() == null ? Assignment.Kind.REASSIGN : Assignment.Kind.TRANSFER,
                visit,
                visit.fieldGroup(),
                person,
                reason,
                by);
        visits.assigned(visit.id(), person);
        news.tell(
                person == null
                        ? WorkEvent.Kind.RELEASED
                        : visit.assignee() == null ? WorkEvent.Kind.SIGNED : WorkEvent.Kind.TRANSFERRED,
                visit.id(),
                by,
                reason);
        tasks.assign(FieldWork.task(visit), person);
    }

    private static Problem underWay(Visit visit) {
        return Problem.conflict(
                "under-way",
                "The crew of visit '" + visit.id()
                        + "' is on its way or at work; only another member of it can take over.");
    }
}
