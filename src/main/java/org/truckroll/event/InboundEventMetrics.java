// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.truckroll.shared.SqlTime;

/** Shows how many events wait for an operator or are with one, and since when the oldest one waits. What is archived is no trouble any more. */
@Component
class InboundEventMetrics implements MeterBinder {

    private static final List<InboundEvent.State> SHOWN =
            List.of(InboundEvent.State.PENDING, InboundEvent.State.ONWORK);

    private final JdbcClient jdbc;
    private final Clock clock;

    InboundEventMetrics(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (InboundEvent.State state : SHOWN) {
            Gauge.builder("truckroll.inbound.events", () -> count(state))
                    .description("Events from outside in this state, of all nodes")
                    .tag("state", state.name())
                    .register(registry);
        }
        TimeGauge.builder("truckroll.inbound.events.oldest", this::oldest, TimeUnit.SECONDS)
                .description("Since when the oldest event from outside waits for an operator, of all nodes")
                .register(registry);
    }

    private long count(InboundEvent.State state) {
        return jdbc.sql("select count(*) from tr_inbound_event where state = :state")
                .param("state", state.name())
                .query(Long.class)
                .single();
    }

    /** In seconds; since it came, however often it was taken and given back. */
    private long oldest() {
        return jdbc.sql("""
                        select stored_at from tr_inbound_event where state = 'PENDING' order by stored_at fetch first 1 rows only
                        """)
                .query((rs, row) -> SqlTime.read(rs, "stored_at"))
                .optional()
                .map(stored ->
                        Math.max(0, Duration.between(stored, clock.instant()).toSeconds()))
                .orElse(0L);
    }
}
