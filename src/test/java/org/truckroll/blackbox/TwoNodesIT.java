// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one PostgreSQL share the work; one is killed (-9) under load (design 7). */
class TwoNodesIT {

    private static final int ORDERS = 60;
    private static final int VISITS = 20;

    private final Database database = Database.Postgres.start();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private Server one;
    private Server two;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        one = node(Files.createDirectory(directory.resolve("one")));
        two = node(Files.createDirectory(directory.resolve("two")));
    }

    private Server node(Path directory) {
        int port = Server.freePort();
        return new Server(
                directory,
                port,
                database,
                "--truckroll.public-base-url=http://127.0.0.1:" + port,
                "--truckroll.command.time-factor=0.3",
                // What a killed node had in its hands is anybody's again three of these and half a minute later.
                "--truckroll.command.call-timeout=PT4S",
                "--truckroll.simulator.reply-delay=PT0.3S",
                "--camunda.bpm.job-execution.max-wait=1000");
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        one.close();
        two.close();
        database.close();
    }

    @Test
    void loseAndRepeatNothingWhenOneDies() throws Exception {
        Cis cis = new Cis(one.http());
        Meters meters = new Meters(one.http());
        for (int i = 0; i < ORDERS; i++) {
            boolean visited = i < VISITS;
            if (!visited) {
                meters.has("M-" + i, true, "OFF", "57.0");
            }
            cis.registers(
                    "SP-" + i,
                    Cis.point(
                            "ON",
                            visited
                                    ? Devices.manual("M-" + i, "OFF")
                                    : Devices.smart("M-" + i, "COMMISSIONED", "OFF")));
        }

        ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();
        List<Callable<Boolean>> posts = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            Map<String, Object> order = Cis.enable("SR-" + i, "SP-" + i);
            posts.add(() -> posted(order, one, ids));
            posts.add(() -> posted(order, two, ids));
        }
        threads.invokeAll(posts).forEach(TwoNodesIT::result);
        Set<String> orders = new HashSet<>(ids);
        assertThat(ids).hasSize(2 * ORDERS);
        assertThat(orders).hasSize(ORDERS);

        PageLogin page = new PageLogin(two.http(), "crew");
        page.get(one.http(), "/api/v1/field-activities").is(200);
        for (int i = 0; i < VISITS; i++) {
            oneWinsTheClaim(orderOf(cis, i));
        }
        two.kill();
        two.launch();
        for (int i = 0; i < VISITS; i++) {
            String order = orderOf(cis, i);
            Crew winner = winner(order);
            winner.complete(
                            winner.visit(order, "TURN_ON_METER"),
                            Map.of("mode", "TURNED_ON", "readings", Devices.reading("5.0")))
                    .is(200);
        }
        two.awaitReady();
        orders.forEach(order -> new Cis(two.http()).awaits(order, "completed"));

        page.get(two.http(), "/api/v1/field-activities").is(200);
        page.end(one.http());
        page.get(two.http(), "/api/v1/field-activities").isProblem(401, "unauthorized");
        meters.nothingTwice();
        for (int i = VISITS; i < ORDERS; i++) {
            assertThat(meters.commandsOf("M-" + i)).containsExactly("REMOTE_CONNECT", "ON_DEMAND_READ_SCALAR");
        }
        for (int i = 0; i < VISITS; i++) {
            assertThat(cis.order(orderOf(cis, i)).path("activities").findValuesAsText("action"))
                    .containsExactly("TURN_ON_METER");
        }
        for (String order : orders) {
            cis.answer(order);
            assertThat(cis.answers(order).stream()
                            .map(answer -> answer.path("webhookId").asText())
                            .distinct())
                    .hasSize(1);
        }
        JsonNode incidents = one.http()
                .get("admin", "/engine-rest/incident?maxResults=10")
                .is(200)
                .json();
        assertThat(incidents).isEmpty();
    }

    private static boolean posted(Map<String, Object> order, Server node, ConcurrentLinkedQueue<String> ids) {
        Http.Answer answer = new Cis(node.http()).posts(order).is(200, 201);
        return ids.add(answer.json().path("id").asText());
    }

    private static String orderOf(Cis cis, int number) {
        return cis.orders("externalId=SR-" + number).get(0).path("id").asText();
    }

    private void oneWinsTheClaim(String order) throws Exception {
        String visit = new Crew(one.http(), "crew").visit(order, "TURN_ON_METER");
        List<Http.Answer> claims = new ArrayList<>();
        List<Callable<Http.Answer>> race = List.of(
                () -> new Crew(one.http(), "crew").claim(visit), () -> new Crew(two.http(), "crew2").claim(visit));
        for (Future<Http.Answer> claim : threads.invokeAll(race)) {
            claims.add(claim.get());
        }
        assertThat(claims.stream().map(Http.Answer::status)).containsExactlyInAnyOrder(200, 409);
        claims.stream().filter(claim -> claim.status() == 409).forEach(claim -> claim.isProblem(409, "already-signed"));
    }

    private Crew winner(String order) {
        String signed = new Crew(one.http(), "crew").signedBy(order);
        return new Crew(one.http(), signed);
    }

    private static void result(Future<Boolean> future) {
        try {
            assertThat(future.get()).isTrue();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
