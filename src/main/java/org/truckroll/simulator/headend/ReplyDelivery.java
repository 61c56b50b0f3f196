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
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.simulator.SimulatorClock;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProperties;

/**
 * Posts replies when they are due. Connection errors, 429 and 5xx are tried again with growing pauses for about six
 * minutes; any other refusal ends the matter. The number of senders bounds the replies in flight; what a dead node left
 * in a shared database another one takes over.
 */
@Component
@Profile("demo")
class ReplyDelivery {

    private static final Logger log = LoggerFactory.getLogger(ReplyDelivery.class);
    private static final int MOST_ATTEMPTS = 16;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LEASE = LONGEST_PAUSE.plus(ANSWER_TIMEOUT).plusSeconds(5);
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private record Held(String replyId, long order) {}

    private enum Outcome {
        DELIVERED,
        AGAIN,
        HOPELESS
    }

    private final PendingReplies replies;
    private final Arrivals arrivals;
    private final ObjectProvider<ReplyProtocol> protocols;
    private final SimulatorJson json;
    private final SimulatorClock clock;
    private final ApplicationContext context;
    private final TransactionTemplate transaction;
    private final String authorization;
    private final HttpClient client;
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor senders;
    /** What this node has in its hands, by the order in which it came. */
    private final Map<String, Long> ours = new ConcurrentHashMap<>();

    private final AtomicLong order = new AtomicLong();
    private final Queue<Held> held = new ConcurrentLinkedQueue<>();

