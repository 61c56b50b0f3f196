// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment.web;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import org.truckroll.field.appointment.CustomerLinkProperties;

/** Counts what each address asks for in a minute, on this node: nobody tries links out by the thousand. */
@Component
final class RequestLimit {

    private static final int MOST_ADDRESSES = 20_000;
    private static final long MINUTE = 60;

    private record Minute(long number, Map<String, AtomicInteger> counts) {}

    private final int most;
    private final Clock clock;
    private volatile Minute current = new Minute(0, new ConcurrentHashMap<>());

    RequestLimit(CustomerLinkProperties settings, Clock clock) {
        this.most = settings.requestsPerMinute();
        this.clock = clock;
    }

    /** False when this address has to wait. When too many addresses come, unknown ones wait. */
    boolean admits(String address) {
        long number = clock.instant().getEpochSecond() / MINUTE;
        Minute minute = current;
        if (minute.number() != number) {
            minute = new Minute(number, new ConcurrentHashMap<>());
            current = minute;
        }
        if (minute.counts().size() >= MOST_ADDRESSES && !minute.counts().containsKey(address)) {
            return false;
        }
        return minute.counts()
                        .computeIfAbsent(address, first -> new AtomicInteger())
                        .incrementAndGet()
                <= most;
    }
}
