// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/**
 * Steps of processes that are done outside the engine's threads (external tasks): taken, done, reported. Everything joins the caller's
 * transaction. What a node has taken and not reported goes back to the others when its lock runs out, or when the node is known to be dead.
 */
@Component
public class WorkQueue {

    /**
     * A step that this node has taken.
     *
     * @param step the element of the diagram
     */
    public record Item(String id, String step, String businessKey) {}

    private final ExternalTaskService tasks;
    private final RuntimeService runtime;
    private final String node;

    WorkQueue(ExternalTaskService tasks, RuntimeService runtime, Nodes nodes) {
        this.tasks = tasks;
        this.runtime = runtime;
        this.node = nodes.self();
    }

    /** Who we are among the nodes. */
    public String node() {
        return node;
    }

    /** The topics on which something waits to be taken; those of a kind of neighbour begin with a prefix that ends in a slash, those of head ends have none. */
    public Set<String> topics(String prefix) {
        return tasks.getTopicNames(false, true, true).stream()
                .filter(topic -> prefix.isEmpty() ? topic.indexOf('/') < 0 : topic.startsWith(prefix))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** How much waits on a topic. */
    public long waiting(String topic) {
        return tasks.createExternalTaskQuery().topicName(topic).notLocked().count();
    }

    /** Takes the most urgent steps of a topic, of those the oldest. */
    public List<Item> take(String topic, int max, Duration lock) {
        return tasks
                .fetchAndLock()
                .workerId(node)
                .maxTasks(max)
                .usePriority(true)
                .orderByCreateTime()
                .asc()
                .subscribe()
                .topic(topic, lock.toMillis())
                .variables("headEnd")
                .execute()
                .stream()
                .map(task -> new Item(task.getId(), task.getActivityId(), task.getBusinessKey()))
                .toList();
    }

    /**
     * A step is done; its process goes on.
     *
     * @param words what the diagram looks at right now; not stored
     * @throws OptimisticLockingFailureException when the step is not ours any more
     */
    public void done(Item item, Map<String, String> words) {
        Map<String, Object> variables = new HashMap<>();
        words.forEach((name, value) -> variables.put(name, Variables.stringValue(value, true)));
        try {
            tasks.complete(item.id(), node, variables);
        } catch (ProcessEngineException e) {
            throw takenAway(item, e);
        }
    }

    /**
     * A step could not be done now: it comes back later, to any node.
     *
     * @param reason for people who look at the step
     * @throws OptimisticLockingFailureException when the step is not ours any more
     */
    public void later(Item item, String reason, Duration pause) {
        try {
            tasks.handleFailure(item.id(), node, reason, 1, pause.toMillis());
        } catch (ProcessEngineException e) {
            throw takenAway(item, e);
        }
    }

    /** A step that was put off, under this business key, need not wait any longer. */
    public void hurry(String businessKey, String step) {
        for (ProcessInstance instance : runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(businessKey)
                .list()) {
            tasks.createExternalTaskQuery()
                    .processInstanceId(instance.getId())
                    .activityId(step)
                    .locked()
                    .list()
                    .forEach(task -> tasks.unlock(task.getId()));
        }
    }

    private static OptimisticLockingFailureException takenAway(Item item, ProcessEngineException e) {
        return new OptimisticLockingFailureException(
                "Step " + item.step() + " of " + item.businessKey() + " was taken away", e);
    }

    /** What waits under this business key takes another priority; nothing waiting is no error. */
    public void prioritize(String businessKey, int priority) {
        for (ProcessInstance instance : runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(businessKey)
                .list()) {
            for (ExternalTask task : tasks.createExternalTaskQuery()
                    .processInstanceId(instance.getId())
                    .list()) {
                tasks.setPriority(task.getId(), priority);
            }
        }
    }
}
