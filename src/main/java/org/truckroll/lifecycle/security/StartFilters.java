// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Authorization.AUTH_TYPE_GRANT;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.TaskDeadlines;
import org.truckroll.lifecycle.TaskMarks;
import org.truckroll.lifecycle.WaitingTasks;
import org.truckroll.people.People;

/**
 * The lists that people find in Tasklist, by role (requirements 2.1, HCDC-08 to HCDC-16, EVADO-01); what waits is
 * that of the caller's own groups, supervision is whatever the caller may see. Known by a key among their properties, so that a new name
 * reaches the old filter; updated at every start.
 */
@Component
class StartFilters {

    private static final Logger log = LoggerFactory.getLogger(StartFilters.class);

    /** The property that says which of our filters this is. */
    static final String KEY = "truckroll";

    /** The property of filters whose number Tasklist shows also while another one is chosen. */
    private static final String COUNTED = "counted";

    private static final String MY_GROUPS = "${ currentUserGroups() }";
    private static final String NOW = "${ now() }";
    /** Priorities run from 0 to 100 with 50 in the middle (api.md 2). */
    private static final int HIGH = 75;
    /** What the filters were called before they had keys. */
    private static final Map<String, String> FORMER_NAMES = Map.of(
            "My tasks", "my-to-do",
            "My groups, unsigned", "my-group-unsigned",
            "My groups, all", "my-group-all",
            "Overdue", "overdue",
            "Due today", "due-today",
            "High priority", "high-priority");

    /** Task-local variables that the processes copy onto every task, with their headings. A card shows the first two before it is opened. */
    private static final List<Map<String, String>> SHOWN = List.of(
            shown("address", "Address"),
            shown("why", "Why"),
            shown("servicePointId", "Service point"),
            shown("orderNo", "Order"),
            shown("orderType", "Type"),
            shown("area", "Area"),
            shown(TaskDeadlines.SLA_STATE, "Time limit"));

    /** What the tasks of an event show. */
    private static final List<Map<String, String>> OF_EVENTS = List.of(
            shown("eventSubject", "Subject"),
            shown("eventFrom", "Sender"),
            shown("eventCode", "Number"),
            shown("eventKind", "Way"));

    /** Supervision first wants to know whom to call (HCDC-16). */
    private static final List<Map<String, String>> SUPERVISED = Stream.concat(
                    Stream.of(shown("workerName", "Signed by"), shown("workerPhone", "Phone")), SHOWN.stream())
            .toList();

    private static final Predicate<String> EVERYBODY = group -> true;
    private static final Predicate<String> DISPATCHERS = group -> group.startsWith(People.DISPATCHERS);
    private static final Predicate<String> LEADERS = DISPATCHERS.or(group -> group.startsWith(People.WORK_LEADERS));
    /** Who sends visits, and who goes. */
    private static final Predicate<String> FIELD = LEADERS.or(group -> group.startsWith(People.FIELD));

    /** Who may be on call. */
    private static final Predicate<String> OPERATORS =
            group -> group.startsWith(People.OPERATORS) || group.equals(People.ON_CALL);

    /** Who repairs messages, and who sees to it that people hear of what did not reach them (GEO-44). */
    private static final Predicate<String> MESSAGES =
            OPERATORS.or(DISPATCHERS).or(Set.of(People.HEAD_END_OPS, People.INTEGRATION)::contains);

    /**
     * @param key what it is known by
     * @param role the groups that find it
     * @param counted its number stands beside it all the time
     */
    private record StartFilter(
            String key,
            String name,
            String description,
            String color,
            Predicate<String> role,
            boolean counted,
            List<Map<String, String>> variables,
            Function<TaskService, TaskQuery> query) {}

