// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;

/**
 * Many requesters at once order for a few points, on the database of production, while the job executor, the simulated head end and a robot crew
 * work: of one point one order works at a time, and what was accepted ends (service-orders 7.5).
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "truckroll.simulator.reply-delay=PT0.05S",
            "camunda.bpm.job-execution.wait-time-in-millis=100",
            "camunda.bpm.job-execution.max-wait=500",
        })
@ActiveProfiles("demo")
@DirtiesContext
@Import({PostgresInTest.class, Stories.class})
class OpposingOrdersOnPostgresIT {

    private static final Logger log = LoggerFactory.getLogger(OpposingOrdersOnPostgresIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTERS = 8;
    private static final int POSTS = 16;
    private static final List<String> TYPES = List.of(
            "ENABLE",
            "ENABLE",
            "DISABLE",
            "DISABLE",
            "CUT",
            "CUT",
            "RECONNECT",
            "BACK_TO_BACK",
            "READ",
            "PING",
            "INVESTIGATE");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newFixedThreadPool(REQUESTERS + 1);
    private final AtomicBoolean atWork = new AtomicBoolean(true);
    private final AtomicInteger reading = new AtomicInteger(1000);

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @BeforeEach
    void begin() {
        ClockUtil.reset();
    }

    @AfterEach
    void end() {
        atWork.set(false);
        threads.shutdownNow();
    }

    record Answer(int status, JsonNode json, Instant asked, Instant answered) {

        String id() {
            return json.path("id").asText();
        }

        String problem() {
            return json.path("type").asText().replace("urn:truckroll:problem:", "");
        }
    }

    private Answer send(String user, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8)))
                .method(method, BodyPublishers.ofString(body))
                .build();
        Instant asked = Instant.now();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                JSON.readTree(response.body().isEmpty() ? "{}" : response.body()),
                asked,
                Instant.now());
    }

    private Answer order(String body) throws Exception {
        return send("cis", "POST", "/api/v1/service-orders", body);
    }

    private static String body(String externalId, String type, String point, String date) {
        return "{\"externalId\":\"" + externalId + "\",\"type\":\"" + type + "\",\"servicePointId\":\"" + point
                + "\",\"requestedDate\":\"" + date + "\""
                + ("CUT".equals(type) ? ",\"collection\":{\"amountDue\":\"10\",\"noticeGivenAt\":\"2026-01-02\"}" : "")
                + "}";
    }

    private String manual() {
        return stories.at("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}").pointId;
    }

    private String smart() throws Exception {
        Story point = stories.at(
                "{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\",\"headEnd\":\"simulator\"}}");
        Answer meter = send(
                "cis",
                "PUT",
                "/simulator/head-end/meters/" + point.device().id(),
                "{\"enrolled\":true,\"switch\":\"ON\",\"reading\":\"57.0\"}");
        assertThat(meter.status()).isIn(200, 201);
        return point.pointId;
    }

    @Test
    void onePointWorksForOneOrderAtATimeAndNoOrderIsLost() throws Exception {
        List<String> points = List.of(manual(), manual(), smart(), smart());
        ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
        // Before the crew works: of what comes then nobody knows what it meets.
        for (String type : List.of("CUT", "DISABLE", "ENABLE")) {
            answers.add(order(
                    body("SR-FIRST-" + type, type, points.get(0), Instant.now().toString())));
        }
        Future<?> crew = threads.submit(this::crewWorks);
        List<Callable<Void>> requesters = new ArrayList<>();
        for (int i = 0; i < REQUESTERS; i++) {
            int requester = i;
            requesters.add(() -> requests(requester, points, answers));
        }
        for (Future<Void> requester : threads.invokeAll(requesters)) {
            requester.get();
        }
        awaitEnds(points);
        atWork.set(false);
        crew.get(60, TimeUnit.SECONDS);

        Map<Integer, Long> statuses =
                answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
        log.info("Settled: statuses={} outcomes={}", statuses, outcomes(points));
        assertThat(statuses.keySet()).containsExactlyInAnyOrder(201, 409);
        for (Answer answer : answers) {
            if (answer.status() == 409) {
                namesAnOrderThatWasOpen(answer);
            } else {
                assertThat(stories.orders().get(answer.id()).state().ended()).isTrue();
            }
        }
        Map<String, Long> outcomes = outcomes(points);
        assertThat(outcomes).as("the load meets what it is meant to meet").containsKey("CUT SUPERSEDED");
        assertThat(merged(points)).isPositive();
        points.forEach(this::workedOneAfterTheOther);
        nothingIsLeft(points);
    }

    private Void requests(int requester, List<String> points, ConcurrentLinkedQueue<Answer> answers) throws Exception {
        Random random = new Random(requester);
        for (int i = 0; i < POSTS; i++) {
            String type = TYPES.get(random.nextInt(TYPES.size()));
            // All are due; some dates are too far from others to be merged.
            Instant date = Instant.now().minus(Duration.ofDays(random.nextInt(8)));
            Answer answer = order(body(
                    "SR-" + requester + "-" + i, type, points.get(random.nextInt(points.size())), date.toString()));
            answers.add(answer);
            if (answer.status() == 201 && random.nextInt(6) == 0) {
                Answer cancelled = send("cis", "POST", "/api/v1/service-orders/" + answer.id() + "/cancellation", "{}");
                assertThat(cancelled.status()).as(cancelled.json().toString()).isIn(202, 409);
                assertThat(cancelled.problem()).isNotEqualTo("concurrent-change");
            }
            Thread.sleep(random.nextInt(300));
        }
        return null;
    }

    /** A crew that sets out at once and does what it finds; what is withdrawn from it meanwhile it leaves. */
    private Void crewWorks() throws Exception {
        while (atWork.get()) {
            List<JsonNode> visits = new ArrayList<>();
            send("crew", "GET", "/api/v1/field-activities?state=OPEN&limit=100", "")
                    .json()
                    .path("items")
                    .forEach(visits::add);
            for (JsonNode visit : visits) {
                String path = "/api/v1/field-activities/" + visit.path("id").asText();
                List<Answer> steps = new ArrayList<>();
                steps.add(send("crew", "POST", path + "/claim", ""));
                steps.add(send("crew", "POST", path + "/status", "{\"status\":\"EN_ROUTE\"}"));
                Thread.sleep(50);
                steps.add(send(
                        "crew",
                        "POST",
                        path + "/complete",
                        "{\"mode\":\"" + visit.at("/modes/0").asText()
                                + "\",\"readings\":[{\"registerId\":\"1\",\"value\":\"" + reading.incrementAndGet()
                                + "\",\"at\":\"" + Instant.now() + "\"}]}"));
                for (Answer step : steps) {
                    assertThat(step.status()).as(step.json().toString()).isIn(200, 409);
                }
            }
            Thread.sleep(50);
        }
        return null;
    }

    private void awaitEnds(List<String> points) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            List<String> open = points.stream()
                    .flatMap(point -> stories.orders().openAt(point).stream())
                    .map(order ->
                            order.id() + " " + order.type() + " " + order.state() + " waitsFor=" + order.waitsFor()
                                    + " mergedInto=" + order.mergedInto() + " "
                                    + stories.decisions().of(order.id()).stream()
                                            .map(decision -> decision.rule() + " " + decision.action())
                                            .toList())
                    .toList();
            if (open.isEmpty()) {
                return;
            }
            assertThat(Instant.now())
                    .as("patience with %s", String.join("\n", open))
                    .isBefore(end);
            Thread.sleep(200);
        }
    }

    private Map<String, Long> outcomes(List<String> points) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        jdbc.sql("""
                        select coalesce(asked_type, type) || ' ' || outcome as what, count(*) as orders
                        from tr_service_order where service_point_id in (:points)
                        group by coalesce(asked_type, type) || ' ' || outcome order by 1
                        """)
                .param("points", points)
                .query((rs, row) -> outcomes.put(rs.getString("what"), rs.getLong("orders")))
                .list();
        return outcomes;
    }

    private int merged(List<String> points) {
        return jdbc.sql(
                        "select count(*) from tr_service_order where merged_into is not null and service_point_id in (:points)")
                .param("points", points)
                .query(Integer.class)
                .single();
    }

    private void namesAnOrderThatWasOpen(Answer refused) {
        assertThat(refused.problem()).as(refused.json().toString()).isIn("opposing-order", "duplicate-order");
        var other = stories.orders().get(refused.json().path("conflictsWith").asText());
        assertThat(other.createdAt()).isBefore(refused.answered());
        assertThat(other.completedAt()).isNotNull().isAfter(refused.asked());
        assertThat(refused.json().path("rule").asText()).matches("O0[459]");
    }

    record Work(String order, String activity, Instant from, Instant to) {}

    private void workedOneAfterTheOther(String point) {
        List<Work> work = jdbc.sql("""
                        select o.id as order_id, a.id, a.created_at, a.completed_at from tr_activity a
                        join tr_service_order o on o.id = a.order_id
                        where o.service_point_id = :point and a.kind in ('FIELD', 'COMMAND') order by a.created_at, a.id
                        """)
                .param("point", point)
                .query((rs, row) -> new Work(
                        rs.getString("order_id"),
                        rs.getString("id"),
                        rs.getObject("created_at", OffsetDateTime.class).toInstant(),
                        rs.getObject("completed_at", OffsetDateTime.class).toInstant()))
                .list();
        assertThat(work).isNotEmpty();
        for (int i = 1; i < work.size(); i++) {
            Work before = work.get(i - 1);
            Work after = work.get(i);
            assertThat(after.from())
                    .as("%s begins when %s has ended", after, before)
                    .isAfterOrEqualTo(before.to());
        }
        String device = String.valueOf(stories.points().get(point).device().id());
        List<String> reached = jdbc.sql("select command_id from tr_sim_log where device_id = :device order by entry_id")
                .param("device", device)
                .query(String.class)
                .list();
        assertThat(reached).doesNotHaveDuplicates();
        Map<String, String> orderOf = work.stream().collect(Collectors.toMap(Work::activity, Work::order));
        Set<String> left = new HashSet<>();
        String now = "";
        for (String command : reached) {
            String order = String.valueOf(orderOf.get(command));
            if (!order.equals(now)) {
                assertThat(left)
                        .as("orders that the meter had left for another one")
                        .doesNotContain(order);
                left.add(now);
                now = order;
            }
        }
    }

    private void nothingIsLeft(List<String> points) {
        assertThat(jdbc.sql("""
                                select p.business_key_ from act_ru_execution e join act_hi_procinst p on p.id_ = e.proc_inst_id_
                                where p.business_key_ in (select id from tr_service_order where service_point_id in (:points))
                                or p.business_key_ in (select a.id from tr_activity a join tr_service_order o on o.id = a.order_id
                                    where o.service_point_id in (:points))
                                """).param("points", points).query(String.class).list())
                .as("instances of orders that have ended")
                .isEmpty();
        assertThat(jdbc.sql("select incident_msg_ from act_ru_incident")
                        .query(String.class)
                        .list())
                .isEmpty();
    }

    @Test
    void identicalRequestsAtOnceAreOneOrder() throws Exception {
        for (int round = 0; round < 5; round++) {
            String request = body("SR-SAME-" + round, "READ", manual(), "2999-01-01T00:00:00Z");
            List<Answer> answers =
                    together(List.of(request, request, request, request, request, request, request, request));
            assertThat(answers.stream().map(Answer::id).distinct()).hasSize(1);
            assertThat(answers.stream().filter(answer -> answer.status() == 201))
                    .hasSize(1);
            assertThat(answers.stream().map(Answer::status)).containsOnly(200, 201);
        }
    }

    @Test
    void oneNumberForTwoPointsAtOnceIsUsedOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<Answer> answers = together(List.of(
                    body("SR-TWO-" + round, "READ", manual(), "2999-01-01T00:00:00Z"),
                    body("SR-TWO-" + round, "READ", manual(), "2999-01-01T00:00:00Z")));
            assertThat(answers.stream().map(Answer::status)).containsExactlyInAnyOrder(201, 409);
            Answer refused = answers.stream()
                    .filter(answer -> answer.status() == 409)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.problem()).isEqualTo("external-id-reused");
            assertThat(answers.stream().map(Answer::id))
                    .contains(refused.json().path("conflictsWith").asText());
        }
    }

    private List<Answer> together(List<String> requests) throws Exception {
        List<Callable<Answer>> posts = new ArrayList<>();
        requests.forEach(request -> posts.add(() -> order(request)));
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> post : threads.invokeAll(posts)) {
            answers.add(post.get());
        }
        return answers;
    }
}
