// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** How far campaigns are: numbers for a progress page, and the items one by one. */
@Service
public class CampaignProgress {

    /**
     * Items by where they stand. {@code open} to {@code cancelled} are the released ones by state of their order and add up to
     * {@code released}.
     */
    public record Numbers(
            int total,
            int waiting,
            int refused,
            int stopped,
            int released,
            int open,
            int completed,
            int partial,
            int failed,
            int rejected,
            int cancelled) {}

    /** Part = cohort or head end. */
    public record CohortNumbers(String name, @Nullable Instant startAt, Numbers items) {}

    /** {@code ordersPerMinute}: the limit that holds for this campaign there; {@code lastMinute}: what it released. */
    public record HeadEndNumbers(
            @Nullable String headEnd, @Nullable Integer ordersPerMinute, int lastMinute, Numbers items) {}

    /** Failures among the last ended orders, as the automatic pause counts them. */
    public record Failures(BigDecimal rate, int failed, int ended, BigDecimal max, int window, int minimum) {}

    public record Canary(Campaign.CanaryState state, int size, BigDecimal maxFailureRate, Numbers items) {}

    /** Everything of one campaign but its items. */
    public record Progress(
            Campaign campaign,
            Numbers items,
            List<CohortNumbers> cohorts,
            List<HeadEndNumbers> headEnds,
            Failures failures,
            @Nullable Canary canary,
            int lastMinute,
            @Nullable Instant lastReleaseAt,
            @Nullable Instant expectedReleaseEnd) {}

    private final CampaignStore campaigns;
    private final CampaignItems items;
    private final CampaignProperties settings;
    private final Clock clock;

