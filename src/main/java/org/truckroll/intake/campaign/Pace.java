// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Free places for further orders at one moment. A limit of n per minute is kept in every 60 seconds, and a sixth of it in every
 * ten seconds besides, so that a minute's orders do not come all at once.
 */
final class Pace {

    static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofSeconds(10);

    /** Orders that one campaign released for one head end at one moment. */
    record Released(String campaignId, String headEnd, Instant at, int count) {}

    private final String campaignId;
    private final @Nullable Integer overall;
    private final Map<String, Integer> perHeadEnd;
    private final int headEndLimit;
    private final Instant now;
    private final List<Released> newestFirst;

    /**
     * @param headEndLimit per minute and head end for all campaigns together
     * @param lastMinute what all campaigns have released
     */
    Pace(
            String campaignId,
            @Nullable Integer overall,
            Map<String, Integer> perHeadEnd,
            int headEndLimit,
            Instant now,
            List<Released> lastMinute) {
        this.campaignId = campaignId;
        this.overall = overall;
        this.perHeadEnd = perHeadEnd;
        this.headEndLimit = headEndLimit;
        this.now = now;
        this.newestFirst = new ArrayList<>(lastMinute.stream()
                .sorted(Comparator.comparing(Released::at).reversed())
                .toList());
    }

    /** How many more orders may go to this head end now. */
    int free(String headEnd) {
        return limits(headEnd).stream().mapToInt(this::free).min().orElse(Integer.MAX_VALUE);
    }

    void take(String headEnd) {
        newestFirst.add(0, new Released(campaignId, headEnd, now, 1));
    }

    /** When the next order may go to this head end; now, if one may. */
    Instant next(String headEnd) {
        return limits(headEnd).stream()
                .map(this::next)
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    /** Which releases count, and how many of them there may be within a time. */
    private record Limit(boolean own, @Nullable String headEnd, Duration within, int most) {

        boolean counts(Released released, String campaignId) {
            return (!own || released.campaignId().equals(campaignId))
                    && (headEnd == null || released.headEnd().equals(headEnd));
        }
    }

    private List<Limit> limits(String headEnd) {
        List<Limit> limits = new ArrayList<>();
        add(limits, true, null, overall);
        if (!headEnd.equals(CampaignItem.NO_HEAD_END)) {
            add(limits, true, headEnd, perHeadEnd.get(headEnd));
            add(limits, false, headEnd, headEndLimit);
        }
        return limits;
    }

    private static void add(List<Limit> limits, boolean own, @Nullable String headEnd, @Nullable Integer perMinute) {
        if (perMinute != null) {
            limits.add(new Limit(own, headEnd, MINUTE, perMinute));
            // Fewer than six in a minute: one after the other.
            Duration within =
                    perMinute < 6 ? Duration.ofMillis((MINUTE.toMillis() + perMinute - 1) / perMinute) : SHORT;
            limits.add(new Limit(own, headEnd, within, Math.max(1, (perMinute + 5) / 6)));
        }
    }

    private int free(Limit limit) {
        int counted = newestFirst.stream()
                .filter(released -> limit.counts(released, campaignId)
                        && released.at().plus(limit.within()).isAfter(now))
                .mapToInt(Released::count)
                .sum();
        return Math.max(0, limit.most() - counted);
    }

    private Instant next(Limit limit) {
        int counted = 0;
        for (Released released : newestFirst) {
            if (limit.counts(released, campaignId)) {
                counted += released.count();
                if (counted >= limit.most()) {
                    Instant over = released.at().plus(limit.within());
                    return over.isAfter(now) ? over : now;
                }
            }
        }
        return now;
    }
}
