// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Withdrawal;
import org.truckroll.serviceorder.WorkEvent;

/** A visit may be taken back while it is offered, signed or has an appointment; a crew on its way finishes it (service-orders 7.6). */
@Service
class VisitWithdrawal implements Withdrawal {

    private static final Logger log = LoggerFactory.getLogger(VisitWithdrawal.class);

    private final Visits visits;
    private final Activities activities;
    private final VisitNews news;
    private final Tasks tasks;
    private final Clock clock;

    VisitWithdrawal(Visits visits, Activities activities, VisitNews news, Tasks tasks, Clock clock) {
        this.visits = visits;
        this.activities = activities;
        this.news = news;
        this.tasks = tasks;
        this.clock = clock;
    }

    @Override
    public Activity.Kind kind() {
        return Activity.Kind.FIELD;
    }

    @Override
    public boolean withdrawable(Activity activity) {
        return visits.find(activity.id()).map(Visit::withdrawable).orElse(true);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean withdraw(Activity activity) {
        // Whoever else moves this visit holds the same row: the first wins, the other sees what it did.
        Optional<Visit> visit = visits.lock(activity.id());
        if (visit.isPresent() && !visit.get().withdrawable()) {
            return false;
        }
        if (!activities.end(activity.id(), Activity.State.CANCELLED, WITHDRAWN, null, null)) {
            return false;
        }
        visits.ended(activity.id(), Visit.Status.CANCELLED, clock.instant());
        if (visit.isPresent()) {
            if (visit.get().taskId() != null) {
                tasks.forget(visit.get().taskId(), StepCards.PERSONAL);
            }
            news.tell(WorkEvent.Kind.WITHDRAWN, activity.id(), null, null);
        }
        log.info("Visit withdrawn: visitId={}", activity.id());
        return true;
    }
}
