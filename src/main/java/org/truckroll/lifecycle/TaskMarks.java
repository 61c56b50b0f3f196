// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import org.camunda.bpm.engine.TaskService;
import org.springframework.stereotype.Component;

/** Marks on a task that lists of Tasklist look for; task-local variables, so that they end with the task. */
@Component
public class TaskMarks {

    /** {@link #EXCEEDED} once accepting or doing the step took longer than its limit. */
    public static final String STEP_LIMIT = "stepLimit";

    public static final String EXCEEDED = "EXCEEDED";
    /** True while the person who signed, or a group that could, is gone (HCDC-47); see {@link OrphanedTasks}. */
    public static final String ORPHANED = "orphaned";

    private final TaskService tasks;

    TaskMarks(TaskService tasks) {
        this.tasks = tasks;
    }

    /** Marks a task that nobody can work on any more, or takes the mark away. */
    public void orphaned(String taskId, boolean orphaned) {
        if (orphaned) {
            tasks.setVariableLocal(taskId, ORPHANED, true);
        } else {
            tasks.removeVariableLocal(taskId, ORPHANED);
        }
    }
}
