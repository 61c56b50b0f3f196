// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.event.Inbound;
import org.truckroll.shared.Json;

/** How many events a sender causes in an hour by the clock, counted over all nodes: what is in a loop ends here. */
@Repository
class SenderQuota {

    private static final long HOUR = Duration.ofHours(1).toSeconds();
    private static final long KEPT_HOURS = 48;

    private final JdbcClient jdbc;
    private final Clock clock;

    SenderQuota(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Counts one more, in the caller's transaction, and tells how many there are now. */
    int take(Inbound.Kind kind, String sender) {
        String key = key(kind, sender);
        long hour = hour();
        jdbc.sql("""
                        merge into tr_inbound_quota as t
                        using (values (cast(:sender as varchar(64)), cast(:hour as bigint))) as s (sender, hour_no)
                        on t.sender = s.sender and t.hour_no = s.hour_no
                        when matched then update set taken = t.taken + 1
                        when not matched then insert (sender, hour_no, taken) values (s.sender, s.hour_no, 1)
                        """).param("sender", key).param("hour", hour).update();
        return jdbc.sql("select taken from tr_inbound_quota where sender = :sender and hour_no = :hour")
                .param("sender", key)
                .param("hour", hour)
                .query(Integer.class)
                .single();
    }

    /** How many there were in this hour. */
    int taken(Inbound.Kind kind, String sender) {
        return jdbc.sql("select taken from tr_inbound_quota where sender = :sender and hour_no = :hour")
                .param("sender", key(kind, sender))
                .param("hour", hour())
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    private static String key(Inbound.Kind kind, String sender) {
        return Json.sha256(kind + "\n" + sender);
    }

    /** Until the next hour begins. */
    Duration untilNextHour() {
        return Duration.ofSeconds((hour() + 1) * HOUR - clock.instant().getEpochSecond());
    }

    int forgetOld() {
        return jdbc.sql("delete from tr_inbound_quota where hour_no < :hour")
                .param("hour", hour() - KEPT_HOURS)
                .update();
    }

    private long hour() {
        return Math.floorDiv(clock.instant().getEpochSecond(), HOUR);
    }
}
