// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.shared.CustomerLinkProperties;
import org.truckroll.shared.Ids;
import org.truckroll.shared.LinkToken;
import org.truckroll.shared.SqlTime;

/** Links that open the page of one visit: 256 random bits, of which only the hash is kept. A new link of a visit ends the older ones. */
@Component
class CustomerLinks {

    private static final Logger log = LoggerFactory.getLogger(CustomerLinks.class);

    private final JdbcClient jdbc;
    private final CustomerLinkProperties settings;
    private final Clock clock;

    CustomerLinks(JdbcClient jdbc, CustomerLinkProperties settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** A new link; its token is known from here on to whoever gets it, and to nobody else. */
    record Made(String token, Instant expiresAt) {}

    @Transactional
    Made make(String visitId, String by) {
        String token = LinkToken.make();
        Instant now = clock.instant();
        Instant expires = now.plus(settings.validFor());
        jdbc.sql("update tr_visit_link set revoked_at = :now where visit_id = :visit and revoked_at is null")
                .param("now", SqlTime.toSql(now))
                .param("visit", visitId)
                .update();
        jdbc.sql("""
                        insert into tr_visit_link (id, visit_id, token_hash, made_by, made_at, expires_at)
                        values (:id, :visit, :hash, :by, :now, :expires)
                        """)
                .param("id", Ids.next())
                .param("visit", visitId)
                .param("hash", LinkToken.hash(token))
                .param("by", by)
                .param("now", SqlTime.toSql(now))
                .param("expires", SqlTime.toSql(expires))
                .update();
        log.info("Customer link made: visitId={}", visitId);
        return new Made(token, expires);
    }

    /** The visit that it opens; empty when there is no such link, or not any more. */
    Optional<String> visit(String token) {
        if (!LinkToken.possible(token)) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        select visit_id from tr_visit_link
                        where token_hash = :hash and revoked_at is null and expires_at > :now
                        """)
                .param("hash", LinkToken.hash(token))
                .param("now", SqlTime.toSql(clock.instant()))
                .query(String.class)
                .optional();
    }
}
