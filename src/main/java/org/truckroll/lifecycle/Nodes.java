// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gives the steps of a node that died back to the living. The engine itself waits until a lock expires, five minutes after it was taken: so long
 * would an order stand still whose node was killed right after its acceptance (design 7). A node that lives says so every few seconds.
 */
@Component
class Nodes implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Nodes.class);
    private static final int BEAT_SECONDS = 3;
    /** The database's clock decides, for those of the nodes may differ. */
    private static final String LAST_BEAT = "current_timestamp - interval '15' second";

    private final String self;
    private final boolean worksForTheEngine;
    private final JdbcClient jdbc;
    private final DataSource database;
    private @Nullable ScheduledExecutorService timer;

    Nodes(ObjectProvider<JobExecutor> executor, JdbcClient jdbc, DataSource database) {
        JobExecutor own = executor.getIfAvailable();
        this.worksForTheEngine = own != null;
        this.self = own == null ? "node-" + UUID.randomUUID() : own.getLockOwner();
        this.jdbc = jdbc;
        this.database = database;
    }

    /** Who we are among the nodes: the name in which this node locks jobs and external tasks. */
    String self() {
        return self;
    }

    @Override
    public synchronized void start() {
        if (!worksForTheEngine) {
            return;
        }
        if (alone()) {
            jdbc.sql("delete from tr_node").update();
        }
        beat();
        dateSteps();
        int released = jdbc.sql("""
                        update ACT_RU_JOB set LOCK_OWNER_ = null, LOCK_EXP_TIME_ = null
                        where LOCK_OWNER_ is not null
                            and LOCK_OWNER_ not in (select id from tr_node where seen_at > %s)
                        """.formatted(LAST_BEAT)).update();
        released += jdbc.sql("""
                        update ACT_RU_EXT_TASK set LOCK_EXP_TIME_ = null
                        where LOCK_EXP_TIME_ is not null
                            and WORKER_ID_ not in (select id from tr_node where seen_at > %s)
                        """.formatted(LAST_BEAT)).update();
        if (released > 0) {
            log.info("Steps of a former life were released: steps={}", released);
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "nodes");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::live, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    }

    /** An embedded file has one process: whoever else is known there is dead. */
    private boolean alone() {
        try (var connection = database.getConnection()) {
            return "H2".equals(connection.getMetaData().getDatabaseProductName());
        } catch (SQLException e) {
            throw new IllegalStateException("The database does not say what it is", e);
        }
    }

    /** The timer would die of an exception, and a database that is away for a moment is no reason to stop. */
    private void live() {
        try {
            beat();
            dateSteps();
            jdbc.sql("select id from tr_node where seen_at <= " + LAST_BEAT)
                    .query(String.class)
                    .list()
                    .forEach(this::bury);
        } catch (RuntimeException e) {
            log.warn("Failed to say that this node lives: cause={}", e.toString());
        }
    }

    /** The oldest step comes first, so each needs a date; nodes of an earlier release gave none. */
    private void dateSteps() {
        jdbc.sql("update ACT_RU_JOB set DUEDATE_ = CREATE_TIME_ where DUEDATE_ is null")
                .update();
    }

    private void beat() {
        int known = jdbc.sql("update tr_node set seen_at = current_timestamp where id = :id")
                .param("id", self)
                .update();
        if (known == 0) {
            try {
                jdbc.sql("insert into tr_node (id, seen_at) values (:id, current_timestamp)")
                        .param("id", self)
                        .update();
            } catch (DuplicateKeyException e) {
                log.debug("Another thread of this node was faster");
            }
        }
    }

    private void bury(String dead) {
        int released = jdbc.sql(
                        "update ACT_RU_JOB set LOCK_OWNER_ = null, LOCK_EXP_TIME_ = null where LOCK_OWNER_ = :node")
                .param("node", dead)
                .update();
        released += jdbc.sql("update ACT_RU_EXT_TASK set LOCK_EXP_TIME_ = null where WORKER_ID_ = :node")
                .param("node", dead)
                .update();
        jdbc.sql("delete from tr_node where id = :id").param("id", dead).update();
        log.info("Took over from a node that fell silent: node={} steps={}", dead, released);
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            // The job executor still finishes what it has begun: its locks fall to the others only when this node is
            // silent.
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    /** Before the job executor starts, after it has stopped. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1001;
    }
}
