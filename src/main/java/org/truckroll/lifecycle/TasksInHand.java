// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.List;
import java.util.Objects;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.truckroll.people.People;
import org.truckroll.people.Person;
import org.truckroll.people.Persons;
import org.truckroll.people.WorkInHand;

/** Tasks that no room knows better, such as a decision that somebody has signed. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class TasksInHand implements WorkInHand {

    private static final int MOST = 500;

    private final TaskService tasks;
    private final Tasks hands;
    private final Persons persons;

    TasksInHand(TaskService tasks, Tasks hands, Persons persons) {
        this.tasks = tasks;
        this.hands = hands;
        this.persons = persons;
    }

    @Override
    public List<Item> ofPerson(String person) {
        return tasks.createTaskQuery().taskAssignee(person).orderByTaskCreateTime().asc().listPage(0, MOST).stream()
                // Within a step of the engine the query finds rows, and gives the tasks as the step has changed them.
                .filter(task -> person.equals(task.getAssignee()))
                .map(task -> item(task, null))
                .toList();
    }

    @Override
    public List<Item> ofGroup(String group) {
        return tasks
                .createTaskQuery()
                .taskCandidateGroup(group)
                .includeAssignedTasks()
                .orderByTaskCreateTime()
                .asc()
                .listPage(0, MOST)
                .stream()
                .map(task -> item(task, group))
                .toList();
    }

    private Item item(Task task, @Nullable String asked) {
        String group = asked == null ? group(task) : asked;
        String division = group != null && group.startsWith(People.DISPATCHERS)
                ? group.substring(People.DISPATCHERS.length())
                : null;
        return new Item("TASK", task.getId(), task.getId(), null, division, group, task.getAssignee(), task.getName());
    }

    /** The group in which its signer works on the task. */
    private @Nullable String group(Task task) {
        List<String> groups = tasks.getIdentityLinksForTask(task.getId()).stream()
                .filter(link -> IdentityLinkType.CANDIDATE.equals(link.getType()))
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        var own = persons.find(String.valueOf(task.getAssignee())).map(Person::groups);
        return groups.stream()
                .filter(group -> own.isPresent() && own.get().contains(group))
                .findFirst()
                .orElse(groups.isEmpty() ? null : groups.get(0));
    }

    @Override
    public void handOver(Item item, Target to, String reason, @Nullable String by) {
        if (to.group() == null || item.group() == null) {
            hands.assign(item.id(), to.person());
        } else {
            hands.move(item.id(), item.group(), to.group(), to.person());
        }
    }
}
