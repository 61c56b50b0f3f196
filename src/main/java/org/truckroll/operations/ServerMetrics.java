// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.EngineBacklog;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.shared.Inbox;

/** Gauges that need a count in the database; counted at an interval, so that no scrape can load the server. */
@Component
class ServerMetrics {

    @Configuration
    @EnableScheduling
    static class Schedule {}

    private final ServiceOrders orders;
    private final Activities activities;
    private final EngineBacklog backlog;
    private final Inbox inbox;
    private final MultiGauge orderGauge;
    private final MultiGauge activityGauge;
    private final MultiGauge jobGauge;
    private volatile long inboxDepth;
    private volatile long openTasks;

    ServerMetrics(
            ServiceOrders orders, Activities activities, EngineBacklog backlog, Inbox inbox, MeterRegistry registry) {
        this.orders = orders;
        this.activities = activities;
        this.backlog = backlog;
        this.inbox = inbox;
        this.orderGauge = MultiGauge.builder("truckroll.orders")
                .description("Orders by state and type")
                .register(registry);
        this.activityGauge = MultiGauge.builder("truckroll.activities")
                .description("Activities by kind, action and state")
                .register(registry);
        this.jobGauge = MultiGauge.builder("truckroll.jobs")
                .description("Jobs of the engine: due, timer, failed")
                .register(registry);
        Gauge.builder("truckroll.inbox.depth", () -> inboxDepth)
                .description("Signals from outside that nobody has taken yet")
                .register(registry);
        Gauge.builder("truckroll.tasks.open", () -> openTasks)
                .description("Tasks that wait for a person")
                .register(registry);
    }

    @EventListener(ApplicationReadyEvent.class)
    @Scheduled(initialDelayString = "PT15S", fixedDelayString = "${truckroll.operations.metrics-interval:PT15S}")
    void count() {
        orderGauge.register(rows(orders.counts(), "orders", "state", "type"), true);
        activityGauge.register(rows(activities.counts(), "activities", "kind", "action", "state"), true);
        jobGauge.register(
                backlog.jobs().entrySet().stream()
                        .<MultiGauge.Row<?>>map(
                                job -> MultiGauge.Row.of(Tags.of("waiting", job.getKey()), job.getValue()))
                        .toList(),
                true);
        inboxDepth = inbox.depth();
        openTasks = backlog.tasks();
    }

    private static List<MultiGauge.Row<?>> rows(List<Map<String, Object>> counts, String number, String... tags) {
        return counts.stream()
                .<MultiGauge.Row<?>>map(count -> {
                    Tags labels = Tags.empty();
                    for (String tag : tags) {
                        String value = String.valueOf(count.get(tag));
                        labels = labels.and(
                                tag,
                                "orders".equals(number) && "state".equals(tag)
                                        ? OrderState.valueOf(value).word()
                                        : value);
                    }
                    return MultiGauge.Row.of(labels, ((Number) count.get(number)).longValue());
                })
                .toList();
    }
}
