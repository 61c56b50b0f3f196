// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Ids;
import org.truckroll.shared.SqlTime;

/** How far each mailbox is read, by whom it is read now, and why not. Every statement is a transaction of its own, or part of the caller's. */
@Repository
class MailboxRows {

    /** Who reads renews it with every mail; longer than a mail may take. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int LONGEST_FAULT = 500;

    /**
     * A mailbox that this node may read now.
     *
     * @param readAt when all of it was read last
     */
    record Turn(
            String name,
            String lease,
            long uidValidity,
            long lastUid,
            int failures,
            @Nullable Instant readAt) {

        boolean isNew() {
            return uidValidity == 0;
        }
    }

    /** How it stands. */
    record State(
            String name,
            @Nullable Instant readAt,
            int failures,
            @Nullable Instant failingSince,
            @Nullable String fault) {}

    private final JdbcClient jdbc;
    private final Clock clock;

    MailboxRows(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Empty while another node reads it, or while it is left alone after a failure. */
    Optional<Turn> begin(String name) {
        add(name);
        Instant now = clock.instant();
        String lease = Ids.next();
        boolean mine = jdbc.sql("""
                                update tr_mailbox set lease = :lease, leased_until = :until
                                where name = :name and (leased_until is null or leased_until <= :now)
                                and (next_at is null or next_at <= :now)
                                """)
                        .param("lease", lease)
                        .param("until", SqlTime.toSql(now.plus(LEASE)))
                        .param("name", name)
                        .param("now", SqlTime.toSql(now))
                        .update()
                == 1;
        return mine
                ? jdbc.sql("select uid_validity, last_uid, failures, read_at from tr_mailbox where name = :name")
                        .param("name", name)
                        .query((rs, row) -> new Turn(
                                name,
                                lease,
                                rs.getLong("uid_validity"),
                                rs.getLong("last_uid"),
                                rs.getInt("failures"),
                                SqlTime.readNullable(rs, "read_at")))
                        .optional()
                : Optional.empty();
    }

    private void add(String name) {
        try {
            jdbc.sql("""
                            insert into tr_mailbox (name, uid_validity, last_uid, failures)
                            select :name, 0, 0, 0 from (values (1)) as one (n)
                            where not exists (select 1 from tr_mailbox where name = :name)
                            """).param("name", name).update();
        } catch (DuplicateKeyException e) {
            // Another node has added it just now.
        }
    }

    /**
     * Notes that this mail is stored and goes on holding the lease; what failed before has not failed in vain.
     *
     * @return false when the lease has gone to another node: what was done with it is to be rolled back
     */
    boolean advance(Turn turn, long uidValidity, long uid) {
        return jdbc.sql("""
                                update tr_mailbox set uid_validity = :validity, last_uid = :uid, leased_until = :until, failures = 0,
                                tried_uid = null, tries = 0
                                where name = :name and lease = :lease
                                """)
                        .param("validity", uidValidity)
                        .param("uid", uid)
                        .param("until", SqlTime.toSql(clock.instant().plus(LEASE)))
                        .param("name", turn.name())
                        .param("lease", turn.lease())
                        .update()
                == 1;
    }

    /**
     * Notes that this mail is begun, before anything is done with it: who falls over it leaves the count behind. Renews the lease.
     *
     * @return how often it was begun, with this time; 0 when the lease has gone to another node
     */
    int begun(Turn turn, long uid) {
        boolean mine = jdbc.sql("""
                                update tr_mailbox set tries = case when tried_uid = :uid then tries + 1 else 1 end, tried_uid = :uid,
                                leased_until = :until
                                where name = :name and lease = :lease
                                """)
                        .param("uid", uid)
                        .param("until", SqlTime.toSql(clock.instant().plus(LEASE)))
                        .param("name", turn.name())
                        .param("lease", turn.lease())
                        .update()
                == 1;
        return mine
                ? jdbc.sql("select tries from tr_mailbox where name = :name")
                        .param("name", turn.name())
                        .query(Integer.class)
                        .single()
                : 0;
    }

    /** @param all whether nothing is left to be read */
    void done(Turn turn, boolean all) {
        jdbc.sql("""
                        update tr_mailbox set lease = null, leased_until = null, read_at = :readAt, failures = 0, failing_since = null,
                        fault = null, next_at = null
                        where name = :name and lease = :lease
                        """)
                .param("readAt", SqlTime.toSql(all ? clock.instant() : turn.readAt()))
                .param("name", turn.name())
                .param("lease", turn.lease())
                .update();
    }

    /**
     * It is tried again after one minute, two, four, up to fifteen.
     *
     * @param counts whether it may be the mail's own fault
     * @return empty when the turn has ended already
     */
    Optional<Instant> failed(Turn turn, String fault, boolean counts) {
        int before = jdbc.sql("select failures from tr_mailbox where name = :name")
                .param("name", turn.name())
                .query(Integer.class)
                .single();
        Instant now = clock.instant();
        Duration wait = before >= 4 ? LONGEST_WAIT : Duration.ofMinutes(1L << before);
        int noted = jdbc.sql("""
                        update tr_mailbox set lease = null, leased_until = null, failures = failures + 1,
                        failing_since = coalesce(failing_since, :now), fault = :fault, next_at = :next,
                        tries = case when tries > :back then tries - :back else 0 end
                        where name = :name and lease = :lease
                        """)
                .param("now", SqlTime.toSql(now))
                .param("fault", PlainText.line(fault, LONGEST_FAULT))
                .param("next", SqlTime.toSql(now.plus(wait)))
                .param("back", counts ? 0 : 1)
                .param("name", turn.name())
                .param("lease", turn.lease())
                .update();
        return noted == 1 ? Optional.of(now.plus(wait)) : Optional.empty();
    }

    List<State> all() {
        return jdbc.sql("select name, read_at, failures, failing_since, fault from tr_mailbox order by name")
                .query((rs, row) -> new State(
                        rs.getString("name"),
                        SqlTime.readNullable(rs, "read_at"),
                        rs.getInt("failures"),
                        SqlTime.readNullable(rs, "failing_since"),
                        rs.getString("fault")))
                .list();
    }
}
