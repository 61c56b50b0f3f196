// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.truckroll.command.ReadOnlyCommands;
import org.truckroll.command.reconcile.Drift;
import org.truckroll.command.reconcile.Drifts;
import org.truckroll.command.reconcile.Reconciliation;
import org.truckroll.command.reconcile.ReconciliationRun;
import org.truckroll.people.Caller;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** Comparison and quota by the job executor on the database of production, asked for by many at once as by several nodes (SOM-10). */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "truckroll.reconcile.page=100",
            "truckroll.reconcile.min-age=PT0S",
            "truckroll.reconcile.max-orders=30",
            "truckroll.command.read-only-per-hour=5",
        })
@ActiveProfiles("demo")
@Import({PostgresInTest.class, Stories.class})
@DirtiesContext
class ReconciliationOnPostgresIT {

    private static final int METERS = 1000;
    private static final int DIFFERENT = 50;
    private static final int AT_ONCE = 8;
    private static final Pattern CURSOR = Pattern.compile("cursor=(\\d+)");
    private static final Caller OPERATOR =
            new Caller("operator", Caller.Kind.PERSON, Set.of("head-end-ops"), Set.of("north"), Set.of());

    /** Names every meter of the test, some with another switch than ours, and takes every command without a word. */
    private static final HttpServer HEAD_END = headEnd();

    private static volatile List<String> meters = List.of();

    @DynamicPropertySource
    static void address(DynamicPropertyRegistry registry) {
        registry.add(
                "truckroll.head-ends.listed.url",
                () -> "http://127.0.0.1:" + HEAD_END.getAddress().getPort());
    }

    @AfterAll
    static void stop() {
        HEAD_END.stop(0);
    }

    @Autowired
    private Stories stories;

    @Autowired
    private Reconciliation reconciliation;

    @Autowired
    private Drifts drifts;

    @Autowired
    private ReadOnlyCommands readOnly;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void manyMetersAreComparedOnceAndInvestigatedWithinTheLimit() throws Exception {
        List<Story> places = IntStream.range(0, METERS)
                .mapToObj(number -> stories.at(
                        "{\"device\":{\"headEnd\":\"listed\",\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}"))
                .toList();
        List<String> list = new ArrayList<>();
        for (int i = 0; i < METERS; i++) {
            list.add(meter(places.get(i).device().id(), i < DIFFERENT ? "OFF" : "ON"));
        }
        list.add(meter("X-STRANGER", "ON"));
        meters = List.copyOf(list);

        assertThat(atOnce(AT_ONCE, () -> reconciliation.begin("listed", OPERATOR)))
                .as("who asks while it runs is refused")
                .isEqualTo(1);
        ReconciliationRun run = done();
        assertThat(run.listed()).isEqualTo(METERS + 1);
        assertThat(run.compared()).isEqualTo(METERS);
        assertThat(run.raised()).isEqualTo(30);
        assertThat(run.detail()).contains("next night");
        List<Drift> found = drifts.search(
                new Drifts.Search("listed", null, true), Set.of("north"), true, new Page.Request(500, null));
        assertThat(found.stream().collect(Collectors.groupingBy(Drift::kind, Collectors.counting())))
                .isEqualTo(Map.of(Drift.Kind.SWITCH, (long) DIFFERENT, Drift.Kind.UNKNOWN_HERE, 1L));
        assertThat(jdbc.sql("select count(*) from tr_service_order where requester = 'reconcile'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(30);
        assertThat(jdbc.sql("select count(*) from tr_reconciliation_seen")
                        .query(Integer.class)
                        .single())
                .isZero();

        meters = list.subList(0, METERS);
        reconciliation.begin("listed", OPERATOR);
        assertThat(done().raised()).as("the same night").isZero();
        assertThat(drifts.search(
                        new Drifts.Search("listed", Drift.Kind.UNKNOWN_HERE, true),
                        Set.of("north"),
                        true,
                        new Page.Request(500, null)))
                .isEmpty();
    }

    @Test
    void quotaHoldsWhenManyAskAtOnce() {
        Story story =
                stories.at("{\"device\":{\"headEnd\":\"listed\",\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}");
        Caller shop = new Caller("shop", Caller.Kind.CLIENT, Set.of("readers"), Set.of("north"), Set.of());
        readOnly.start(null, story.pointId, "PING", shop);
        assertThat(atOnce(3 * AT_ONCE, () -> readOnly.start(null, story.pointId, "PING", shop)))
                .isEqualTo(4);
    }

    /** How many of them were not refused. */
    private static long atOnce(int callers, Runnable call) {
        CountDownLatch start = new CountDownLatch(1);
        var threads = Executors.newFixedThreadPool(callers);
        try {
            List<CompletableFuture<Boolean>> calls = IntStream.range(0, callers)
                    .mapToObj(number -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    start.await();
                                    call.run();
                                    return true;
                                } catch (Problem | ConcurrencyFailureException | DuplicateKeyException e) {
                                    return false;
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            threads))
                    .toList();
            start.countDown();
            return calls.stream().filter(CompletableFuture::join).count();
        } finally {
            threads.shutdownNow();
        }
    }

    private ReconciliationRun done() throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(3));
        while (true) {
            ReconciliationRun run =
                    reconciliation.of("listed", new Page.Request(1, null)).get(0);
            if (run.state() != ReconciliationRun.State.RUNNING) {
                assertThat(run.state()).as(run.detail()).isEqualTo(ReconciliationRun.State.DONE);
                return run;
            }
            assertThat(Instant.now()).as("%s", run).isBefore(end);
            Thread.sleep(200);
        }
    }

    private static String meter(String id, String position) {
        return "{\"deviceId\":\"" + id + "\",\"enrolled\":true,\"switch\":\"" + position + "\"}";
    }

    private static HttpServer headEnd() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/commands", exchange -> {
                exchange.sendResponseHeaders(202, -1);
                exchange.close();
            });
            server.createContext("/meters", exchange -> {
                Matcher cursor = CURSOR.matcher(exchange.getRequestURI().getQuery());
                int from = cursor.find() ? Integer.parseInt(cursor.group(1)) : 0;
                int to = Math.min(meters.size(), from + 100);
                byte[] page = ("{\"items\":[" + String.join(",", meters.subList(from, to)) + "]"
                                + (to < meters.size() ? ",\"next\":\"" + to + "\"" : "") + "}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                exchange.close();
            });
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "listing-head-end");
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
