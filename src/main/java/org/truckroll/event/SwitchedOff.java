// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.truckroll.notification.Notifications;
import org.truckroll.notification.StillMeant;
import org.truckroll.people.OnCallSwitchedOff;

/**
 * An operator who is NOT ACTIVE any more may not act (GEO-33): what the operator has goes back to those who may, and what has not left the house does
 * not come later, also where nobody switched and a shift has ended by the clock.
 */
@Component
class SwitchedOff implements StillMeant {

    private static final Logger log = LoggerFactory.getLogger(SwitchedOff.class);

    /** What goes to operators because they are on call. */
    private static final Set<String> TO_OPERATORS = Set.of(
            EventNotices.RECEIVED, EventNotices.SMS, EventNotices.ALERT, EventNotices.NOTE, EventNotices.FORWARDED);

    /** The events of these are still open: whoever is on call by then hears of them. */
    private static final Set<String> HEARD_BY_OTHERS =
            Set.of(EventNotices.RECEIVED, EventNotices.SMS, EventNotices.ALERT);

    private final EventRows rows;
    private final EventWork work;
    private final EventOperators operators;
    private final Notifications notifications;

    SwitchedOff(EventRows rows, EventWork work, EventOperators operators, Notifications notifications) {
        this.rows = rows;
        this.work = work;
        this.operators = operators;
        this.notifications = notifications;
    }

    /** A note and what was forwarded are told nobody else, so they are not lost with a shift that ends. */
    @Override
    public boolean stillFor(String person, String division, String event) {
        return !HEARD_BY_OTHERS.contains(event) || operators.mayAct(person, division);
    }

    /** With the switch: what waits for room at the telephone, or for a provider, does not come hours later. */
    @EventListener
    void keepBack(OnCallSwitchedOff switched) {
        notifications.recallFrom(switched.person(), switched.division(), TO_OPERATORS);
    }

    /** After the switch is there for all to see, each event for itself: what fails here comes back when its time is over. */
    @TransactionalEventListener
    void giveBack(OnCallSwitchedOff switched) {
        for (String eventId : rows.with(switched.person(), switched.division())) {
            try {
                work.giveBackOf(eventId, switched.person());
            } catch (RuntimeException e) {
                log.warn("Event of an operator who is not ACTIVE any more was not given back: eventId={}", eventId, e);
            }
        }
    }
}
