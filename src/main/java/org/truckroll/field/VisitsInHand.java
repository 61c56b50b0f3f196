// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.TaskHands;
import org.truckroll.people.WorkInHand;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.shared.Problem;

/** Visits that a crew or one of its members has in hand (HCDC-45, HCDC-46). */
@Component
@Order(0)
class VisitsInHand implements WorkInHand {

    private static final int MOST = 500;

    private final Visits visits;
    private final TaskHands tasks;
    private final VisitNews news;
    private final JdbcClient jdbc;

    VisitsInHand(Visits visits, TaskHands tasks, VisitNews news, JdbcClient jdbc) {
        this.visits = visits;
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
                visit.fieldGroup(),
                visit.assignee(),
                VisitAction.get(visit.action()).work() + " at " + visit.servicePointId());
    }

    /** A visit that has moved on since it was listed is somebody else's to move. */
    @Override
    public void handOver(Item item, Target to, String reason, @Nullable String by) {
        Visit visit = visits.lock(item.id())
                .filter(now -> !now.ended() && item(now).equals(item))
                .orElseThrow(() -> Problem.conflict(
                        "concurrent-change", "Visit '" + item.id() + "' changed at the same moment. Try again."));
        if (to.group() != null && !to.group().equals(visit.fieldGroup())) {
            jdbc.sql("update tr_visit set field_group = :group where id = :id")
                    .param("group", to.group())
                    .param("id", visit.id())
                    .update();
            if (visit.taskId() != null) {
                tasks.move(visit.taskId(), visit.fieldGroup(), to.group());
            }
            news.tell(WorkEvent.Kind.ASSIGNED, visit.id(), by, reason);
        }
        if (visit.taskId() != null) {
            tasks.give(visit.taskId(), to.person());
        }
    }
}
