// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.reconcile;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How far our facts are from those of the head ends; counted at an interval, so that no scrape can load the server. */
@Component
class ReconcileMetrics {

    private final Drifts drifts;
    private final MultiGauge gauge;

    ReconcileMetrics(Drifts drifts, MeterRegistry registry) {
        this.drifts = drifts;
        this.gauge = MultiGauge.builder("truckroll.drift")
                .description("Facts that differ from what the head end says, by head end and kind")
                .register(registry);
    }

    @Scheduled(initialDelayString = "PT15S", fixedDelayString = "${truckroll.operations.metrics-interval:PT15S}")
    void count() {
        gauge.register(
                drifts.counts().stream()
                        .<MultiGauge.Row<?>>map(count -> MultiGauge.Row.of(
                                Tags.of(
                                        "headEnd",
                                        String.valueOf(count.get("head_end")),
                                        "kind",
                                        String.valueOf(count.get("kind"))),
                                (Number) count.get("drifts")))
                        .toList(),
                true);
    }
}
