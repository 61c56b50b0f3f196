// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Duration;
import java.util.Optional;
import org.truckroll.people.Escalation;

/**
 * Which alert goes to whom, and when the next one is due: so many to each step of the division's escalation, and all of it again as often as it says.
 * There is always a last one (GEO-25).
 */
final class AlertPlan {

    /**
     * One alert.
     *
     * @param step it goes to this step and to those before it
     * @param next time until the next one, or until nobody is alerted any more
     */
    record Alert(int step, Duration next) {}

    private AlertPlan() {}

    /**
     * The alert after so many; empty when all went out.
     *
     * @param repeated several to each step; an SMS is forwarded once to each (GEO-10), and the next step is asked when it would be for the others
     */
    static Optional<Alert> after(int sent, Escalation escalation, boolean repeated) {
        int left = sent;
        for (int pass = 0; pass <= (repeated ? escalation.repeats() : 0); pass++) {
            for (Escalation.Step step : escalation.steps()) {
                int alerts = Math.max(1, step.alerts());
                if (left < (repeated ? alerts : 1)) {
                    return Optional.of(new Alert(
                            step.number(),
                            repeated ? step.every() : step.every().multipliedBy(alerts)));
                }
                left -= repeated ? alerts : 1;
            }
        }
        return Optional.empty();
    }
}
