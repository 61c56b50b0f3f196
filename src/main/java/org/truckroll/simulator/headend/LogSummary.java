// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Service;

/** Counts what came and what reached the meters. */
@Service
@Profile("demo")
class LogSummary {

    /**
     * @param arrivals commands that came, also again and also in vain
     * @param effects what the meters did
     * @param repliesPending replies that still wait or are tried again
     * @param actedTwice ids of commands that made a meter act more than once: none, ever
     * @param mostInHand the highest number of commands that were accepted and unanswered at once
     * @param mostInWindow the highest number of arrivals in any stretch of {@code window}
     * @param devices a page of the meters something came for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Summary(
            Instant from,
            long arrivals,
            long effects,
            long repliesPending,
            List<String> actedTwice,
            int mostInHand,
            @Nullable Instant mostInHandAt,
            Duration window,
            int mostInWindow,
            @Nullable Instant mostInWindowAt,
            Map<String, Long> verdicts,
            Map<String, Long> faults,
            List<MeterLog.DeviceCount> devices,
            @Nullable String next) {}

    private final MeterLog log;
    private final Arrivals arrivals;
    private final PendingReplies replies;

    LogSummary(MeterLog log, Arrivals arrivals, PendingReplies replies) {
        this.log = log;
        this.arrivals = arrivals;
        this.replies = replies;
    }

    Summary of(Instant from, Duration window, Page.Request devices) {
        var peaks = new Peaks(window);
        arrivals.each(from, peaks::add);
        var verdicts = arrivals.counted("verdict", from);
        var page = log.devices(from, devices);
        return new Summary(
                from,
                verdicts.values().stream().mapToLong(Long::longValue).sum(),
                log.count(from),
                replies.count(),
                log.actedTwice(from),
                peaks.mostInHand,
                peaks.mostInHandAt,
                window,
                peaks.mostInWindow,
                peaks.mostInWindowAt,
                verdicts,
                arrivals.faults(from),
                page.items(),
                page.next());
    }

    /** Walks over the arrivals in their order. */
    private static final class Peaks {

        private final Duration window;
        private final PriorityQueue<Instant> inHand = new PriorityQueue<>();
        private final ArrayDeque<Instant> recent = new ArrayDeque<>();
        private int mostInHand;
        private @Nullable Instant mostInHandAt;
        private int mostInWindow;
        private @Nullable Instant mostInWindowAt;

        Peaks(Duration window) {
            this.window = window;
        }

        void add(Instant at, @Nullable Instant inHandUntil) {
            recent.add(at);
            while (!recent.getFirst().isAfter(at.minus(window))) {
                recent.removeFirst();
            }
            if (recent.size() > mostInWindow) {
                mostInWindow = recent.size();
                mostInWindowAt = at;
            }
            while (!inHand.isEmpty() && !inHand.peek().isAfter(at)) {
                inHand.remove();
            }
            if (inHandUntil != null && inHandUntil.isAfter(at)) {
                inHand.add(inHandUntil);
                if (inHand.size() > mostInHand) {
                    mostInHand = inHand.size();
                    mostInHandAt = at;
                }
            }
        }
    }
}
