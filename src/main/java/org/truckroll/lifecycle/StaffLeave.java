// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.people.LeaveProcess;
import org.truckroll.people.WorkInHand;

/** Starts and signals {@code staff-leave}; its business key is the person. */
@Component
class StaffLeave implements LeaveProcess {

    private static final String KEY = "staff-leave";
    private static final String WORK_ENDED = "people.workEnded";
    private static final String RECALLED = "people.leaveRecalled";

    private final OrderLifecycle lifecycle;

    StaffLeave(OrderLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public void start(String person, WorkInHand.@Nullable Target successor, String reason, String by) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("successorNamed", successor != null);
        variables.put("successor", successor == null ? null : successor.person());
        variables.put("successorGroup", successor == null ? null : successor.group());
        variables.put("reason", reason);
        variables.put("by", by);
        lifecycle.start(KEY, person, variables);
    }

    @Override
    public void workEnded(String person) {
        lifecycle.signal(WORK_ENDED, person);
    }

    @Override
    public void recalled(String person) {
        lifecycle.signal(RECALLED, person);
    }
}
