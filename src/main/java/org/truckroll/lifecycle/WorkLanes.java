// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes what waits for neighbours off the {@link WorkQueue} and talks with each in a lane of its own threads, so that a neighbour that hangs holds up
 * neither the engine nor another neighbour. One thread looks for work; it rests while there is none.
 */
public final class WorkLanes {

    private static final Logger log = LoggerFactory.getLogger(WorkLanes.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long LOOP_ENDS_SECONDS = 5;

    /** The threads of one neighbour on this node. */
    private static final class Lane {
        final ExecutorService threads;
        final Semaphore free;

        Lane(String name, int threads) {
            AtomicInteger count = new AtomicInteger();
            this.free = new Semaphore(threads);
            this.threads = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
        }
    }

    private final String name;
    private final WorkQueue queue;
    private final String topics;
    private final ToIntFunction<String> threads;
    private final Function<String, List<Runnable>> taker;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread loop;

    /**
     * @param name of the threads, before the neighbour's
     * @param topics how the topics of these neighbours begin; what follows is the neighbour's name
     * @param threads how many of them a neighbour may have on this node
     * @param taker takes what waits for a neighbour, by {@link #take}
     */
    public WorkLanes(
            String name,
            WorkQueue queue,
            String topics,
            ToIntFunction<String> threads,
            Function<String, List<Runnable>> taker) {
        this.name = name;
        this.queue = queue;
        this.topics = topics;
        this.threads = threads;
        this.taker = taker;
    }

    public synchronized void start() {
        running = true;
        Thread thread = new Thread(this::run, name + "-sender");
        thread.setDaemon(true);
        thread.start();
        loop = thread;
    }

    /**
     * Talks that are under way end by themselves; what is not reported then is said again later.
     *
     * @param patience how long one of them may take
     */
    public synchronized void stop(Duration patience) {
        running = false;
        wake.release();
        try {
            if (loop != null) {
                loop.join(TimeUnit.SECONDS.toMillis(LOOP_ENDS_SECONDS));
            }
            lanes.values().forEach(lane -> lane.threads.shutdown());
            for (Lane lane : lanes.values()) {
                lane.threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            lanes.values().forEach(lane -> lane.threads.shutdown());
            Thread.currentThread().interrupt();
        }
        lanes.clear();
    }

    /** There is work as soon as this transaction is committed. */
    public void wakeAfterCommit() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    wake.release();
                }
            });
        }
    }

    private void run() {
        while (running) {
            boolean any = false;
            try {
                for (String topic : queue.topics(topics)) {
                    String neighbour = topic.substring(topics.length());
                    List<Runnable> talks = taker.apply(neighbour);
                    any |= !talks.isEmpty();
                    talks.forEach(lane(neighbour).threads::execute);
                }
            } catch (RuntimeException e) {
                // The database may be away for a moment; the work waits where it is.
                log.warn("Work could not be taken: for={} reason={}", name, String.valueOf(e.getMessage()));
                any = false;
            }
            if (!any) {
                rest();
            }
        }
    }

    private void rest() {
        try {
            if (wake.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    private Lane lane(String neighbour) {
        return lanes.computeIfAbsent(neighbour, id -> new Lane(name + "-" + id, threads.applyAsInt(id)));
    }

    /**
     * Takes as much as the neighbour has free threads for.
     *
     * @param work takes at most so many off the queue; each result is one talk
     * @return the talks, each to be run once
     */
    public List<Runnable> take(String neighbour, IntFunction<List<Runnable>> work) {
        Lane lane = lane(neighbour);
        int free = lane.free.drainPermits();
        List<Runnable> taken = List.of();
        try {
            if (free > 0) {
                taken = work.apply(free);
            }
        } finally {
            lane.free.release(free - taken.size());
        }
        List<Runnable> talks = new ArrayList<>();
        for (Runnable talk : taken) {
            talks.add(() -> {
                try {
                    talk.run();
                } finally {
                    lane.free.release();
                    wake.release();
                }
            });
        }
        return talks;
    }
}
