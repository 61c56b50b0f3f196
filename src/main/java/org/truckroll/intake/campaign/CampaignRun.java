// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.intake.Intake;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.people.Caller;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;
import org.truckroll.shared.SqlTime;

/**
 * Runs campaigns: each look at one releases the orders that may go now, or says when to look again. What one look releases is committed together;
 * an order's externalId is fixed beforehand, so that a look that is repeated releases nothing twice.
 */
@Service
public class CampaignRun {

    /** What the process does next. */
    public enum Next {
        /** Orders were released: look again at once. */
        MORE,
        WAIT,
        PAUSED,
        STOPPED,
        COMPLETED
    }

    /** The result of a look; {@code at} says until when to wait. */
    public record Look(Next next, @Nullable Instant at) {}

    private static final Logger log = LoggerFactory.getLogger(CampaignRun.class);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int TRIES = 5;

    private final CampaignStore campaigns;
    private final CampaignItems items;
    private final Intake intake;
    private final ServicePoints points;
    private final OrderLifecycle lifecycle;
    private final CampaignProperties settings;
    private final Json json;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final TransactionTemplate savepoint;

    CampaignRun(
            CampaignStore campaigns,
            CampaignItems items,
            Intake intake,
            ServicePoints points,
            OrderLifecycle lifecycle,
            CampaignProperties settings,
            Json json,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.campaigns = campaigns;
        this.items = items;
        this.intake = intake;
        this.points = points;
        this.lifecycle = lifecycle;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /** One step of a campaign, in the caller's transaction. */
    public Look look(String id) {
        return Objects.requireNonNull(transaction.execute(status -> step(campaigns.lock(id))));
    }

    private Look step(Campaign campaign) {
        String id = campaign.id();
        switch (campaign.state()) {
            case STOPPED:
                return new Look(Next.STOPPED, null);
            case COMPLETED:
                return new Look(Next.COMPLETED, null);
            case PAUSED:
                return new Look(Next.PAUSED, null);
            default:
                break;
        }
        Instant now = clock.instant();
        Instant startAt = campaign.plan().startAt();
        if (startAt != null && startAt.isAfter(now)) {
            return new Look(Next.WAIT, startAt);
        }
        boolean canary = campaign.canary() == Campaign.CanaryState.RUNNING;
        List<CampaignItems.Waiting> waiting = items.waiting(id, canary);
        if (canary && waiting.isEmpty()) {
            if (items.anyOpen(id, true)) {
                return new Look(Next.WAIT, later(id, now));
            }
            if (pausedByCanary(campaign)) {
                return new Look(Next.PAUSED, null);
            }
            campaigns.canaryPassed(id);
            log.info("Canary of campaign passed: campaignId={}", id);
            canary = false;
            waiting = items.waiting(id, false);
        }
        if (waiting.isEmpty()) {
            if (items.anyOpen(id, false)) {
                return new Look(Next.WAIT, later(id, now));
            }
            campaigns.end(id, Campaign.State.COMPLETED, Caller.SERVER.id());
            log.info("Campaign completed: campaignId={}", id);
            return new Look(Next.COMPLETED, null);
        }
        if (!canary && pausedByFailures(campaign)) {
            return new Look(Next.PAUSED, null);
        }
        return release(campaign, canary, waiting);
    }

    /** The longer ago the last release, the longer until the next look: an order may take seconds or weeks. */
    private Instant later(String id, Instant now) {
        Duration since =
                Duration.between(items.lastRelease(id).orElse(now), now).dividedBy(10);
        Duration pause = Collections.max(List.of(settings.lookInterval(), since));
        return now.plus(Collections.min(List.of(pause, LONGEST_WAIT)));
    }

    private Look release(Campaign campaign, boolean canary, List<CampaignItems.Waiting> waiting) {
        int cohort =
                waiting.stream().mapToInt(CampaignItems.Waiting::cohort).min().orElseThrow();
        Instant cohortStart = campaigns.cohorts(campaign.id()).get(cohort - 1).startAt();
        if (cohortStart != null && cohortStart.isAfter(clock.instant())) {
            return new Look(Next.WAIT, cohortStart);
        }
        List<String> headEnds = waiting.stream()
                .filter(group -> group.cohort() == cohort)
                .map(CampaignItems.Waiting::headEnd)
                .sorted()
                .toList();
        headEnds.forEach(items::hold);
        // The time after the locks: what others have released before is older.
        Instant now = SqlTime.toSql(clock.instant()).toInstant();
        Pace pace = new Pace(
                campaign.id(),
                campaign.plan().ordersPerMinute(),
                campaign.plan().perHeadEnd(),
                settings.headEndOrdersPerMinute(),
                now,
                items.releasedAfter(now.minus(Pace.MINUTE)));
        List<CampaignItems.Row> next = new ArrayList<>();
        for (String headEnd : headEnds) {
            int free = Math.min(pace.free(headEnd), settings.chunk());
            if (free > 0) {
                next.addAll(items.next(campaign.id(), cohort, headEnd, canary, free));
            }
        }
        if (next.isEmpty()) {
            return new Look(
                    Next.WAIT,
                    headEnds.stream()
                            .map(pace::next)
                            .min(Comparator.naturalOrder())
                            .orElseThrow());
        }
        next.sort(Comparator.comparingInt(CampaignItems.Row::seq));
        releaseAll(campaign, next.subList(0, Math.min(next.size(), settings.chunk())), pace, now);
        return new Look(Next.MORE, null);
    }

    private void releaseAll(Campaign campaign, List<CampaignItems.Row> chunk, Pace pace, Instant now) {
        Map<String, ServicePoint> places = points.lockAll(
                chunk.stream().map(CampaignItems.Row::servicePointId).toList());
        List<CampaignItems.Settled> settled = new ArrayList<>();
        for (CampaignItems.Row item : chunk) {
            ServicePoint place = places.get(item.servicePointId());
            String headEnd = place == null ? item.headEnd() : CampaignIntake.headEnd(place);
            boolean moved = !headEnd.equals(item.headEnd());
            if (moved || pace.free(headEnd) == 0) {
                // The device was exchanged: its turn comes at the other head end.
                if (moved) {
                    settled.add(new CampaignItems.Settled(
                            item.seq(), CampaignItem.State.WAITING, null, headEnd, null, null));
                }
                continue;
            }
            CampaignItems.Settled result = release(campaign, item, headEnd);
            if (result.state() == CampaignItem.State.RELEASED) {
                pace.take(headEnd);
            }
            settled.add(result);
        }
        items.settle(campaign.id(), settled, now);
        log.info(
                "Campaign released orders: campaignId={} released={} refused={}",
                campaign.id(),
                count(settled, CampaignItem.State.RELEASED),
                count(settled, CampaignItem.State.REFUSED));
    }

    private static long count(List<CampaignItems.Settled> settled, CampaignItem.State state) {
        return settled.stream().filter(one -> one.state() == state).count();
    }

    /** Through the same door as a single order, with the rights of who made the campaign. */
    private CampaignItems.Settled release(Campaign campaign, CampaignItems.Row item, String headEnd) {
        Caller creator = new Caller(
                campaign.requester(),
                Caller.Kind.valueOf(campaign.requesterKind()),
                Set.of(),
                Set.of(campaign.division()),
                Set.of());
        try {
            // A savepoint: a refusal undoes this order and none of the others.
            Intake.Accepted accepted = Objects.requireNonNull(savepoint.execute(status -> intake.accept(
                    CampaignIntake.order(
                            campaign.type(),
                            campaign.plan().order(),
                            item.servicePointId(),
                            item.externalId(),
                            item.collection()),
                    null,
                    creator)));
            return new CampaignItems.Settled(
                    item.seq(), CampaignItem.State.RELEASED, accepted.order().id(), headEnd, null, null);
        } catch (Problem refusal) {
            String detail = refusal.getMessage();
            return new CampaignItems.Settled(
                    item.seq(),
                    CampaignItem.State.REFUSED,
                    null,
                    headEnd,
                    refusal.name(),
                    detail.length() <= 1000 ? detail : detail.substring(0, 1000));
        }
    }

    private boolean pausedByCanary(Campaign campaign) {
        List<Boolean> ends =
                items.lastEnds(campaign.id(), Instant.EPOCH, campaign.plan().canarySize(), true);
        return pausedIf(
                campaign, Campaign.Pause.Code.CANARY, ends, campaign.plan().canaryMaxFailureRate());
    }

    private boolean pausedByFailures(Campaign campaign) {
        Campaign.Plan plan = campaign.plan();
        List<Boolean> ends = items.lastEnds(campaign.id(), campaign.judgedFrom(), plan.window(), false);
        return ends.size() >= plan.minimum()
                && pausedIf(campaign, Campaign.Pause.Code.FAILURE_RATE, ends, plan.maxFailureRate());
    }

    private boolean pausedIf(Campaign campaign, Campaign.Pause.Code code, List<Boolean> ends, BigDecimal max) {
        long failed = ends.stream().filter(good -> !good).count();
        if (ends.isEmpty()
                || max.multiply(BigDecimal.valueOf(ends.size())).compareTo(BigDecimal.valueOf(failed)) >= 0) {
            return false;
        }
        String what = code == Campaign.Pause.Code.CANARY ? "of the canary's " : "of the last ";
        campaigns.pause(
                campaign.id(),
                new Campaign.Pause(
                        code,
                        failed + " " + what + ends.size() + " ended orders failed, allowed are " + percent(max) + "."),
                Caller.SERVER.id());
        log.info(
                "Campaign paused itself: campaignId={} code={} failed={}/{}", campaign.id(), code, failed, ends.size());
        return true;
    }

    static String percent(BigDecimal rate) {
        return rate.movePointRight(2)
                        .setScale(1, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString() + " %";
    }

    /** Nothing further is released until somebody resumes it; what was released goes on. */
    public Campaign pause(String id, @Nullable String reason, Caller by) {
        return change(id, Campaign.State.PAUSED, campaign -> {
            if (campaign.state() == Campaign.State.RUNNING) {
                campaigns.pause(
                        id,
                        new Campaign.Pause(
                                Campaign.Pause.Code.BY_PERSON, reason == null ? "Paused by " + by.id() + "." : reason),
                        by.id());
                log.info("Campaign paused: campaignId={} by={}", id, by.id());
            }
            return current(id);
        });
    }

    /** Goes on where it rested. A canary that failed counts as accepted, and failures are counted anew. */
    public Campaign resume(String id, Caller by) {
        return change(id, Campaign.State.RUNNING, campaign -> resumed(campaign, by.id()));
    }

    /** Releases nothing further, for good; what was released goes on and can be cancelled order by order. */
    public Campaign stop(String id, Caller by) {
        return change(id, Campaign.State.STOPPED, campaign -> stopped(campaign, by.id()));
    }

    /**
     * A person's decision from the task, in the task's transaction.
     *
     * @throws Problem 422 when it is neither RESUME nor STOP
     */
    public void decide(String id, @Nullable String decision, String by) {
        Campaign campaign = campaigns.lock(id);
        if ("RESUME".equals(decision)) {
            resumed(campaign, by);
        } else if ("STOP".equals(decision)) {
            stopped(campaign, by);
        } else {
            throw Problem.unprocessable(
                    "decision-not-allowed",
                    "Decide RESUME or STOP.",
                    new Problem.FieldError("/decision", "must be RESUME or STOP"));
        }
    }

    private Campaign resumed(Campaign campaign, String by) {
        if (campaign.state() == Campaign.State.PAUSED) {
            boolean canaryFailed = campaign.pause() != null && campaign.pause().code() == Campaign.Pause.Code.CANARY;
            campaigns.resume(campaign.id(), canaryFailed ? Campaign.CanaryState.PASSED : campaign.canary(), by);
            log.info("Campaign resumed: campaignId={} by={}", campaign.id(), by);
        }
        return current(campaign.id());
    }

    private Campaign stopped(Campaign campaign, String by) {
        if (!campaign.state().ended()) {
            int left = items.stopWaiting(campaign.id());
            campaigns.end(campaign.id(), Campaign.State.STOPPED, by);
            log.info("Campaign stopped: campaignId={} by={} notReleased={}", campaign.id(), by, left);
        }
        return current(campaign.id());
    }

    private Campaign current(String id) {
        return campaigns.find(id).orElseThrow();
    }

    /** Row and token together. When the token moves at this moment, once more. */
    private Campaign change(String id, Campaign.State wanted, UnaryOperator<Campaign> work) {
        for (int tries = 1; ; tries++) {
            try {
                return Objects.requireNonNull(transaction.execute(status -> {
                    Campaign before = campaigns.lock(id);
                    Campaign after = work.apply(before);
                    if (after.state() != wanted) {
                        throw Problem.conflict("campaign-ended", "The campaign has ended: " + after.state() + ".");
                    }
                    if (after.state() != before.state()) {
                        lifecycle.signal(Campaign.CHANGED, id);
                    }
                    return after;
                }));
            } catch (ConcurrencyFailureException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** What the task about a paused campaign shows. */
    public Map<String, Object> card(String id) {
        Campaign campaign = current(id);
        Campaign.Pause pause = campaign.pause();
        List<CampaignItems.Count> counts = items.counts(id);
        return Map.of(
                "work",
                "CAMPAIGN_PAUSED",
                "why",
                pause == null ? "The campaign was paused." : pause.reason(),
                "orderType",
                campaign.type(),
                "waiting",
                (long) counts.stream()
                        .filter(count -> count.state() == CampaignItem.State.WAITING)
                        .mapToInt(CampaignItems.Count::count)
                        .sum(),
                "released",
                (long) counts.stream()
                        .filter(count -> count.state() == CampaignItem.State.RELEASED)
                        .mapToInt(CampaignItems.Count::count)
                        .sum());
    }

    /** The numbers at the end, kept with the campaign. */
    public void summarize(String id) {
        String summary = json.write(CampaignProgress.numbers(items.counts(id)));
        campaigns.summarize(id, summary);
        log.info("Campaign summarized: campaignId={} state={}", id, current(id).state());
    }
}
