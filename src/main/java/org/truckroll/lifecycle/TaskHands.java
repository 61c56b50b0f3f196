// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.List;
import java.util.Objects;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.truckroll.people.People;
import org.truckroll.people.Persons;
import org.truckroll.people.Person;
import org.truckroll.people.WorkInHand;

/** Moves tasks from hand to hand; tells of those that no room knows better, such as a decision that somebody has signed. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
public class TaskHands implements WorkInHand {

    private static final int MOST = 500;

    private final TaskService tasks;
    private final Persons persons;

    TaskHands(TaskService tasks, Persons persons) {
        this.tasks = tasks;
        this.persons = persons;
    }

    @Override
    public List<Item> ofPerson(String person) {
        return tasks.createTaskQuery().taskAssignee(person).orderByTaskCreateTime().asc().listPage(0, MOST).stream()
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
        give(item.id(), to.person());
        if (to.group() != null && item.group() != null) {
            move(item.id(), item.group(), to.group());
        }
    }

    /**
     * Signs a task for somebody else, or takes the signature back.
     *
     * @throws OptimisticLockingFailureException when somebody else changes the task in this moment
     */
    public void give(String taskId, @Nullable String person) {
        try {
            tasks.setAssignee(taskId, person);
        } catch (ProcessEngineException e) {
            throw changed(taskId, e);
        }
    }

    /** Offers a task to another group. */
    public void move(String taskId, String from, String to) {
        if (from.equals(to)) {
            return;
        }
        try {
            tasks.deleteCandidateGroup(taskId, from);
            tasks.addCandidateGroup(taskId, to);
        } catch (ProcessEngineException e) {
            throw changed(taskId, e);
        }
    }

    private static OptimisticLockingFailureException changed(String taskId, ProcessEngineException e) {
        return new OptimisticLockingFailureException("Task " + taskId + " changed meanwhile", e);
    }
}
