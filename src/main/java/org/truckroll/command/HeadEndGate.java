// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.SqlTime;

/**
 * Protects a head end: how many commands it may be given now. The limits hold over all nodes because the row of the head end is locked while
 * room is counted and taken; the circuit breaker is each node's own. A paused head end is given nothing, and nothing is counted as a try.
 */
@Component
public class HeadEndGate {

    private static final Logger log = LoggerFactory.getLogger(HeadEndGate.class);
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /**
     * Why a head end is left alone.
     *
     * @param notBefore it asked to be left alone until then
     */
    public record Pause(
            @Nullable Instant since,
            @Nullable String by,
            @Nullable String reason,
            @Nullable Instant notBefore) {

        public boolean paused() {
            return since != null;
        }
    }

    private static final Pause NONE = new Pause(null, null, null, null);

    private final JdbcClient jdbc;
    private final CircuitBreakerRegistry breakers;
    private final CommandProperties properties;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;

    HeadEndGate(
            JdbcClient jdbc,
            CircuitBreakerRegistry breakers,
            CommandProperties properties,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.breakers = breakers;
        this.properties = properties;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    CircuitBreaker breaker(String headEnd) {
        return breakers.circuitBreaker(headEnd);
    }

    /** How it stands with the circuit of this node: CLOSED, OPEN, HALF_OPEN. */
    public String circuit(String headEnd) {
        return breaker(headEnd).getState().name();
    }

    /** How many commands may be handed over now; the caller's transaction holds the others back until it ends. */
    int room(HeadEnd headEnd) {
        Pause pause = lock(headEnd.id());
        Instant now = clock.instant();
        if (pause.paused()
                || !headEnd.settings().inService()
                || pause.notBefore() != null && now.isBefore(pause.notBefore())) {
            return 0;
        }
        int room = headEnd.settings().maxConcurrent() - inHand(headEnd.id(), now);
        if (headEnd.settings().perMinute() > 0) {
            room = Math.min(room, headEnd.settings().perMinute() - window(headEnd.id(), now));
        }
        return Math.max(0, room);
    }

    /** Handed over and unanswered, or about to be. */
    int inHand(String headEnd, Instant now) {
        return jdbc.sql("""
                        select (select count(*) from tr_command where head_end = :id and state in ('SENDING', 'ACCEPTED'))
                          + (select count(*) from tr_command_attempt a join tr_command c on c.id = a.command_id
                             where a.head_end = :id and a.ended_at is null and a.started_at > :lost
                               and c.state not in ('SENDING', 'ACCEPTED'))
                        """)
                .param("id", headEnd)
                .param("lost", SqlTime.toSql(now.minus(lock())))
                .query(Integer.class)
                .single();
    }

    /**
     * Talks of the last minute. A talk counts from its end: the head end met it somewhere between its begin and its end, so that no 60 seconds
     * of the head end's own clock see more than the limit.
     */
    private int window(String headEnd, Instant now) {
        return jdbc.sql("""
                        select count(*) from tr_command_attempt
                        where head_end = :id and (ended_at > :from or ended_at is null and started_at > :lost)
                        """)
                .param("id", headEnd)
                .param("from", SqlTime.toSql(now.minus(WINDOW)))
                .param("lost", SqlTime.toSql(now.minus(WINDOW).minus(lock())))
                .query(Integer.class)
                .single();
    }

    /** After this time a taken command that was not reported is anybody's again. */
    Duration lock() {
        return properties.callTimeout().multipliedBy(3).plusSeconds(30);
    }

    private Pause lock(String headEnd) {
        return read(headEnd, " for update").orElseGet(() -> {
            try {
                ownTransaction.executeWithoutResult(status -> jdbc.sql("insert into tr_head_end (id) values (:id)")
                        .param("id", headEnd)
                        .update());
            } catch (DuplicateKeyException e) {
                log.debug("Another node was quicker: headEnd={}", headEnd);
            }
            return read(headEnd, " for update").orElse(NONE);
        });
    }

    private Optional<Pause> read(String headEnd, String suffix) {
        return jdbc.sql("select paused_at, paused_by, paused_reason, not_before from tr_head_end where id = :id"
                        + suffix)
                .param("id", headEnd)
                .query((rs, row) -> new Pause(
                        SqlTime.readNullable(rs, "paused_at"),
                        rs.getString("paused_by"),
                        rs.getString("paused_reason"),
                        SqlTime.readNullable(rs, "not_before")))
                .optional();
    }

    public Pause pause(String headEnd) {
        return read(headEnd, "").orElse(NONE);
    }

    /** A planned outage: commands are held until it is resumed. Pausing again replaces the reason. */
    @Transactional
    public Pause pause(String headEnd, String by, @Nullable String reason) {
        lock(headEnd);
        jdbc.sql(
                        "update tr_head_end set paused_at = coalesce(paused_at, :now), paused_by = :by, paused_reason = :reason where id = :id")
                .param("now", SqlTime.toSql(clock.instant()))
                .param("by", by)
                .param("reason", reason)
                .param("id", headEnd)
                .update();
        log.info("Head end paused: headEnd={} by={}", headEnd, by);
        return pause(headEnd);
    }

    /** It gets commands again; also a time that it asked for is forgotten, and the circuit of this node closes. */
    @Transactional
    public Pause resume(String headEnd, String by) {
        jdbc.sql("""
                        update tr_head_end set paused_at = null, paused_by = null, paused_reason = null, not_before = null
                        where id = :id
                        """).param("id", headEnd).update();
        breaker(headEnd).reset();
        log.info("Head end resumed: headEnd={} by={}", headEnd, by);
        return pause(headEnd);
    }

    /** It asked to be left alone. */
    void holdUntil(String headEnd, Instant until) {
        Instant latest = clock.instant().plus(properties.busyHold());
        jdbc.sql(
                        "update tr_head_end set not_before = :until where id = :id and (not_before is null or not_before < :until)")
                .param("until", SqlTime.toSql(until.isAfter(latest) ? latest : until))
                .param("id", headEnd)
                .update();
    }
}
