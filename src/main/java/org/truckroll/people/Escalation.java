// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Duration;
import java.util.List;

/**
 * Who is alerted after whom (GEO-25).
 *
 * @param repeats how often all steps come again after the last one, 0 to 5
 */
public record Escalation(String division, int repeats, List<Step> steps) {

    /**
     * One step.
     *
     * @param alerts how many alerts go to it before the next step is asked as well
     * @param every the time between two alerts
     */
    public record Step(int number, String name, int alerts, Duration every) {}
}
