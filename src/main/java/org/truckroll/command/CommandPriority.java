// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.WorkQueue;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OpenWork;

/** A command that waits for its head end moves up or down with the priority of its order. */
@Component
class CommandPriority implements OpenWork {

    private final Activities activities;
    private final WorkQueue queue;

    CommandPriority(Activities activities, WorkQueue queue) {
        this.activities = activities;
        this.queue = queue;
    }

    @Override
    public void reprioritize(String orderId, int priority) {
        activities
                .openOf(orderId)
                .filter(activity -> activity.kind() == Activity.Kind.COMMAND)
                .ifPresent(activity -> queue.prioritize(activity.id(), priority));
    }
}
