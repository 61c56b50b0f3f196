// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Receipts;
import org.truckroll.notification.carrier.Routes.Route;
import org.truckroll.shared.RetryPlan;

/**
 * One step of {@code notice-delivery}: sends what is next in a lane. What is begun and what came of it are committed at once, in transactions of
 * their own around the talk with the provider: whoever repeats a step that broke off sees how far it came, and sends again only what the
 * provider would know for the same (docs/adr/0017).
 */
@Service
public class LaneRun {

    /** What is left to do in a lane. */
    public sealed interface Left {}

    /** Another look is due at once. */
    public record More() implements Left {}

    /** Nothing before then. */
    public record Later(Instant at) implements Left {}

    /** One could not be delivered, and nobody was told of it yet. */
    public record Undelivered() implements Left {}

    /** The lane is empty and closed. */
    public record Nothing() implements Left {}

    /** What is to be sent in this step, with the try already committed; or what else is to be done. */
    private sealed interface Begun {}

    private record Ready(Delivery delivery, Route route) implements Begun {}

    private record Instead(Left left) implements Begun {}

    /** It may have been taken, and nobody will send it again. */
    private record Doubted(String deliveryId) implements Begun {}

    private record Empty() implements Begun {}

    private static final Logger log = LoggerFactory.getLogger(LaneRun.class);

    /** While a delivery goes in another one's message, its lane looks again after this time. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

    private final NoticeLanes lanes;
    private final Sendings sendings;
    private final Bundles bundles;
    private final Relieved relieved;
    private final Limits limits;
    private final QuietHours quiet;
    private final OwnQuietHours ownQuiet;
    private final ProviderTalk talk;
    private final Receipts receipts;
    private final RetryPlan plan;
    private final Clock clock;
    private final TransactionTemplate own;

    LaneRun(
            NoticeLanes lanes,
            Sendings sendings,
            Bundles bundles,
            Relieved relieved,
            Limits limits,
            QuietHours quiet,
            OwnQuietHours ownQuiet,
            ProviderTalk talk,
            Receipts receipts,
            NotificationProperties properties,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.lanes = lanes;
        this.sendings = sendings;
        this.bundles = bundles;
        this.relieved = relieved;
        this.limits = limits;
        this.quiet = quiet;
        this.ownQuiet = ownQuiet;
        this.talk = talk;
        this.receipts = receipts;
        this.plan = new RetryPlan(properties.retryDelays(), properties.retryInterval(), properties.giveUpAfter());
        this.clock = clock;
        this.own = new TransactionTemplate(transactions);
        this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Sends the next one of the lane. No row is held while a provider is spoken with. */
    @Transactional
    public Left deliverNext(String laneId) {
        NoticeLanes.Lane lane = lanes.get(laneId);
        if (sendings.unreported(laneId).isPresent()) {
            return new Undelivered();
        }
        Begun begun = own.execute(status -> begin(lane));
        if (begun instanceof Ready ready) {
            return send(lane, ready);
        }
        if (begun instanceof Doubted doubted) {
            settle(doubted.deliveryId());
            return new More();
        }
        return begun instanceof Instead instead ? instead.left() : closed(laneId);
    }

    private Begun begin(NoticeLanes.Lane lane) {
        Optional<Delivery> unfinished = sendings.unfinished(lane.id());
        if (unfinished.isPresent()) {
            return resume(lane, unfinished.get());
        }
        Optional<Delivery> next = sendings.oldestOpen(lane.id());
        if (next.isEmpty()) {
            return new Empty();
        }
        Delivery delivery = next.get();
        if (sendings.drop(delivery)) {
            return new Instead(new More());
        }
        Instant now = clock.instant();
        if (delivery.notBefore() != null && delivery.notBefore().isAfter(now)) {
            return new Instead(new Later(delivery.notBefore()));
        }
        if (relieved.drop(delivery)) {
            return new Instead(new More());
        }
        Optional<Instant> held = held(lane, delivery, now);
        if (held.isPresent()) {
            return new Instead(new Later(held.get()));
        }
        List<Route> routes = talk.routes(lane, delivery);
        if (routes.isEmpty()) {
            // Nobody is left in this round, or the settings have changed.
            return take(lane, delivery, null, now);
        }
        return take(lane, delivery, routes.get(0), now);
    }

    /** Someone began to send it and never told what came of it: that node is dead, or so slow that it is taken for dead. */
    private Begun resume(NoticeLanes.Lane lane, Delivery broken) {
        Optional<Route> route = talk.route(lane, broken.channel(), broken.provider());
        if (route.isPresent() && route.get().idempotent() && sendings.takeOver(broken, clock.instant())) {
            return new Ready(sendings.get(broken.id()), route.get());
        }
        if (sendings.unclear(broken, "The server stopped while it was handed over.")) {
            log.warn("Delivery became unclear: deliveryId={} laneId={}", broken.id(), lane.id());
            return new Doubted(broken.id());
        }
        return new Instead(new More());
    }

