// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.truckroll.simulator.SimulatorClock;
import org.truckroll.simulator.SimulatorProperties;

/**
 * Posts replies when they are due. Connection errors, 429 and 5xx are tried again with growing pauses for about six
 * minutes; any other refusal ends the matter. The pool's size bounds the replies in flight.
 */
@Component
@Profile("demo")
class ReplyDelivery {

    private static final Logger log = LoggerFactory.getLogger(ReplyDelivery.class);
    private static final int SENDERS = 8;
    private static final int MOST_ATTEMPTS = 16;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private enum Outcome {
        DELIVERED,
        AGAIN,
        HOPELESS
    }

    private final PendingReplies replies;
    private final SimulatorClock clock;
    private final ApplicationContext context;
    private final String authorization;
    private final HttpClient client;
    private final ScheduledThreadPoolExecutor executor;

    ReplyDelivery(
            PendingReplies replies, SimulatorClock clock, ApplicationContext context, SimulatorProperties properties) {
        this.replies = replies;
        this.clock = clock;
        this.context = context;
        var login = properties.replyUser() + ":" + properties.replyPassword();
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        this.executor = newExecutor();
    }

    private static ScheduledThreadPoolExecutor newExecutor() {
        var count = new AtomicInteger();
        var executor = new ScheduledThreadPoolExecutor(SENDERS, task -> {
            var thread = new Thread(task, "head-end-simulator-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        // What comes after the shutdown stays in the database and is taken over by the next start.
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    @EventListener
    void takeOver(ApplicationReadyEvent event) {
        var left = replies.takeOver();
        left.forEach(this::schedule);
        if (!left.isEmpty()) {
            log.info("Took over pending replies count={}", left.size());
        }
    }

    @EventListener
    void stop(ContextClosedEvent event) throws InterruptedException {
        if (event.getApplicationContext() != context) {
            return;
        }
        executor.shutdownNow();
        executor.awaitTermination(2, TimeUnit.SECONDS);
    }

    void schedule(PendingReplies.Due due) {
        var wait = Duration.between(clock.now(), due.at());
        later(Math.max(0, wait.toMillis()), () -> deliver(due.replyId(), 0));
    }

    /** Delivers at once; completes after the first attempt, at the latest after {@code patience}. */
    CompletableFuture<Void> deliverNow(PendingReplies.Due due, Duration patience) {
        return CompletableFuture.runAsync(() -> deliver(due.replyId(), 0), executor)
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs after a pause on the simulator's own threads. */
    void later(long millis, Runnable task) {
        executor.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private void deliver(String replyId, int attempts) {
        try {
            var delivery = replies.claim(replyId, attempts);
            if (delivery.isPresent()) {
                settle(replyId, delivery.get(), attempts + 1, post(delivery.get()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException e) {
            log.warn("Failed to claim a reply replyId={}", replyId, e);
            later(LONGEST_PAUSE.toMillis(), () -> deliver(replyId, attempts));
        }
    }

    private void settle(String replyId, PendingReplies.Delivery delivery, int attempts, Outcome outcome) {
        try {
            switch (outcome) {
                case DELIVERED -> {
                    replies.remove(replyId);
                    log.info("Delivered reply commandId={} attempts={}", delivery.commandId(), attempts);
                }
                case AGAIN -> again(replyId, delivery, attempts);
                case HOPELESS -> replies.remove(replyId);
            }
        } catch (DataAccessException e) {
            log.warn("Failed to close a reply commandId={}", delivery.commandId(), e);
            later(LONGEST_PAUSE.toMillis(), () -> deliver(replyId, attempts));
        }
    }

    private void again(String replyId, PendingReplies.Delivery delivery, int attempts) {
        if (attempts >= MOST_ATTEMPTS) {
            replies.remove(replyId);
            log.warn("Gave up a reply commandId={} attempts={}", delivery.commandId(), attempts);
            return;
        }
        var pause = Duration.ofMillis(500L << Math.min(attempts - 1, 10));
        var bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        later(bounded.toMillis(), () -> deliver(replyId, attempts));
    }

    private Outcome post(PendingReplies.Delivery delivery) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(delivery.replyTo()))
                .timeout(ANSWER_TIMEOUT)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(delivery.body()))
                .build();
        try {
            var status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                return Outcome.DELIVERED;
            }
            log.warn("Saw a reply turned down commandId={} status={}", delivery.commandId(), status);
            return status == 429 || status >= 500 ? Outcome.AGAIN : Outcome.HOPELESS;
        } catch (IOException e) {
            log.warn("Failed to post a reply commandId={} cause={}", delivery.commandId(), e.toString());
            return Outcome.AGAIN;
        }
    }
}