    ReplyDelivery(
            PendingReplies replies,
            Arrivals arrivals,
            ObjectProvider<ReplyProtocol> protocols,
            SimulatorJson json,
            SimulatorClock clock,
            ApplicationContext context,
            PlatformTransactionManager transactions,
            SimulatorProperties properties) {
        this.replies = replies;
        this.arrivals = arrivals;
        this.protocols = protocols;
        this.json = json;
        this.clock = clock;
        this.context = context;
        this.transaction = new TransactionTemplate(transactions);
        var login = properties.replyUser() + ":" + properties.replyPassword();
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        // What comes after the shutdown stays in the database and is taken over by the next start.
        this.timer = new ScheduledThreadPoolExecutor(
                1, threads("head-end-simulator-timer-"), new ThreadPoolExecutor.DiscardPolicy());
        this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.senders = new ThreadPoolExecutor(
                properties.replyThreads(),
                properties.replyThreads(),
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads("head-end-simulator-"),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    private static ThreadFactory threads(String prefix) {
        var count = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @EventListener
    void takeOver(ApplicationReadyEvent event) {
        var left = replies.takeOver();
        left.forEach(this::schedule);
        if (!left.isEmpty()) {
            log.info("Took over pending replies count={}", left.size());
        }
        timer.scheduleWithFixedDelay(
                () -> senders.execute(this::sweep), SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    @EventListener
    void stop(ContextClosedEvent event) throws InterruptedException {
        if (event.getApplicationContext() != context) {
            return;
        }
        timer.shutdownNow();
        senders.shutdownNow();
        senders.awaitTermination(2, TimeUnit.SECONDS);
    }

    void schedule(PendingReplies.Due due) {
        var number = ours(due.replyId());
        var wait = Duration.between(clock.now(), due.at());
        send(Math.max(0, wait.toMillis()), due.replyId(), 0);
        if (due.held()) {
            held.add(new Held(due.replyId(), number));
        }
    }

    /** Delivers at once; completes after the first attempt, at the latest after {@code patience}. */
    CompletableFuture<Void> deliverNow(PendingReplies.Due due, Duration patience) {
        ours(due.replyId());
        return CompletableFuture.runAsync(() -> deliver(due.replyId(), 0), senders)
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private long ours(String replyId) {
        var number = order.incrementAndGet();
        ours.put(replyId, number);
        return number;
    }

    /** Runs something short after a pause. */
    void later(long millis, Runnable task) {
        timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private void send(long millis, String replyId, int attempts) {
        later(millis, () -> senders.execute(() -> deliver(replyId, attempts)));
    }

    private void sweep() {
        try {
            replies.leftBefore(clock.now().minus(SWEEP)).stream()
                    .filter(left -> ours.putIfAbsent(left.replyId(), order.incrementAndGet()) == null)
                    .forEach(left -> send(0, left.replyId(), left.attempts()));
        } catch (DataAccessException e) {
            log.warn("Failed to look for replies that were left behind", e);
        }
    }

    private void deliver(String replyId, int attempts) {
        try {
            var delivery = claim(replyId, attempts);
            if (delivery.isPresent()) {
                settle(replyId, delivery.get(), attempts + 1, post(delivery.get()));
            } else {
                ours.remove(replyId);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException e) {
            log.warn("Failed to claim a reply replyId={}", replyId, e);
            send(LONGEST_PAUSE.toMillis(), replyId, attempts);
        }
    }

    private Optional<PendingReplies.Delivery> claim(String replyId, int attempts) {
        var claimed = transaction.execute(status -> {
            var now = clock.now();
            var delivery = replies.claim(replyId, attempts, now, LEASE);
            delivery.map(PendingReplies.Delivery::arrivalId)
                    .filter(arrival -> attempts == 0)
                    .ifPresent(arrival -> arrivals.leftHand(arrival, now));
            return delivery;
        });
        return claimed == null ? Optional.empty() : claimed;
    }

    private void settle(String replyId, PendingReplies.Delivery delivery, int attempts, Outcome outcome) {
        try {
            switch (outcome) {
                case DELIVERED -> {
                    var number = ours.getOrDefault(replyId, 0L);
                    done(replyId);
                    log.info("Delivered reply commandId={} attempts={}", delivery.commandId(), attempts);
                    letGoWhatCameBefore(number);
                }
                case AGAIN -> again(replyId, delivery, attempts);
                case HOPELESS -> done(replyId);
            }
        } catch (DataAccessException e) {
            log.warn("Failed to close a reply commandId={}", delivery.commandId(), e);
            send(LONGEST_PAUSE.toMillis(), replyId, attempts);
        }
    }

    private void done(String replyId) {
        replies.remove(replyId);
        ours.remove(replyId);
        held.removeIf(which -> which.replyId().equals(replyId));
    }

    /** What was held back to be overtaken has been overtaken. */
    private void letGoWhatCameBefore(long number) {
        var overtaken = held.peek();
        if (overtaken != null && overtaken.order() < number && held.remove(overtaken)) {
            send(0, overtaken.replyId(), 0);
        }
    }

    private void again(String replyId, PendingReplies.Delivery delivery, int attempts) {
        if (attempts >= MOST_ATTEMPTS) {
            done(replyId);
            log.warn("Gave up a reply commandId={} attempts={}", delivery.commandId(), attempts);
            return;
        }
        var pause = Duration.ofMillis(500L << Math.min(attempts - 1, 10));
        var bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        send(bounded.toMillis(), replyId, attempts);
    }

    private ReplyProtocol.Posting posting(PendingReplies.Delivery delivery) {
        if (CommandDoor.REST.equals(delivery.protocol())) {
            return new ReplyProtocol.Posting("application/json", Map.of(), delivery.body());
        }
        var message = json.read(delivery.body().getBytes(StandardCharsets.UTF_8), ReplyMessage.class);
        return protocols.stream()
                .filter(protocol -> protocol.name().equals(delivery.protocol()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nobody speaks protocol " + delivery.protocol()))
                .write(new ReplyProtocol.Told(delivery.commandId(), delivery.deviceId(), delivery.command(), message));
    }

    private Outcome post(PendingReplies.Delivery delivery) throws InterruptedException {
        var posting = posting(delivery);
        var request = HttpRequest.newBuilder(URI.create(delivery.replyTo()))
                .timeout(ANSWER_TIMEOUT)
                .header("Authorization", authorization)
                .header("Content-Type", posting.contentType())
                .POST(HttpRequest.BodyPublishers.ofString(posting.body()));
        posting.headers().forEach(request::header);
        try {
            var status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
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
