// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.SqlTime;

/**
 * Forgets archived events some time after they were ({@code truckroll.event.retention}), with originals, files, log, and what an operator wrote to
 * whom. What is not archived stays however old it is.
 */
@Component
class EventRetention {

    private static final Logger log = LoggerFactory.getLogger(EventRetention.class);
    private static final int AT_ONCE = 100;
    private static final int MOST_STEPS = 500;
    private static final Duration SHORTEST = Duration.ofDays(7);

    /** All that belongs to an event, the event last. */
    private static final List<String> DELETES = List.of(
            "delete from tr_inbound_original where event_id in (:ids)",
            "delete from tr_inbound_part where event_id in (:ids)",
            "delete from tr_inbound_log where event_id in (:ids)",
            "delete from tr_operator_message_to where message_id in (:ids)",
            "delete from tr_operator_message where id in (:ids)",
            "delete from tr_inbound_event where id in (:ids)");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration kept;
    private final TransactionTemplate step;

    EventRetention(JdbcClient jdbc, Clock clock, EventProperties properties, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.kept = properties.retention();
        this.step = new TransactionTemplate(transactions);
        if (!kept.isZero() && kept.compareTo(SHORTEST) < 0) {
            throw new IllegalStateException("truckroll.event.retention: at least seven days, or 0 to keep everything");
        }
    }

    @Scheduled(initialDelayString = "PT11M", fixedDelayString = "PT6H")
    void sweep() {
        if (kept.isZero()) {
            return;
        }
        Instant now = clock.instant();
        int events = 0;
        int found = AT_ONCE;
        for (int i = 0; i < MOST_STEPS && found == AT_ONCE; i++) {
            Integer forgotten = step.execute(status -> forget(now));
            found = forgotten == null ? 0 : forgotten;
            events += found;
        }
        if (events > 0) {
            log.info("Old events were removed: count={}", events);
        }
    }

    /** Who reported a fault may look at it as long as the link says. */
    private int forget(Instant now) {
        List<String> archived = jdbc.sql("""
                        select e.id from tr_inbound_event e where e.state = 'ACK' and e.acked_at < :before and e.stored_at < :before
                        and not exists (select 1 from tr_tracking_link l where l.subject_id = e.id and l.expires_at > :now)
                        order by e.acked_at fetch first :most rows only
                        """)
                .param("before", SqlTime.toSql(now.minus(kept)))
                .param("now", SqlTime.toSql(now))
                .param("most", AT_ONCE)
                .query(String.class)
                .list();
        if (!archived.isEmpty()) {
            DELETES.forEach(delete -> jdbc.sql(delete).param("ids", archived).update());
        }
        return archived.size();
    }
}
