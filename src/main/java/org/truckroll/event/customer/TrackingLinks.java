// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.customer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.CustomerLinkProperties;
import org.truckroll.shared.Ids;
import org.truckroll.shared.LinkToken;
import org.truckroll.shared.SqlTime;

/** Links that tell how far one report or one order is (HOME-14). Several may be open at a time: each goes to another reader. */
@Repository
class TrackingLinks {

    private static final Logger log = LoggerFactory.getLogger(TrackingLinks.class);
    private static final Duration KEPT_AFTER = Duration.ofDays(1);

    enum Kind {
        EVENT,
        ORDER
    }

    /** @param token known from here on to whoever gets it, and to nobody else */
    record Made(String token, Instant expiresAt) {}

    record Subject(Kind kind, String id) {}

    private final JdbcClient jdbc;
    private final CustomerLinkProperties settings;
    private final Clock clock;

    TrackingLinks(JdbcClient jdbc, CustomerLinkProperties settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    Made make(Kind kind, String subject, @Nullable String by) {
        String token = LinkToken.make();
        Instant now = clock.instant();
        Instant expires = now.plus(settings.validFor());
        jdbc.sql("""
                        insert into tr_tracking_link (id, kind, subject_id, token_hash, made_by, made_at, expires_at)
                        values (:id, :kind, :subject, :hash, :by, :now, :expires)
                        """)
                .param("id", Ids.next())
                .param("kind", kind.name())
                .param("subject", subject)
                .param("hash", LinkToken.hash(token))
                .param("by", by)
                .param("now", SqlTime.toSql(now))
                .param("expires", SqlTime.toSql(expires))
                .update();
        log.info("Tracking link made: kind={} subject={}", kind, subject);
        return new Made(token, expires);
    }

    /** What it opens; empty when there is no such link, or not any more. */
    Optional<Subject> subject(String token) {
        if (!LinkToken.possible(token)) {
            return Optional.empty();
        }
        return jdbc.sql("select kind, subject_id from tr_tracking_link where token_hash = :hash and expires_at > :now")
                .param("hash", LinkToken.hash(token))
                .param("now", SqlTime.toSql(clock.instant()))
                .query((rs, row) -> new Subject(Kind.valueOf(rs.getString("kind")), rs.getString("subject_id")))
                .optional();
    }

    @Scheduled(initialDelayString = "PT9M", fixedDelayString = "PT6H")
    void sweep() {
        jdbc.sql("delete from tr_tracking_link where expires_at < :before")
                .param("before", SqlTime.toSql(clock.instant().minus(KEPT_AFTER)))
                .update();
    }
}
