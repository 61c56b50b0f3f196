// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/** Timers that wait already, moved to another moment. */
@Component
public class Timers {

    private final RuntimeService runtime;
    private final ManagementService management;

    Timers(RuntimeService runtime, ManagementService management) {
        this.runtime = runtime;
        this.management = management;
    }

    /**
     * Moves the timers of one event of a diagram, in the caller's transaction.
     *
     * @param timer the event's id in its diagram
     * @return how many were moved; 0 when none waits
     * @throws OptimisticLockingFailureException when one is just firing
     */
    public int move(String process, String businessKey, String timer, Instant due) {
        List<Job> jobs =
                runtime.createProcessInstanceQuery().processInstanceBusinessKey(businessKey, process).list().stream()
                        .flatMap(instance -> management
                                .createJobQuery()
                                .processInstanceId(instance.getId())
                                .activityId(timer)
                                .timers()
                                .list()
                                .stream())
                        .toList();
        try {
            jobs.forEach(job -> management.setJobDuedate(job.getId(), Date.from(due)));
        } catch (ProcessEngineException e) {
            throw new OptimisticLockingFailureException("A timer of " + businessKey + " fired meanwhile", e);
        }
        return jobs.size();
    }
}