    CampaignProgress(CampaignStore campaigns, CampaignItems items, CampaignProperties settings, Clock clock) {
        this.campaigns = campaigns;
        this.items = items;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The campaign, if the caller may see it.
     *
     * @throws Problem 404
     */
    public Campaign visible(String id, Caller caller) {
        return Optional.of(id)
                .filter(text -> text.length() <= 64 && text.indexOf('\u0000') < 0)
                .flatMap(campaigns::find)
                .filter(campaign -> caller.sees(campaign.division()))
                .orElseThrow(() -> Problem.notFound("campaign", id));
    }

    public List<Campaign> search(Campaign.@Nullable State state, Caller caller, Page.Request page) {
        return campaigns.search(state, caller.divisions(), page);
    }

    public List<CampaignItem> items(
            Campaign campaign,
            CampaignItem.@Nullable State state,
            @Nullable OrderState orderState,
            @Nullable String cohort,
            Page.Request page) {
        try {
            return items.page(
                    campaign.id(),
                    state,
                    orderState,
                    cohort,
                    page.after() == null ? null : Integer.valueOf(page.after()),
                    page.fetch());
        } catch (NumberFormatException e) {
            throw Problem.badRequest("Parameter 'cursor' is not one that this server gave.", List.of());
        }
    }

    public Progress of(Campaign campaign) {
        Instant now = clock.instant();
        Campaign.Plan plan = campaign.plan();
        List<CampaignItems.Count> counts = items.counts(campaign.id());
        List<Pace.Released> own = items.releasedAfter(now.minus(Pace.MINUTE)).stream()
                .filter(released -> released.campaignId().equals(campaign.id()))
                .toList();
        List<CohortNumbers> cohorts = new ArrayList<>();
        for (CampaignStore.Cohort cohort : campaigns.cohorts(campaign.id())) {
            cohorts.add(new CohortNumbers(
                    cohort.name(), cohort.startAt(), numbers(counts, count -> count.cohort() == cohort.seq())));
        }
        Map<String, HeadEndNumbers> headEnds = new TreeMap<>();
        for (CampaignItems.Count count : counts) {
            headEnds.computeIfAbsent(
                    count.headEnd(),
                    headEnd -> new HeadEndNumbers(
                            headEnd.equals(CampaignItem.NO_HEAD_END) ? null : headEnd,
                            limit(plan, headEnd),
                            sum(own, headEnd),
                            numbers(counts, other -> other.headEnd().equals(headEnd))));
        }
        return new Progress(
                campaign,
                numbers(counts),
                cohorts,
                List.copyOf(headEnds.values()),
                failures(campaign),
                campaign.canary() == Campaign.CanaryState.NONE
                        ? null
                        : new Canary(
                                campaign.canary(),
                                plan.canarySize(),
                                plan.canaryMaxFailureRate(),
                                numbers(counts, CampaignItems.Count::canary)),
                sum(own, null),
                items.lastRelease(campaign.id()).orElse(null),
                expectedReleaseEnd(campaign, headEnds, now));
    }

    private Failures failures(Campaign campaign) {
        Campaign.Plan plan = campaign.plan();
        List<Boolean> ends = items.lastEnds(campaign.id(), campaign.judgedFrom(), plan.window(), false);
        int failed = (int) ends.stream().filter(good -> !good).count();
        BigDecimal rate = ends.isEmpty()
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(failed).divide(BigDecimal.valueOf(ends.size()), 4, RoundingMode.HALF_UP);
        return new Failures(
                rate.stripTrailingZeros().max(BigDecimal.ZERO),
                failed,
                ends.size(),
                plan.maxFailureRate(),
                plan.window(),
                plan.minimum());
    }

    /** The limit that is reached first at this head end. */
    private @Nullable Integer limit(Campaign.Plan plan, String headEnd) {
        if (headEnd.equals(CampaignItem.NO_HEAD_END)) {
            return plan.ordersPerMinute();
        }
        int limit = Math.min(
                settings.headEndOrdersPerMinute(),
                plan.perHeadEnd().getOrDefault(headEnd, settings.headEndOrdersPerMinute()));
        return plan.ordersPerMinute() == null ? limit : Integer.valueOf(Math.min(limit, plan.ordersPerMinute()));
    }

    /** By the limits alone; unknown while the campaign rests or its canary is out. */
    private static @Nullable Instant expectedReleaseEnd(
            Campaign campaign, Map<String, HeadEndNumbers> headEnds, Instant now) {
        int waiting = headEnds.values().stream()
                .mapToInt(one -> one.items().waiting())
                .sum();
        if (campaign.state() != Campaign.State.RUNNING
                || campaign.canary() == Campaign.CanaryState.RUNNING
                || waiting == 0) {
            return null;
        }
        Integer overall = campaign.plan().ordersPerMinute();
        long millis = overall == null ? 0 : waiting * 60_000L / overall;
        for (HeadEndNumbers one : headEnds.values()) {
            if (one.ordersPerMinute() != null) {
                millis = Math.max(millis, one.items().waiting() * 60_000L / one.ordersPerMinute());
            }
        }
        Instant startAt = campaign.plan().startAt();
        return (startAt == null || startAt.isBefore(now) ? now : startAt).plus(Duration.ofMillis(millis));
    }

    private static int sum(List<Pace.Released> released, @Nullable String headEnd) {
        return released.stream()
                .filter(one -> headEnd == null || one.headEnd().equals(headEnd))
                .mapToInt(Pace.Released::count)
                .sum();
    }

    static Numbers numbers(List<CampaignItems.Count> counts) {
        return numbers(counts, count -> true);
    }

    private static Numbers numbers(List<CampaignItems.Count> counts, Predicate<CampaignItems.Count> which) {
        List<CampaignItems.Count> all = counts.stream().filter(which).toList();
        return new Numbers(
                sum(all, count -> true),
                sum(all, count -> count.state() == CampaignItem.State.WAITING),
                sum(all, count -> count.state() == CampaignItem.State.REFUSED),
                sum(all, count -> count.state() == CampaignItem.State.STOPPED),
                sum(all, count -> count.state() == CampaignItem.State.RELEASED),
                sum(all, count -> count.state() == CampaignItem.State.RELEASED && !count.ended()),
                sum(all, count -> count.order() == OrderState.COMPLETED),
                sum(all, count -> count.order() == OrderState.PARTIAL),
                sum(all, count -> count.order() == OrderState.FAILED),
                sum(all, count -> count.order() == OrderState.REJECTED),
                sum(all, count -> count.order() == OrderState.CANCELLED));
    }

    private static int sum(List<CampaignItems.Count> counts, Predicate<CampaignItems.Count> which) {
        return counts.stream()
                .filter(which)
                .mapToInt(CampaignItems.Count::count)
                .sum();
    }
}
