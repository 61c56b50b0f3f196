// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.ServiceCalls;
import org.truckroll.shared.RefusedAddressException;
import org.truckroll.shared.RetryPlan;

/**
 * Delivers the messages of one lane, one by one and in order, at least once: a crash after the recipient has answered repeats the same
 * {@code webhook-id}. Signed after Standard Webhooks (api.md 5).
 */
@Service
public class Deliveries {

    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);
    private static final int GONE = 410;

    /** What is left to do in a lane. */
    public sealed interface Left {}

    /** Another message waits. */
    public record More() implements Left {}

    /** The oldest message is tried again then. */
    public record Later(Instant retryAt) implements Left {}

    /** The oldest message could not be delivered in time; a person decides. */
    public record GivenUp(String recipient, String subject, String destination, String result) implements Left {}

    /** The lane is empty and closed. */
    public record Nothing() implements Left {}

    /** What a person may decide about a message that was given up. */
    public enum Decision {
        SEND_AGAIN,
        DROP
    }

    private record Outcome(
            boolean acknowledged, boolean gone, @Nullable Duration retryAfter, String text) {}

    private final Lanes lanes;
    private final Subscriptions subscriptions;
    private final ServiceCalls calls;
    private final ClosureProperties properties;
    private final RetryPlan plan;
    private final Clock clock;

    Deliveries(
            Lanes lanes, Subscriptions subscriptions, ServiceCalls calls, ClosureProperties properties, Clock clock) {
        this.lanes = lanes;
        this.subscriptions = subscriptions;
        this.calls = calls;
        this.properties = properties;
        this.plan = new RetryPlan(properties.retryDelays(), properties.retryInterval(), properties.giveUpAfter());
        this.clock = clock;
    }

    /** Tries the oldest message of the lane. The lane's row is not held meanwhile: a slow recipient delays no order. */
    @Transactional
    public Left deliverNext(String laneId) {
        Lanes.Lane lane = lanes.get(laneId);
        Optional<Lanes.Message> oldest = lanes.oldestWaiting(laneId);
        if (oldest.isEmpty()) {
            return moreOrNothing(laneId);
        }
        Lanes.Message message = oldest.get();
        boolean subscribed = lane.kind() == Lanes.Kind.SUBSCRIPTION;
        Optional<Subscriptions.Recipient> recipient = subscribed
                ? subscriptions.recipient(lane.recipient())
                : Optional.of(new Subscriptions.Recipient(
                        Subscription.Format.CLOUDEVENTS, properties.secretOf(lane.recipient())));
        if (recipient.isEmpty()) {
            return dropAll(laneId, "The subscription has ended.");
        }
        Instant now = clock.instant();
        Instant firstTry = message.firstTryAt() == null ? now : message.firstTryAt();
        Outcome outcome = post(message, recipient.get(), now);
        if (outcome.acknowledged()) {
            lanes.delivered(message, firstTry, outcome.text());
            log.info(
                    "Message delivered: messageId={} laneId={} subject={} type={} attempt={}",
                    message.id(),
                    laneId,
                    lane.subject(),
                    message.type(),
                    message.attempts() + 1);
            return moreOrNothing(laneId);
        }
        lanes.failed(message, firstTry, outcome.text());
        log.info(
                "Message not delivered: messageId={} laneId={} subject={} attempt={} result={}",
                message.id(),
                laneId,
                lane.subject(),
                message.attempts() + 1,
                outcome.text());
        if (outcome.gone() && subscribed) {
            subscriptions.end(lane.recipient());
            return dropAll(laneId, outcome.text());
        }
        // An answer is never dropped unseen: when the requester's address is gone, a person hears at once.
        Optional<Instant> retry = outcome.gone()
                ? Optional.empty()
                : plan.next(
                        message.attempts() + 1,
                        firstTry,
                        clock.instant(),
                        outcome.retryAfter(),
                        ThreadLocalRandom.current().nextDouble());
        return retry.<Left>map(Later::new)
                .orElseGet(() -> new GivenUp(
                        lane.recipient(), lane.subject(), withoutQuery(message.destination()), outcome.text()));
    }

    /** Carries out what a person decided about the oldest message. */
    @Transactional
    public void decide(String laneId, Decision decision, String by) {
        lanes.oldestWaiting(laneId).ifPresent(message -> {
            switch (decision) {
                case SEND_AGAIN -> lanes.anew(message);
                case DROP -> lanes.dropped(message, "Dropped by " + by + ".");
            }
            log.info("Undelivered message decided: messageId={} decision={} by={}", message.id(), decision, by);
        });
    }

    private Left dropAll(String laneId, String why) {
        int dropped = lanes.dropAll(laneId, why);
        log.info("Messages dropped: laneId={} messages={} reason={}", laneId, dropped, why);
        return moreOrNothing(laneId);
    }

    private Left moreOrNothing(String laneId) {
        return lanes.moreOrClosed(laneId) ? new More() : new Nothing();
    }

    private Outcome post(Lanes.Message message, Subscriptions.Recipient recipient, Instant now) {
        String secret = recipient.secret();
        byte[] body = message.body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "Content-Type",
                recipient.format() == Subscription.Format.TMF641 ? "application/json" : CloudEvent.MEDIA_TYPE);
        headers.put("webhook-id", message.id());
        if (secret != null) {
            headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
            headers.put("webhook-signature", Signature.of(secret, message.id(), now.getEpochSecond(), body));
        }
        try {
            CallResult result = calls.post(URI.create(message.destination()), body, headers, properties.timeout());
            boolean acknowledged = result.status() >= 200 && result.status() < 300;
            return new Outcome(acknowledged, result.status() == GONE, result.retryAfter(), text(result));
        } catch (RefusedAddressException e) {
            return new Outcome(false, false, null, "Address refused: " + e.reason());
        }
    }

    private static String text(CallResult result) {
        if (result.status() == 0) {
            return result.detail() == null ? "No answer" : result.detail();
        }
        return "HTTP " + result.status();
    }

    /** An address may carry a token. */
    private static String withoutQuery(String address) {
        int query = address.indexOf('?');
        return query < 0 ? address : address.substring(0, query);
    }
}
