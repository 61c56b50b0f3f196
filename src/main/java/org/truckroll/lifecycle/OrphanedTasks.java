// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Open tasks that nobody can go on with, because some other tool has removed, disabled or moved people or groups (HCDC-45 to HCDC-47). */
public interface OrphanedTasks {

    /** What is wrong; the first of several. */
    enum Reason {
        /** The person who signed is not known any more. */
        PERSON_GONE,
        /** The person who signed is switched off. */
        PERSON_INACTIVE,
        /** A group that is to do it is not known any more, or out of use. */
        GROUP_GONE,
        /** The person who signed is in none of the groups that are to do it. */
        NOT_OF_GROUP,
        /** Nobody has signed, and nobody could. */
        NO_GROUP
    }

    /**
     * One of them.
     *
     * @param activityId the visit or the decision it stands for; null for work that belongs to no order
     * @param groups who may sign it
     * @param person who has
     */
    record Orphan(
            String taskId,
            String name,
            @Nullable String activityId,
            Set<String> groups,
            @Nullable String person,
            Reason reason) {}

    /** All of them as they are now, in the order of their tasks' ids. */
    List<Orphan> find();
}
