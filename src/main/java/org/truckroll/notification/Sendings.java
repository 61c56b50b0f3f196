// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.SqlTime;

/** The way of a delivery through its states. Every change names the state that it leaves, so that of two who try one succeeds. */
@Repository
class Sendings {

    private static final String DELIVERY = """
            select d.id, d.notice_id, n.origin, d.lane_id, d.channel, d.recipient, d.title, d.body, d.state, d.attempts, d.rounds, d.first_try_at,
            d.not_before, d.taken_at, d.provider, d.provider_id, d.tried, d.pinned
            from tr_delivery d join tr_notice n on n.id = d.notice_id
            """;

    /** A message of unclear fate waits for its next try with all that goes in it. */
    private static final String TRAVELS = "d.state = 'BUNDLED' and head.state in ('SENDING', 'WAITING', 'HELD')";

    /** Somebody else still wants to hear what goes in its message. */
    private static final String WANTED_BY_OTHERS = """
            exists (select 1 from tr_delivery other where other.bundle_id = :id and other.state = 'BUNDLED' and other.recalled = false)
            """;

    private static final int LONGEST_DETAIL = 500;

    private final JdbcClient jdbc;
    private final Clock clock;

    Sendings(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What somebody began to send and never told the result of. */
    Optional<Delivery> unfinished(String laneId) {
        return inLane(laneId, "d.state = 'SENDING'");
    }

    Optional<Delivery> oldestOpen(String laneId) {
        return inLane(laneId, "d.state in ('WAITING', 'HELD')");
    }

    Optional<Delivery> unreported(String laneId) {
        return inLane(laneId, "d.state = 'UNDELIVERED' and d.reported = false");
    }

    private Optional<Delivery> inLane(String laneId, String condition) {
        return jdbc.sql(DELIVERY + " where d.lane_id = :lane and " + condition
                        + " order by d.seq, d.id fetch first 1 rows only")
                .param("lane", laneId)
                .query(Sendings::delivery)
                .optional();
    }

    Delivery get(String id) {
        return jdbc.sql(DELIVERY + " where d.id = :id")
                .param("id", id)
                .query(Sendings::delivery)
                .single();
    }

    /** True while one of the lane goes in another one's message, and may come back. */
    boolean travels(String laneId) {
        return count(laneId, TRAVELS) > 0;
    }

    /** True while the lane has anything to send, or may get it back. Looked at in one moment: what comes back is missed by no second look. */
    boolean busy(String laneId) {
        return count(laneId, "d.state in ('WAITING', 'HELD') or " + TRAVELS) > 0;
    }

    private int count(String laneId, String condition) {
        return jdbc.sql("select count(*) from tr_delivery d left join tr_delivery head on head.id = d.bundle_id "
                        + "where d.lane_id = :lane and (" + condition + ")")
                .param("lane", laneId)
                .query(Integer.class)
                .single();
    }

    /** All that the lane has yet to send waits until then. */
    void hold(String laneId, Instant until, String why) {
        jdbc.sql("""
                        update tr_delivery set state = 'HELD', not_before = :until, detail = :why
                        where lane_id = :lane and (state = 'HELD' or state = 'WAITING' and not_before is null)
                        """)
                .param("until", SqlTime.toSql(until))
                .param("why", why)
                .param("lane", laneId)
                .update();
    }

    /** Takes it in hand; false when it was recalled meanwhile. */
    boolean take(Delivery delivery, String provider, Instant now) {
        return jdbc.sql("""
                        update tr_delivery set state = 'SENDING', provider = :provider, provider_id = null, taken_at = :now, not_before = null,
                        first_try_at = coalesce(first_try_at, :now), attempts = attempts + 1, detail = null
                        where id = :id and state in ('WAITING', 'HELD')
                        """)
                        .param("provider", provider)
                        .param("now", SqlTime.toSql(now))
                        .param("id", delivery.id())
                        .update()
                == 1;
    }

    /** Takes in hand again what somebody else had begun, and its provider may have; false when that one came back with a result. */
    boolean takeOver(Delivery delivery, Instant now) {
        return jdbc.sql("""
                        update tr_delivery set taken_at = :now, attempts = attempts + 1, pinned = provider
                        where id = :id and state = 'SENDING' and attempts = :before and (recalled = false or\s
                        """ + WANTED_BY_OTHERS + ")")
                        .param("now", SqlTime.toSql(now))
                        .param("id", delivery.id())
                        .param("before", delivery.attempts())
                        .update()
                == 1;
    }

    /** Ends a recalled message that waits for its next try once nobody wants to hear what went in it, and that with it; false for any other one. */
    boolean drop(Delivery waiting) {
        boolean dropped = jdbc.sql("""
                                update tr_delivery set state = 'DROPPED', ended_at = :now
                                where id = :id and state in ('WAITING', 'HELD') and recalled = true and not\s
                                """ + WANTED_BY_OTHERS)
                        .param("now", SqlTime.toSql(clock.instant()))
                        .param("id", waiting.id())
                        .update()
                == 1;
        if (dropped) {
            release(waiting.id(), DeliveryState.WAITING);
        }
        return dropped;
    }

    /** Others of the division that wait for the same address and may go with this one: each division has its own providers. */
    List<Delivery> companions(Delivery head, Instant now) {
        return jdbc.sql(DELIVERY + """
                         where d.channel = :channel and d.recipient = :recipient and d.state = 'HELD' and d.not_before <= :now
                        and d.id <> :id and d.pinned is null and n.origin <> 'PERSON'
                        and n.division = (select division from tr_notice where id = :notice) order by d.id
                        """)
                .param("channel", head.channel().name())
                .param("recipient", head.recipient())
                .param("now", SqlTime.toSql(now))
                .param("id", head.id())
                .param("notice", head.noticeId())
                .query(Sendings::delivery)
                .list();
    }

    /** False when it was recalled, or its own lane was faster. */
    boolean bundle(Delivery companion, Delivery head) {
        return jdbc.sql("""
                        update tr_delivery set state = 'BUNDLED', bundle_id = :head, detail = null
                        where id = :id and state = 'HELD'
                        """)
                        .param("head", head.id())
                        .param("id", companion.id())
                        .update()
                == 1;
    }

    List<String> bundled(String headId) {
        return jdbc.sql("select body from tr_delivery where bundle_id = :head order by id")
                .param("head", headId)
                .query(String.class)
                .list();
    }

    boolean accepted(Delivery taken, @Nullable String providerId) {
        return end(taken, DeliveryState.SENT, providerId, null);
    }

    /** What went with it waits for itself again: alone it may be taken. */
    boolean undelivered(Delivery taken, String detail) {
        boolean open = get(taken.id()).state() == DeliveryState.SENDING;
        boolean mine = end(taken, DeliveryState.UNDELIVERED, null, detail);
        if (mine && open) {
            release(taken.id(), DeliveryState.WAITING);
        }
        return mine;
    }

    boolean unclear(Delivery taken, String detail) {
        return end(taken, DeliveryState.UNCLEAR, null, detail);
    }

    /** Only the one who took it last tells its end; who was slow and is taken for dead may still correct an unclear one. */
    private boolean end(Delivery taken, DeliveryState state, @Nullable String providerId, @Nullable String detail) {
        return jdbc.sql("""
                        update tr_delivery set state = :state, provider_id = coalesce(cast(:providerId as varchar(200)), provider_id), detail = :detail,
                        ended_at = :now
                        where id = :id and state in ('SENDING', 'UNCLEAR') and attempts = :attempt
                        """)
                        .param("state", state.name())
                        .param("providerId", providerId)
                        .param("detail", shortened(detail))
                        .param("now", SqlTime.toSql(clock.instant()))
                        .param("id", taken.id())
                        .param("attempt", taken.attempts())
                        .update()
                == 1;
    }

    /**
     * Back to where it waits. What went with it waits for itself again, but where a provider may have it: under their own ids they would come
     * twice, so the same message is tried again with all that is in it, also when some of it is recalled.
     *
     * @param mayBeThere the provider that may have it; null when nobody took it, and the try does not count for the limits of the address
     */
    boolean back(
            Delivery taken,
            Set<String> tried,
            int rounds,
            @Nullable Instant notBefore,
            @Nullable String mayBeThere,
            String detail) {
        boolean alone = mayBeThere == null || bundled(taken.id()).isEmpty();
        boolean mine = jdbc.sql("""
                                update tr_delivery set state = case when recalled and :alone then 'DROPPED' else 'WAITING' end,
                                ended_at = case when recalled and :alone then cast(:now as timestamp with time zone) end, tried = :tried, rounds = :rounds, not_before = :notBefore,
                                pinned = :pinned, detail = :detail, taken_at = :taken
                                where id = :id and state = 'SENDING' and attempts = :attempt
                                """)
                        .param("alone", alone)
                        .param("now", SqlTime.toSql(clock.instant()))
                        .param("tried", tried.isEmpty() ? null : String.join(",", tried))
                        .param("rounds", rounds)
                        .param("notBefore", SqlTime.toSql(notBefore))
                        .param("pinned", mayBeThere)
                        .param("detail", shortened(detail))
                        .param("taken", mayBeThere == null ? null : SqlTime.toSql(taken.takenAt()))
                        .param("id", taken.id())
                        .param("attempt", taken.attempts())
                        .update()
                == 1;
        if (mine && mayBeThere == null) {
            release(taken.id(), DeliveryState.HELD);
        }
        return mine;
    }

    /** @param state only what is held may go with another one again */
    private void release(String headId, DeliveryState state) {
        jdbc.sql("""
                        update tr_delivery set state = case when recalled then 'DROPPED' else :state end, bundle_id = null,
                        not_before = :now, ended_at = case when recalled then cast(:now as timestamp with time zone) end
                        where bundle_id = :head and state = 'BUNDLED'
                        """)
                .param("state", state.name())
                .param("now", SqlTime.toSql(clock.instant()))
                .param("head", headId)
                .update();
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL);
    }

    static Delivery delivery(ResultSet rs, int row) throws SQLException {
        String tried = rs.getString("tried");
        String title = rs.getString("title");
        return new Delivery(
                rs.getString("id"),
                rs.getString("notice_id"),
                Notice.Origin.valueOf(rs.getString("origin")),
                rs.getString("lane_id"),
                Channel.valueOf(rs.getString("channel")),
                rs.getString("recipient"),
                title == null ? "" : title,
                rs.getString("body"),
                DeliveryState.valueOf(rs.getString("state")),
                rs.getInt("attempts"),
                rs.getInt("rounds"),
                SqlTime.readNullable(rs, "first_try_at"),
                SqlTime.readNullable(rs, "not_before"),
                SqlTime.readNullable(rs, "taken_at"),
                rs.getString("provider"),
                rs.getString("provider_id"),
                tried == null
                        ? Set.of()
                        : Arrays.stream(tried.split(",")).collect(Collectors.toCollection(LinkedHashSet::new)),
                rs.getString("pinned"));
    }
}
