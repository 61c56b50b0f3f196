// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;

/** One process instance with those it has called, moved by the names in the diagram. */
final class Token {

    private final ProcessEngine engine;
    private final String instance;

    private Token(ProcessEngine engine, String instance) {
        this.engine = engine;
        this.instance = instance;
    }

    /** The newest instance with this business key. */
    static Token of(ProcessEngine engine, String process, String businessKey) {
        List<HistoricProcessInstance> found = engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processDefinitionKey(process)
                .processInstanceBusinessKey(businessKey)
                .list();
        assertThat(found).as("%s of %s", process, businessKey).hasSize(1);
        return new Token(engine, found.get(0).getId());
    }

    static Token of(ProcessEngine engine, ProcessInstance instance) {
        return new Token(engine, instance.getId());
    }

    /** Runs the job that stands before or after this activity. */
    Token runJob(String activity) {
        engine.getManagementService().executeJob(job(activity, false).getId());
        return this;
    }

    /** Time goes on until this timer is due, and it fires. */
    Token fireTimer(String activity) {
        Job timer = job(activity, true);
        if (timer.getDuedate().after(ClockUtil.getCurrentTime())) {
            ClockUtil.setCurrentTime(timer.getDuedate());
        }
        engine.getManagementService().executeJob(timer.getId());
        return this;
    }

    Job jobAt(String activity) {
        return job(activity, false);
    }

    Job timerAt(String activity) {
        return job(activity, true);
    }

    Date dueDate(String timer) {
        return job(timer, true).getDuedate();
    }

    private Job job(String activity, boolean timer) {
        List<Job> found = new ArrayList<>();
        for (String id : instances()) {
            var query = engine.getManagementService()
                    .createJobQuery()
                    .processInstanceId(id)
                    .activityId(activity);
            found.addAll((timer ? query.timers() : query.messages()).list());
        }
        assertThat(found)
                .as("%s at %s; the token waits at %s", timer ? "timer" : "job", activity, waitsAt())
                .hasSize(1);
        return found.get(0);
    }

    /** The task at this activity. */
    Task task(String activity) {
        List<Task> found = instances().stream()
                .flatMap(
                        id -> engine
                                .getTaskService()
                                .createTaskQuery()
                                .processInstanceId(id)
                                .taskDefinitionKey(activity)
                                .list()
                                .stream())
                .toList();
        assertThat(found)
                .as("task at %s; the token waits at %s", activity, waitsAt())
                .hasSize(1);
        return found.get(0);
    }

    /** The activities where a token is, of called processes too. */
    List<String> waitsAt() {
        return instances().stream()
                .flatMap(id -> Stream.concat(
                        engine
                                .getHistoryService()
                                .createHistoricActivityInstanceQuery()
                                .processInstanceId(id)
                                .unfinished()
                                .list()
                                .stream()
                                .map(HistoricActivityInstance::getActivityId),
                        engine.getManagementService().createJobQuery().processInstanceId(id).messages().list().stream()
                                .map(this::activityOf)))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private String activityOf(Job job) {
        return engine.getManagementService()
                .createJobDefinitionQuery()
                .jobDefinitionId(job.getJobDefinitionId())
                .singleResult()
                .getActivityId();
    }

    boolean ended() {
        return engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceId(instance)
                        .count()
                == 0;
    }

    Token hasPassed(String... activities) {
        assertThat(passed()).contains(activities);
        return this;
    }

    Token hasNotPassed(String... activities) {
        assertThat(passed()).doesNotContain(activities);
        return this;
    }

    List<String> passed() {
        return engine
                .getHistoryService()
                .createHistoricActivityInstanceQuery()
                .processInstanceId(instance)
                .finished()
                .list()
                .stream()
                .map(HistoricActivityInstance::getActivityId)
                .toList();
    }

    private List<String> instances() {
        List<String> ids = new ArrayList<>(List.of(instance));
        engine.getRuntimeService()
                .createProcessInstanceQuery()
                .superProcessInstanceId(instance)
                .list()
                .forEach(called -> ids.add(called.getId()));
        return ids;
    }
}
