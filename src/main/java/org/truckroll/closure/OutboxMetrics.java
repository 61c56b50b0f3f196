// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** Shows how many messages still wait for their recipients. */
@Component
class OutboxMetrics implements MeterBinder {

    private final Lanes lanes;

    OutboxMetrics(Lanes lanes) {
        this.lanes = lanes;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("truckroll.outbox.depth", lanes, Lanes::depth)
                .description("Messages that wait for delivery")
                .register(registry);
    }
}
