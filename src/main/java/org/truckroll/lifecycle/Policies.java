// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * What each division has laid down (service-orders 7): the tables {@code division-policy} and {@code restriction-calendar} of the newest model
 * release, for a change of law holds for running orders too.
 */
@Component
public class Policies {

    /** How long an answer of the tables is kept. */
    private static final Duration KEPT = Duration.ofSeconds(5);

    /**
     * A division's policy.
     *
     * @param startNearDays how near a start may be for a stop to leave the power on (G10, 7.5)
     * @param noticeDays from the notice to the cut
     * @param noticeByVisit a crew brings the notice
     * @param debtThreshold a debt not above it is no reason for a cut
     * @param cutHours when a cut may be made, e.g. {@code MON-THU 08:00-15:00}; empty: at any time
     * @param fieldLimit failed visits in a row after which a person decides
     * @param outageHold the longest wait for an outage to clear
     * @param closeWait the longest wait for a person to close an armed switch
     * @param verifyDisconnect a status check follows every remote disconnect (guard G17)
     * @param gasArmOnly a gas valve is never opened from afar: a person on site closes the armed switch (7.4)
     */
    public record Policy(
            int startNearDays,
            boolean leaveOn,
            boolean noticeRequired,
            int noticeDays,
            boolean noticeByVisit,
            BigDecimal debtThreshold,
            String cutHours,
            int fieldLimit,
            Duration outageHold,
            Duration closeWait,
            boolean verifyDisconnect,
            boolean gasArmOnly) {

        /** Two service dates are so near that a stop and a start become one (7.5, G10). */
        public boolean near(Instant one, Instant other) {
            return Duration.between(one, other).abs().compareTo(Duration.ofDays(startNearDays)) <= 0;
        }
    }

    private record Key(String table, String division, String commodity) {}

    private record Kept(List<Map<String, Object>> rows, Instant until) {}

    private final Tables tables;
    private final Clock clock;
    private final Map<Key, Kept> kept = new ConcurrentHashMap<>();

    Policies(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    public Policy of(String division) {
        List<Map<String, Object>> rows = rows("division-policy", division, "");
        if (rows.isEmpty()) {
            throw new IllegalStateException("No row of division-policy matches division " + division);
        }
        return policy(rows.get(0));
    }

    /** The policy that a row of the table lays down. */
    public static Policy policy(Map<String, Object> row) {
        return new Policy(
                number(row, "startNearDays"),
                Boolean.TRUE.equals(row.get("leaveOn")),
                Boolean.TRUE.equals(row.get("noticeRequired")),
                number(row, "noticeDays"),
                "VISIT".equals(row.get("noticeBy")),
                new BigDecimal(String.valueOf(row.get("debtThreshold"))),
                row.get("cutHours") == null ? "" : String.valueOf(row.get("cutHours")),
                number(row, "fieldLimit"),
                Duration.ofHours(number(row, "outageHoldHours")),
                Duration.ofHours(number(row, "closeWaitHours")),
                Boolean.TRUE.equals(row.get("verifyDisconnect")),
                // A table of an older release says nothing about it: then the safe way holds.
                !Boolean.FALSE.equals(row.get("gasArmOnly")));
    }

    /** The rows of {@code restriction-calendar} for such points: times in which the law or the division forbids a cut. */
    public List<Map<String, Object>> calendar(String division, String commodity) {
        return rows("restriction-calendar", division, commodity);
    }

    private List<Map<String, Object>> rows(String table, String division, String commodity) {
        Instant now = clock.instant();
        Kept known = kept.get(new Key(table, division, commodity));
        if (known == null
                || !now.isBefore(known.until())
                || now.isBefore(known.until().minus(KEPT))) {
            known = new Kept(
                    tables.evaluateAll(
                            table,
                            commodity.isEmpty()
                                    ? Map.of("division", division)
                                    : Map.of("division", division, "commodity", commodity)),
                    now.plus(KEPT));
            kept.put(new Key(table, division, commodity), known);
        }
        return known.rows();
    }

    private static int number(Map<String, Object> row, String name) {
        if (row.get(name) instanceof Number number) {
            return number.intValue();
        }
        throw new IllegalStateException("The row of division-policy has no " + name);
    }
}
