// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.SqlTime;

/**
 * Forgets what people were told, with addresses, texts and files, some time after its end ({@code truckroll.notification.retention}). What is on
 * its way, and what a person has yet to decide about, stays however old it is.
 */
@Component
class NoticeRetention {

    private static final Logger log = LoggerFactory.getLogger(NoticeRetention.class);
    private static final int AT_ONCE = 200;
    private static final int MOST_STEPS = 500;
    private static final Duration SHORTEST = Duration.ofDays(7);

    private static final String OPEN = "('WAITING', 'HELD', 'SENDING')";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration kept;
    private final TransactionTemplate step;

    NoticeRetention(
            JdbcClient jdbc, Clock clock, NotificationProperties properties, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.kept = properties.retention();
        this.step = new TransactionTemplate(transactions);
        if (!kept.isZero() && kept.compareTo(SHORTEST) < 0) {
            throw new IllegalStateException(
                    "truckroll.notification.retention: at least seven days, or 0 to keep everything");
        }
    }

    /** In small steps: nobody who tells something waits for it. */
    @Scheduled(initialDelayString = "PT8M", fixedDelayString = "PT6H")
    void sweep() {
        if (kept.isZero()) {
            return;
        }
        @Nullable OffsetDateTime before = SqlTime.toSql(clock.instant().minus(kept));
        int notices = 0;
        int found = AT_ONCE;
        for (int i = 0; i < MOST_STEPS && found == AT_ONCE; i++) {
            Integer forgotten = step.execute(status -> forget(before));
            found = forgotten == null ? 0 : forgotten;
            notices += found;
        }
        step.executeWithoutResult(status -> receipts(before));
        if (notices > 0) {
            step.executeWithoutResult(status -> addresses());
            log.info("Old notices were removed: count={}", notices);
        }
    }

    private int forget(@Nullable OffsetDateTime before) {
        List<String> ended = jdbc.sql("""
                        select n.id from tr_notice n where n.told_at < :before and n.person_decides = false
                        and not exists (select 1 from tr_delivery d where d.notice_id = n.id and (d.state in %s
                            or d.ended_at >= :before or d.state = 'UNDELIVERED' and d.reported = false
                            or exists (select 1 from tr_delivery h where h.id = d.bundle_id and h.state in %s)))
                        order by n.told_at fetch first :most rows only
                        """.formatted(OPEN, OPEN))
                .param("before", before)
                .param("most", AT_ONCE)
                .query(String.class)
                .list();
        if (!ended.isEmpty()) {
            jdbc.sql("delete from tr_notice_attachment where notice_id in (:ids)")
                    .param("ids", ended)
                    .update();
            jdbc.sql("delete from tr_delivery where notice_id in (:ids)")
                    .param("ids", ended)
                    .update();
            jdbc.sql("delete from tr_notice where id in (:ids)")
                    .param("ids", ended)
                    .update();
        }
        return ended.size();
    }

    private void receipts(@Nullable OffsetDateTime before) {
        jdbc.sql("""
                        delete from tr_receipt where received_at < :before and not exists
                        (select 1 from tr_delivery d where d.provider_id = tr_receipt.provider_id)
                        """).param("before", before).update();
    }

    /** Of lanes that nobody empties, and of the counts of what an address got: whoever tells makes them anew. */
    private void addresses() {
        jdbc.sql("""
                        delete from tr_notice_lane where draining = false and not exists
                        (select 1 from tr_delivery d where d.lane_id = tr_notice_lane.id)
                        """).update();
        jdbc.sql("""
                        delete from tr_notice_address where not exists (select 1 from tr_delivery d
                        where d.channel = tr_notice_address.channel and d.recipient = tr_notice_address.recipient)
                        """).update();
    }
}
