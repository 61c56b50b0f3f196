// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what each address asks for in a stretch of time, on this node: nobody tries links out by the thousand. */
public final class RequestLimit {

    private static final int MOST_ADDRESSES = 20_000;

    private record Stretch(long number, Map<String, AtomicInteger> counts) {}

    private final int most;
    private final long seconds;
    private final Clock clock;
    private volatile Stretch current = new Stretch(0, new ConcurrentHashMap<>());

    public RequestLimit(int most, Duration stretch, Clock clock) {
        this.most = most;
        this.seconds = stretch.toSeconds();
        this.clock = clock;
    }

    /** False when this address has to wait. When too many addresses come, unknown ones wait. */
    public boolean admits(String address) {
        long number = clock.instant().getEpochSecond() / seconds;
        Stretch stretch = current;
        if (stretch.number() != number) {
            stretch = new Stretch(number, new ConcurrentHashMap<>());
            current = stretch;
        }
        if (stretch.counts().size() >= MOST_ADDRESSES && !stretch.counts().containsKey(address)) {
            return false;
        }
        return stretch.counts()
                        .computeIfAbsent(address, first -> new AtomicInteger())
                        .incrementAndGet()
                <= most;
    }
}