    /** Until when it waits, for the morning or for room. One that a provider may have already is not counted again. */
    private Optional<Instant> held(NoticeLanes.Lane lane, Delivery delivery, Instant now) {
        if (delivery.pinned() != null) {
            return Optional.empty();
        }
        Optional<Instant> morning = lane.urgent() ? Optional.empty() : morning(lane, delivery, now);
        if (morning.isPresent()) {
            sendings.hold(lane.id(), morning.get(), "Waits for the end of the quiet hours.");
            return morning;
        }
        Optional<Instant> room = limits.roomAt(lane.channel(), lane.recipient());
        room.ifPresent(at -> sendings.hold(lane.id(), at, "Waits for room under the limits of the address."));
        return room;
    }

    /** The later end of the quiet hours of the house and of the person. */
    private Optional<Instant> morning(NoticeLanes.Lane lane, Delivery delivery, Instant now) {
        Optional<Instant> own =
                lane.channel() == Channel.SMS ? ownQuiet.end(delivery.id(), lane.division(), now) : Optional.empty();
        return Stream.concat(quiet.end(lane.division(), lane.channel(), now).stream(), own.stream())
                .max(Comparator.naturalOrder());
    }

    private Begun take(NoticeLanes.Lane lane, Delivery delivery, @Nullable Route route, Instant now) {
        if (!sendings.take(delivery, route == null ? "" : route.provider(), now)) {
            return new Instead(new More());
        }
        Delivery taken = sendings.get(delivery.id());
        if (route == null) {
            failed(lane, taken, new Carried.Failed("Nobody carries this channel for the division.", null));
            return new Instead(new More());
        }
        bundles.join(delivery, taken, now);
        return new Ready(taken, route);
    }

    private Left send(NoticeLanes.Lane lane, Ready ready) {
        Delivery taken = ready.delivery();
        Carried carried = talk.carry(bundles.outgoing(taken), ready.route());
        boolean noted = Boolean.TRUE.equals(own.execute(status -> note(lane, ready, carried)));
        log.info(
                "Message was handed over: deliveryId={} laneId={} channel={} provider={} attempt={} result={} noted={}",
                taken.id(),
                lane.id(),
                lane.channel(),
                ready.route().provider(),
                taken.attempts(),
                carried.getClass().getSimpleName(),
                noted);
        if (noted) {
            settle(taken.id());
        }
        return new More();
    }

    /** Its receipt may have been faster than our note. */
    private void settle(String deliveryId) {
        Delivery noted = sendings.get(deliveryId);
        if (noted.provider() != null && noted.providerId() != null) {
            receipts.settle(noted.provider(), noted.providerId());
        }
    }

    private boolean note(NoticeLanes.Lane lane, Ready ready, Carried carried) {
        Delivery taken = ready.delivery();
        if (carried instanceof Carried.Accepted accepted) {
            return sendings.accepted(taken, accepted.providerId());
        } else if (carried instanceof Carried.Refused refused) {
            return sendings.undelivered(taken, refused.detail());
        } else if (carried instanceof Carried.Failed failed) {
            return failed(lane, taken, failed);
        } else if (carried instanceof Carried.Unclear unclear) {
            return ready.route().idempotent()
                    ? again(taken, Set.of(), taken.rounds() + 1, null, taken.provider(), unclear.detail())
                    : sendings.unclear(taken, unclear.detail());
        }
        throw new IllegalStateException("Unknown result " + carried.getClass());
    }

    /** The next provider gets it at once; when all have failed, all are tried again later. */
    private boolean failed(NoticeLanes.Lane lane, Delivery taken, Carried.Failed failed) {
        if (taken.pinned() != null) {
            return again(taken, Set.of(), taken.rounds() + 1, failed.retryAfter(), taken.pinned(), failed.detail());
        }
        Set<String> tried = new LinkedHashSet<>(taken.tried());
        if (taken.provider() != null && !taken.provider().isEmpty()) {
            tried.add(taken.provider());
        }
        return talk.anybodyBut(tried, lane)
                ? sendings.back(taken, tried, taken.rounds(), null, null, failed.detail())
                : again(taken, Set.of(), taken.rounds() + 1, failed.retryAfter(), null, failed.detail());
    }

    private boolean again(
            Delivery taken,
            Set<String> tried,
            int rounds,
            @Nullable Duration retryAfter,
            @Nullable String mayBeThere,
            String detail) {
        Instant first = taken.firstTryAt() == null ? clock.instant() : taken.firstTryAt();
        Optional<Instant> next = plan.next(
                rounds,
                first,
                clock.instant(),
                retryAfter,
                ThreadLocalRandom.current().nextDouble());
        if (next.isPresent()) {
            return sendings.back(taken, tried, rounds, next.get(), mayBeThere, detail);
        }
        return mayBeThere == null ? sendings.undelivered(taken, detail) : sendings.unclear(taken, detail);
    }

    private Left closed(String laneId) {
        if (sendings.travels(laneId)) {
            return new Later(clock.instant().plus(LOOK_AGAIN));
        }
        // Only under the lock, and looked at again: somebody may be telling right now.
        lanes.lock(laneId);
        if (sendings.busy(laneId)) {
            return new More();
        }
        lanes.close(laneId);
        return new Nothing();
    }
}