    private static final List<StartFilter> ALL = List.of(
            new StartFilter(
                    "my-to-do",
                    "My to-do",
                    "Signed by me",
                    "#2e7d32",
                    EVERYBODY,
                    true,
                    SHOWN,
                    tasks -> oldestDueFirst(tasks.createTaskQuery().taskAssigneeExpression("${ currentUser() }"))),
            new StartFilter(
                    "my-group-unsigned",
                    "My group, unsigned",
                    "Work that waits for somebody of my groups",
                    "#1565c0",
                    EVERYBODY,
                    true,
                    SHOWN,
                    tasks -> oldestDueFirst(unsigned(tasks))),
            new StartFilter(
                    "dispatch-centre",
                    "Dispatch centre to-do",
                    "To assign and to decide, signed by nobody yet",
                    "#1565c0",
                    LEADERS,
                    true,
                    SHOWN,
                    tasks -> oldestDueFirst(seen(tasks)
                            .taskUnassigned()
                            .taskDefinitionKeyNotIn(WaitingTasks.STEPS_OF_OTHERS.toArray(String[]::new)))),
            new StartFilter(
                    "warning",
                    "Warning",
                    "Soon overdue: the time to warn has come",
                    "#1b7f3b",
                    FIELD,
                    true,
                    SUPERVISED,
                    tasks -> oldestDueFirst(
                            seen(tasks).followUpBeforeExpression(NOW).dueAfterExpression(NOW))),
            new StartFilter(
                    "overdue",
                    "Overdue",
                    "Past the due time",
                    "#b5152b",
                    EVERYBODY,
                    true,
                    SUPERVISED,
                    tasks -> oldestDueFirst(seen(tasks).dueBeforeExpression(NOW))),
            new StartFilter(
                    "unsigned-2h",
                    "Unsigned > 2 h",
                    "Nobody has signed within two hours",
                    "#b5152b",
                    LEADERS,
                    true,
                    SHOWN,
                    tasks -> seen(tasks)
                            .taskUnassigned()
                            .taskCreatedBeforeExpression("${ dateTime().minusHours(2) }")
                            .orderByTaskCreateTime()
                            .asc()),
            new StartFilter(
                    "step-limit",
                    "Step limit exceeded",
                    "Accepting or doing this step takes longer than its limit",
                    "#b5152b",
                    LEADERS,
                    true,
                    SUPERVISED,
                    tasks -> oldestDueFirst(
                            seen(tasks).taskVariableValueEquals(TaskMarks.STEP_LIMIT, TaskMarks.EXCEEDED))),
            new StartFilter(
                    "orphaned",
                    "Orphaned",
                    "Its person or its group is gone: assign it anew",
                    "#6a1b9a",
                    LEADERS,
                    true,
                    SHOWN,
                    tasks -> oldestDueFirst(seen(tasks).taskVariableValueEquals(TaskMarks.ORPHANED, true))),
            new StartFilter(
                    "undelivered",
                    "Undelivered messages",
                    "Messages that nobody takes, and answers that fit nothing",
                    "#6d4c41",
                    MESSAGES,
                    false,
                    SHOWN,
                    tasks -> ofMyGroups(tasks)
                            .processDefinitionKeyIn("message-delivery", "unmatched-answer", "undelivered-notice")
                            .orderByTaskCreateTime()
                            .asc()),
            new StartFilter(
                    "alerts-pending",
                    "Alerts PENDING",
                    "Events that need an operator",
                    "#b3261e",
                    OPERATORS,
                    true,
                    OF_EVENTS,
                    tasks -> ofMyGroups(tasks)
                            .taskDefinitionKey("userTask_takeCharge")
                            .orderByTaskCreateTime()
                            .asc()),
            new StartFilter(
                    "on-work",
                    "On work (mine)",
                    "Events that I have taken charge of",
                    "#2e7d32",
                    OPERATORS,
                    true,
                    OF_EVENTS,
                    tasks -> tasks.createTaskQuery()
                            .taskAssigneeExpression("${ currentUser() }")
                            .taskDefinitionKey("userTask_workEvent")
                            .orderByTaskCreateTime()
                            .asc()),
            new StartFilter(
                    "my-group-all",
                    "My group, all",
                    "Signed or not",
                    "#455a64",
                    EVERYBODY,
                    false,
                    SHOWN,
                    tasks -> oldestDueFirst(seen(tasks))),
            new StartFilter(
                    "due-today",
                    "Due today",
                    "Due until midnight",
                    "#b54700",
                    FIELD,
                    false,
                    SHOWN,
                    tasks -> oldestDueFirst(seen(tasks)
                            .dueAfterExpression("${ dateTime().withTimeAtStartOfDay().minusMillis(1) }")
                            .dueBeforeExpression("${ dateTime().withTimeAtStartOfDay().plusDays(1) }"))),
            new StartFilter(
                    "high-priority",
                    "High priority",
                    "Priority " + HIGH + " and above",
                    "#6a1b9a",
                    EVERYBODY,
                    false,
                    SHOWN,
                    tasks -> seen(tasks)
                            .taskMinPriority(HIGH)
                            .orderByTaskPriority()
                            .desc()
                            .orderByTaskCreateTime()
                            .asc()));

    private final FilterService filters;
    private final TaskService tasks;
    private final AuthorizationService authorizations;

    StartFilters(FilterService filters, TaskService tasks, AuthorizationService authorizations) {
        this.filters = filters;
        this.tasks = tasks;
        this.authorizations = authorizations;
    }

