// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.truckroll.people.OnCallSwitchedOff;

/** An operator who is switched NOT ACTIVE may act no more (GEO-33): what the operator has goes back to those who may. */
@Component
class SwitchedOff {

    private static final Logger log = LoggerFactory.getLogger(SwitchedOff.class);

    private final EventRows rows;
    private final EventWork work;

    SwitchedOff(EventRows rows, EventWork work) {
        this.rows = rows;
        this.work = work;
    }

    /** After the switch is there for all to see, each event for itself: what fails here comes back when its time is over. */
    @TransactionalEventListener
    void giveBack(OnCallSwitchedOff switched) {
        for (String eventId : rows.with(switched.person(), switched.division())) {
            try {
                work.giveBackOf(eventId, switched.person());
            } catch (RuntimeException e) {
                log.warn("Event of an operator who is switched off was not given back: eventId={}", eventId, e);
            }
        }
    }
}
