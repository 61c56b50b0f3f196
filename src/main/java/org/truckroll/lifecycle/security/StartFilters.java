// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.stereotype.Component;

/** The lists that everybody finds in Tasklist; each shows the work of the caller's own groups only. Kept by name, updated at every start. */
@Component
class StartFilters {

    private static final String MY_GROUPS = "${ currentUserGroups() }";
    /** Priorities run from 0 to 100 with 50 in the middle (api.md 2). */
    private static final int HIGH = 75;

    /** Task-local variables that the processes copy onto every task, with their headings. A card shows the first two before it is opened. */
    private static final List<Map<String, String>> SHOWN = List.of(
            Map.of("name", "address", "label", "Address"),
            Map.of("name", "why", "label", "Why"),
            Map.of("name", "servicePointId", "label", "Service point"),
            Map.of("name", "orderNo", "label", "Order"),
            Map.of("name", "orderType", "label", "Type"));

    private final FilterService filters;
    private final TaskService tasks;

    StartFilters(FilterService filters, TaskService tasks) {
        this.filters = filters;
        this.tasks = tasks;
    }

    void createOrUpdate() {
        put(
                "My tasks",
                "Signed by me",
                "#2e7d32",
                10,
                oldestDueFirst(tasks.createTaskQuery().taskAssigneeExpression("${ currentUser() }")));
        put(
                "My groups, unsigned",
                "Work that waits for somebody",
                "#1565c0",
                20,
                oldestDueFirst(tasks.createTaskQuery()
                        .taskCandidateGroupInExpression(MY_GROUPS)
                        .taskUnassigned()));
        put("My groups, all", "Signed or not", "#455a64", 30, oldestDueFirst(ofMyGroups()));
        put(
                "Overdue",
                "Past the due time",
                "#b5152b",
                40,
                oldestDueFirst(ofMyGroups().dueBeforeExpression("${ now() }")));
        put(
                "Due today",
                "Due until midnight",
                "#ef6c00",
                50,
                oldestDueFirst(ofMyGroups()
                        .dueAfterExpression("${ dateTime().withTimeAtStartOfDay().minusMillis(1) }")
                        .dueBeforeExpression("${ dateTime().withTimeAtStartOfDay().plusDays(1) }")));
        put(
                "High priority",
                "Priority " + HIGH + " and above",
                "#6a1b9a",
                60,
                ofMyGroups()
                        .taskMinPriority(HIGH)
                        .orderByTaskPriority()
                        .desc()
                        .orderByTaskCreateTime()
                        .asc());
    }

    private TaskQuery ofMyGroups() {
        return tasks.createTaskQuery().taskCandidateGroupInExpression(MY_GROUPS).includeAssignedTasks();
    }

    private static TaskQuery oldestDueFirst(TaskQuery query) {
        return query.orderByDueDate().asc().orderByTaskCreateTime().asc();
    }

    private void put(String name, String description, String color, int position, TaskQuery query) {
        Filter filter = filters.createTaskFilterQuery().filterName(name).list().stream()
                .filter(known -> known.getOwner() == null)
                .findFirst()
                .orElseGet(() -> filters.newTaskFilter(name));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("description", description);
        properties.put("color", color);
        properties.put("priority", position);
        properties.put("refresh", true);
        properties.put("showUndefinedVariable", false);
        properties.put("variables", SHOWN);
        filter.setQuery(query);
        filter.setProperties(properties);
        filters.saveFilter(filter);
    }
}
