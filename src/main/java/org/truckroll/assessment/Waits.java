// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.truckroll.lifecycle.Policies;
import org.truckroll.servicepoint.ServicePoint;

/** When each wait ends by itself (service-orders 7.1, 7.7). */
final class Waits {

    private Waits() {}

    static Instant until(Situation situation, String action) {
        Instant now = situation.now();
        ServicePoint point = situation.point();
        Policies.Policy policy = situation.around().policy();
        return switch (action) {
            case "WAIT_DATE" -> situation.order().serviceDate();
            case "WAIT_OUTAGE" -> now.plus(policy.outageHold());
            case "WAIT_READ" -> {
                LocalDate next = point.nextScheduledRead();
                LocalDate last = next == null ? LocalDate.ofInstant(now, point.timeZone()) : next;
                yield last.plusDays(point.readToleranceDays())
                        .atTime(LocalTime.MAX)
                        .atZone(point.timeZone())
                        .toInstant();
            }
            case "WAIT_NOTICE" ->
                situation.order().collection().noticeGivenAt() == null ? now : Derivation.noticeEnd(situation);
            case "WAIT_WINDOW" ->
                Restrictions.now(situation).map(Restrictions.Forbidden::until).orElse(now);
            default -> now.plus(policy.closeWait());
        };
    }
}