    /** Brings the filters into their state and lets these groups read those of their role. */
    void createOrUpdate(Set<String> groups) {
        Map<String, Filter> known = known();
        int position = 0;
        for (StartFilter filter : ALL) {
            position += 10;
            put(filter, position, known.get(filter.key()));
        }
        groups.forEach(this::letRead);
    }

    /** Lets a group find the filters of its role; for a group that came after the start. */
    void letRead(String group) {
        withdrawGeneralRight(group);
        Map<String, Filter> known = known();
        Set<String> readable =
                authorizations
                        .createAuthorizationQuery()
                        .groupIdIn(group)
                        .resourceType(Resources.FILTER)
                        .list()
                        .stream()
                        .filter(right -> right.isPermissionGranted(Permissions.READ))
                        .map(Authorization::getResourceId)
                        .collect(Collectors.toSet());
        ALL.stream()
                .filter(filter -> filter.role().test(group))
                .map(filter -> Objects.requireNonNull(known.get(filter.key())).getId())
                .filter(id -> !readable.contains(id))
                .forEach(id -> {
                    Authorization right = authorizations.createNewAuthorization(AUTH_TYPE_GRANT);
                    right.setGroupId(group);
                    right.setResource(Resources.FILTER);
                    right.setResourceId(id);
                    right.addPermission(Permissions.READ);
                    authorizations.saveAuthorization(right);
                });
    }

    /** Names and descriptions of the filters and headings of their variables, as Tasklist shows them. */
    static List<String> words() {
        return ALL.stream()
                .flatMap(filter -> Stream.concat(
                        Stream.of(filter.name(), filter.description()),
                        filter.variables().stream().map(variable -> variable.get("label"))))
                .distinct()
                .toList();
    }

    private static TaskQuery unsigned(TaskService tasks) {
        return tasks.createTaskQuery().taskCandidateGroupInExpression(MY_GROUPS).taskUnassigned();
    }

    /** Whatever the caller may see: of his groups, and for work leaders that of their dispatchers (see {@link TaskRights}). */
    private static TaskQuery seen(TaskService tasks) {
        return tasks.createTaskQuery();
    }

    private static TaskQuery ofMyGroups(TaskService tasks) {
        return tasks.createTaskQuery().taskCandidateGroupInExpression(MY_GROUPS).includeAssignedTasks();
    }

    private static TaskQuery oldestDueFirst(TaskQuery query) {
        return query.orderByDueDate().asc().orderByTaskCreateTime().asc();
    }

    private static Map<String, String> shown(String variable, String heading) {
        return Map.of("name", variable, "label", heading);
    }

    /** Our filters by key; one from before there were keys counts by its name, if nobody owns it. */
    private Map<String, Filter> known() {
        Map<String, Filter> known = new HashMap<>();
        List<Filter> stored = filters.createTaskFilterQuery().list();
        stored.forEach(filter -> {
            if (filter.getProperties() != null && filter.getProperties().get(KEY) instanceof String key) {
                known.put(key, filter);
            }
        });
        stored.stream()
                .filter(filter -> filter.getOwner() == null && !known.containsValue(filter))
                .filter(filter -> FORMER_NAMES.containsKey(filter.getName()))
                .forEach(filter -> known.putIfAbsent(FORMER_NAMES.get(filter.getName()), filter));
        return known;
    }

    private void put(StartFilter wanted, int position, @Nullable Filter known) {
        Filter filter = known == null ? filters.newTaskFilter(wanted.name()) : known;
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(KEY, wanted.key());
        properties.put("description", wanted.description());
        properties.put("color", wanted.color());
        properties.put("priority", position);
        properties.put("refresh", true);
        properties.put(COUNTED, wanted.counted());
        properties.put("showUndefinedVariable", false);
        properties.put("variables", wanted.variables());
        filter.setName(wanted.name());
        filter.setQuery(wanted.query().apply(tasks));
        filter.setProperties(properties);
        filters.saveFilter(filter);
    }

    /** Once every group could read every filter. */
    private void withdrawGeneralRight(String group) {
        authorizations
                .createAuthorizationQuery()
                .groupIdIn(group)
                .authorizationType(AUTH_TYPE_GRANT)
                .resourceType(Resources.FILTER)
                .resourceId(ANY)
                .list()
                .stream()
                .filter(right -> !right.isPermissionGranted(Permissions.UPDATE))
                .forEach(right -> {
                    authorizations.deleteAuthorization(right.getId());
                    log.info("Right was withdrawn: group={} resource=FILTER id=*", group);
                });
    }
}
