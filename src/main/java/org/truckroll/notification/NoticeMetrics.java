// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Shows what waits, and what went wrong in a way that people should look at. */
@Component
class NoticeMetrics implements MeterBinder {

    private static final List<DeliveryState> SHOWN = List.of(
            DeliveryState.WAITING,
            DeliveryState.HELD,
            DeliveryState.SENDING,
            DeliveryState.UNCLEAR,
            DeliveryState.UNDELIVERED);

    private final JdbcClient jdbc;

    NoticeMetrics(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (DeliveryState state : SHOWN) {
            Gauge.builder("truckroll.notices", () -> count(state))
                    .description("Messages to people in this state, of all nodes")
                    .tag("state", state.name())
                    .register(registry);
        }
    }

    private long count(DeliveryState state) {
        return jdbc.sql("select count(*) from tr_delivery where state = :state")
                .param("state", state.name())
                .query(Long.class)
                .single();
    }
}
