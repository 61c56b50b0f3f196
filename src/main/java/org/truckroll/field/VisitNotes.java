// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.Tasks;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.CrewNotes;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.ServiceOrders;

/** Puts a note on the visit, where REST and Tasklist show it. */
@Component
class VisitNotes implements CrewNotes {

    /** The variable of the task that the forms show. */
    static final String VARIABLE = "crewNote";

    private static final int LONGEST = 4000;
    private static final Logger log = LoggerFactory.getLogger(VisitNotes.class);

    private final Visits visits;
    private final ServiceOrders orders;
    private final Milestones milestones;
    private final Tasks tasks;

    VisitNotes(Visits visits, ServiceOrders orders, Milestones milestones, Tasks tasks) {
        this.visits = visits;
        this.orders = orders;
        this.milestones = milestones;
        this.tasks = tasks;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean tell(Activity visit, String text) {
        // The report of the crew holds the same row: either it comes first, or the note does.
        Optional<Visit> open = visits.lock(visit.id()).filter(found -> !found.ended());
        if (open.isEmpty()) {
            return false;
        }
        String note = added(open.get().crewNote(), text);
        visits.note(visit.id(), note);
        if (open.get().taskId() != null) {
            tasks.tell(open.get().taskId(), VARIABLE, note);
        }
        milestones.reached(orders.get(visit.orderId()), "CREW_TOLD", text);
        log.info("Crew told: visitId={}", visit.id());
        return true;
    }

    /** The newest note is the one that must not be cut off. */
    private static String added(@Nullable String earlier, String text) {
        String all = earlier == null ? text : earlier + "\n" + text;
        return all.length() <= LONGEST ? all : all.substring(all.length() - LONGEST);
    }
}
