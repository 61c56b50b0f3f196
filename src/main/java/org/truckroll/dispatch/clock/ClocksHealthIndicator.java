// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Tells how many clocks run, and whether limits are noted in time. Always up: a late clock is no reason to take a node out of service. */
@Component
class ClocksHealthIndicator implements HealthIndicator {

    /** A timer is noted within seconds. */
    private static final Duration IN_TIME = Duration.ofMinutes(2);

    private final ClockRows rows;
    private final ClockWatch watch;
    private final Clock time;

    ClocksHealthIndicator(ClockRows rows, ClockWatch watch, Clock time) {
        this.rows = rows;
        this.watch = watch;
        this.time = time;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        rows.counts().forEach((state, clocks) -> health.withDetail(state.toLowerCase(java.util.Locale.ROOT), clocks));
        health.withDetail("notNotedInTime", rows.late(time.instant().minus(IN_TIME)));
        health.withDetail("lookedAt", String.valueOf(watch.lookedAt()));
        return health.build();
    }
}
