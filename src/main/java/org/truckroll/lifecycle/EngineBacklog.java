// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.TaskService;
import org.springframework.stereotype.Component;

/** How much work waits in the engine, for those who run it. */
@Component
public class EngineBacklog {

    private final ManagementService management;
    private final TaskService tasks;

    EngineBacklog(ManagementService management, TaskService tasks) {
        this.management = management;
        this.tasks = tasks;
    }

    /** Jobs by what they wait for: {@code due} (executable now), {@code timer} (later), {@code failed} (an engineer is needed). */
    public Map<String, Long> jobs() {
        Map<String, Long> jobs = new TreeMap<>();
        jobs.put("due", management.createJobQuery().executable().count());
        jobs.put("timer", management.createJobQuery().timers().count());
        jobs.put("failed", management.createJobQuery().noRetriesLeft().count());
        return jobs;
    }

    /** Tasks that wait for a person. */
    public long tasks() {
        return tasks.createTaskQuery().active().count();
    }
}
