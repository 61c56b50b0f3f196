// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks at the model directory from time to time, when watching is on, and rescans after a change. Compares contents
 * instead of listening to the file system, because network folders tell nothing; waits until two looks agree, because a
 * save takes more than one write.
 */
@Component
class ModelWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ModelWatch.class);

    private final ModelFiles files;
    private final ModelReleases releases;
    private final @Nullable Duration interval;
    private @Nullable ScheduledExecutorService timer;
    private String scanned = "";
    private String seen = "";

    ModelWatch(ModelFiles files, ModelReleases releases, ModelSettings settings) {
        this.files = files;
        this.releases = releases;
        this.interval = settings.watch();
    }

    @Override
    public synchronized void start() {
        if (interval == null || interval.isZero() || interval.isNegative()) {
            return;
        }
        scanned = fingerprint();
        seen = scanned;
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "model-watch");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        log.info("Started to watch the model directory interval={}", interval);
    }

    /** The timer would die of an exception, and an unreachable database or folder is no reason to stop looking. */
    private void look() {
        try {
            var now = fingerprint();
            var isSettled = now.equals(seen);
            seen = now;
            if (isSettled && !now.equals(scanned)) {
                var scan = releases.rescan();
                scanned = now;
                log.info(
                        "Rescanned changed models accepted={} problems={}",
                        scan.accepted(),
                        scan.problems().size());
            }
        } catch (RuntimeException e) {
            log.error("Failed to look at the model directory", e);
        }
    }

    private String fingerprint() {
        var set = files.collect();
        return set.hash() + set.problems();
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    /** After the first release. */
    @Override
    public int getPhase() {
        return 1;
    }
}
