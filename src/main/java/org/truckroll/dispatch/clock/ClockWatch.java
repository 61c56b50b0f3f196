// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;

/**
 * Looks on every node for clocks that need something: a process, because their limit comes into sight; other limits, because the table was
 * changed or their order moved. All nodes look; each clock is done by the one that holds its row first.
 */
@Component
public class ClockWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);
    private static final int BATCH = 200;
    /** A node that did not know of the new table yet may still start a clock by the old one. */
    private static final Duration CHANGE_SPREADS = Duration.ofMinutes(1);

    private static final Duration DRIFT_EVERY = Duration.ofMinutes(1);

    private final Clocks clocks;
    private final ClockRows rows;
    private final ServiceLimits limits;
    private final ClockProperties properties;
    private final Clock time;
    private final boolean worksForTheEngine;
    private @Nullable ScheduledExecutorService timer;
    private String edition = "";
    private long editionSeen = System.nanoTime();
    private long driftLooked = System.nanoTime();
    private volatile @Nullable Instant lookedAt;

    ClockWatch(
            Clocks clocks,
            ClockRows rows,
            ServiceLimits limits,
            ClockProperties properties,
            Clock time,
            Environment environment) {
        this.clocks = clocks;
        this.rows = rows;
        this.limits = limits;
        this.properties = properties;
        this.time = time;
        this.worksForTheEngine = environment.getProperty("camunda.bpm.job-execution.enabled", Boolean.class, true);
    }

    @Override
    public synchronized void start() {
        if (!worksForTheEngine) {
            return;
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "clock-watch");
            thread.setDaemon(true);
            return thread;
        });
        long every = properties.lookEvery().toMillis();
        timer.scheduleWithFixedDelay(this::lookSafely, every, every, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdown();
            try {
                timer.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    /** After the first model release. */
    @Override
    public int getPhase() {
        return 1;
    }

    /** The timer would die of an exception, and a database that is away for a moment is no reason to stop. */
    private void lookSafely() {
        try {
            look();
            if (System.nanoTime() - driftLooked > DRIFT_EVERY.toNanos()) {
                driftLooked = System.nanoTime();
                followOrders();
            }
        } catch (RuntimeException e) {
            log.warn("Failed to look at the clocks: cause={}", e.toString());
        }
    }

    /** One round; tells how many clocks got a process or other limits. */
    public int look() {
        int done = followTable();
        int armed;
        do {
            armed = each(rows.comingIntoSight(time.instant().plus(properties.ahead()), BATCH), clocks::arm);
            done += armed;
        } while (armed == BATCH);
        lookedAt = time.instant();
        return done;
    }

    /** Clocks take the limits of a changed table, a batch at a time. */
    private int followTable() {
        String now = limits.edition();
        if (!now.equals(edition)) {
            edition = now;
            editionSeen = System.nanoTime();
        } else if (System.nanoTime() - editionSeen > CHANGE_SPREADS.toNanos()) {
            return 0;
        }
        int done = 0;
        int adjusted;
        do {
            adjusted = each(rows.ofOtherEditions(now, BATCH), clocks::adjust);
            done += adjusted;
        } while (adjusted == BATCH);
        if (done > 0) {
            log.info("Clocks took the limits of a changed table: clocks={}", done);
        }
        return done;
    }

    /** Clocks whose order or point is another one than they know take the limits of now; one that fails holds no other back. */
    public int followOrders() {
        int done = 0;
        String last = "";
        List<String> drifted;
        do {
            drifted = rows.drifted(last, BATCH);
            done += each(drifted, clocks::adjust);
            last = drifted.isEmpty() ? last : drifted.get(drifted.size() - 1);
        } while (drifted.size() == BATCH);
        return done;
    }

    private static int each(List<String> ids, Predicate<String> step) {
        int done = 0;
        for (String id : ids) {
            try {
                done += step.test(id) ? 1 : 0;
            } catch (ConcurrencyFailureException e) {
                log.debug("Another step came first: clock={}", id);
            } catch (RuntimeException e) {
                log.warn("Failed to set a clock: clock={} cause={}", id, e.toString());
            }
        }
        return done;
    }

    /** When this node looked last; null before the first time. */
    @Nullable
    Instant lookedAt() {
        return lookedAt;
    }
}
