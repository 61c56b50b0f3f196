// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.TaskHands;
import org.truckroll.people.People;
import org.truckroll.people.WorkInHand;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.shared.Problem;

/** Visits that a crew or one of its members has in hand (HCDC-45, HCDC-46). */
@Component
@Order(0)
class VisitsInHand implements WorkInHand {

    private static final int MOST = 500;

    private final Visits visits;
    private final Assignments assignments;
    private final TaskHands tasks;
    private final VisitNews news;
    private final JdbcClient jdbc;

    VisitsInHand(Visits visits, Assignments assignments, TaskHands tasks, VisitNews news, JdbcClient jdbc) {
        this.visits = visits;
        this.assignments = assignments;
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
                .sql("select id from tr_visit where " + column + " = :value and completed_at is null order by id fetch first "
                        + MOST + " rows only")
                .param("value", value)
                .query(String.class)
                .list()
                .stream()
                .flatMap(id -> visits.find(id).stream())
                .map(VisitsInHand::item)
                .toList();
    }

    private static Item item(Visit visit) {
        return new Item(
                "VISIT",
                visit.id(),
                visit.taskId(),
                visit.orderId(),
                visit.division(),
                visit.step() == Visit.Step.ASSIGN ? People.DISPATCHERS + visit.division() : visit.fieldGroup(),
                visit.assignee(),
                VisitAction.get(visit.action()).work() + " at " + visit.servicePointId());
    }

    /** A visit that has moved on since it was listed is somebody else's to move; a crew under way keeps its place on the road. */
    @Override
    public void handOver(Item item, Target to, String reason, @Nullable String by) {
        Visit visit = visits.lock(item.id())
                .filter(now -> !now.ended() && item(now).equals(item))
                .orElseThrow(() -> Problem.conflict(
                        "concurrent-change", "Visit '" + item.id() + "' changed at the same moment. Try again."));
        String present = visit.fieldGroup();
        // While a dispatcher chooses the crew there is none to change.
        String group = visit.step() == Visit.Step.ASSIGN || to.group() == null ? present : to.group();
        boolean moves = group != null && !group.equals(present);
        Assignment.Kind kind = moves
                ? Assignment.Kind.REASSIGN
                : to.person() == null ? Assignment.Kind.RELEASE : Assignment.Kind.TRANSFER;
        assignments.add(kind, visit, group, to.person(), reason, by);
        if (group == null) {
            visits.assigned(visit.id(), to.person());
        } else {
            visits.given(visit.id(), visit.step(), group, to.person());
        }
        if (moves) {
            news.tell(WorkEvent.Kind.ASSIGNED, visit.id(), by, reason);
        }
        if (to.person() != null) {
            news.tell(
                    visit.assignee() == null ? WorkEvent.Kind.SIGNED : WorkEvent.Kind.TRANSFERRED,
                    visit.id(),
                    by,
                    reason);
        } else if (visit.assignee() != null && !moves) {
            news.tell(WorkEvent.Kind.RELEASED, visit.id(), by, reason);
        }
        if (visit.taskId() != null) {
            if (moves && present != null) {
                tasks.move(visit.taskId(), present, group);
            }
            tasks.give(visit.taskId(), to.person());
        }
    }
}
