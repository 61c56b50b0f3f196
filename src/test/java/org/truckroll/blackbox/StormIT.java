// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truckroll.simulator.SimulatorServer;

/**
 * A head end at its worst: lost, double, overtaking, early and late replies, 429, 500, calls that hang, and nobody there for a while; two
 * nodes, of which one is killed (-9). Every order ends, no meter acts twice for one command, no limit is exceeded, everybody else is served,
 * and in the end our facts are those of the meters. 100 commands in every build; {@code -Dstorm.commands=10000} for the full storm.
 */
class StormIT {

    private static final Logger log = LoggerFactory.getLogger("storm");
    private static final int ORDERS = Integer.getInteger("storm.commands", 100) / 2;
    private static final boolean FULL = ORDERS >= 1000;
    private static final int IN_HAND = FULL ? 30 : 8;
    private static final int PER_MINUTE = FULL ? 1500 : 300;
    private static final Duration DOWN_AFTER = Duration.ofSeconds(FULL ? 60 : 15);
    private static final Duration DOWN_FOR = Duration.ofSeconds(FULL ? 150 : 12);
    private static final Duration LATE = Duration.ofSeconds(FULL ? 40 : 25);
    private static final Duration PATIENCE = Duration.ofMinutes(8).plusSeconds(ORDERS);
    private static final Duration CREW_DRIVES = Duration.ofSeconds(FULL ? 15 : 10);
    /** A command in the hands of a killed node is anybody's again after some forty seconds. */
    private static final Duration OTHERS = Duration.ofSeconds(120);

    private static final String LOG = "/simulator/head-end/log";

    private final Database.Postgres database = Database.Postgres.start();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Integer> orders = new ConcurrentHashMap<>();
    private final Map<String, Long> visitsSeen = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Probe> probes = new ConcurrentLinkedQueue<>();
    /** How many steps of the engine each node had in its hands at most. */
    private final Map<String, Integer> inHands = new ConcurrentHashMap<>();

    private volatile boolean over;
    private Balancer balancer;
    private SimulatorServer stormy;
    private SimulatorServer calm;
    private Server one;
    private Server two;
    private Cis cis;

    /** How long others had to wait meanwhile. */
    private record Probe(Duration visitOpened, Duration claimed, Duration calmOrderDone) {}

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        stormy = headEnd("stormy");
        calm = headEnd("calm");
        List<Integer> ports = List.of(Server.freePort(), Server.freePort());
        balancer = new Balancer(ports);
        one = node(Files.createDirectory(directory.resolve("one")), ports.get(0));
        two = node(Files.createDirectory(directory.resolve("two")), ports.get(1));
        cis = new Cis(one.http());
    }

    private static SimulatorServer headEnd(String name) {
        return SimulatorServer.start(
                "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000", "--logging.level.org.truckroll=warn");
    }

    private Server node(Path directory, int port) {
        return new Server(
                directory,
                port,
                database,
                "--truckroll.public-base-url=http://127.0.0.1:" + balancer.port(),
                "--truckroll.head-ends.stormy.url=" + stormy.address() + "/simulator/head-end",
                "--truckroll.head-ends.stormy.max-concurrent=" + IN_HAND,
                "--truckroll.head-ends.stormy.per-minute=" + PER_MINUTE,
                "--truckroll.head-ends.calm.url=" + calm.address() + "/simulator/head-end",
                "--truckroll.command.call-timeout=PT2S",
                // A quarter of an hour becomes 15 s, or 9 s.
                "--truckroll.command.time-factor=" + (FULL ? 0.0167 : 0.01),
                "--truckroll.command.match-delays=PT0.5S,PT2S",
                "--camunda.bpm.job-execution.max-wait=1000");
    }

    @AfterEach
    void stop() {
        over = true;
        threads.shutdownNow();
        one.close();
        two.close();
        balancer.close();
        stormy.close();
        calm.close();
        database.close();
    }

    @Test
    void everyOrderEndsAndNothingHappensTwice() throws Exception {
        stormy.put(
                "/simulator/head-end/meters",
                "{\"prefix\":\"S-\",\"from\":0,\"count\":%d,\"reading\":\"57.0\"}".formatted(ORDERS));
        calm.put("/simulator/head-end/meters", "{\"prefix\":\"C-\",\"from\":0,\"count\":5000,\"reading\":\"57.0\"}");
        registersPoints();
        stormy.put("/simulator/head-end/latency", """
                {"acceptance": {"kind": "UNIFORM", "from": "PT0S", "to": "PT0.05S"},
                 "reply": {"kind": "LOG_NORMAL", "median": "PT0.3S", "p99": "PT3S"}}
                """);
        stormy.put("/simulator/head-end/script", storm());

        Future<?> everybodyElse = threads.submit(this::looksAfterOthers);
        Future<?> crew = threads.submit(this::drivesOut);
        Future<?> watch = threads.submit(this::looksIntoHands);
        posts();
        Until.within(PATIENCE, "a third of the orders", () -> open() < ORDERS * 2 / 3);
        two.kill();
        Until.within(PATIENCE, "the end of all orders", () -> open() == 0);
        Until.within(
                PATIENCE,
                "the last late reply",
                () -> summary(stormy).path("repliesPending").asInt() == 0);
        over = true;
        crew.get(60, TimeUnit.SECONDS);

        JsonNode summary = summary(stormy);
        log.info("Weathered the storm: orders={} summary={}", ORDERS, summary);
        assertThat(summary.path("actedTwice")).isEmpty();
        assertThat(summary(calm).path("actedTwice")).isEmpty();
        assertThat(summary.path("mostInHand").asInt()).as(summary.toString()).isBetween(2, IN_HAND);
        assertThat(summary.path("mostInWindow").asInt()).as(summary.toString()).isBetween(2, PER_MINUTE);
        assertThat(summary.path("faults").properties())
                .extracting(Map.Entry::getKey)
                .as("faults that struck: %s", summary.path("faults"))
                .contains(
                        "LOSE_REPLY",
                        "DUPLICATE_REPLY",
                        "REORDER",
                        "REPLY_BEFORE_ACCEPT",
                        "DELAY",
                        "HTTP_429",
                        "HTTP_500",
                        "HANG",
                        "DROP");
        everyOrderIsDone();
        factsAreThoseOfTheMeters();
        lateAnswersWereTaken();
        nothingIsLeftBehind();
        log.info("Others were served: probes={} inHands={}", probes, inHands);
        everybodyElse.get(OTHERS.toSeconds(), TimeUnit.SECONDS);
        watch.get(60, TimeUnit.SECONDS);
        nobodyWasStarved();
        nobodyHoardsSteps();
    }

    /** All the time 5 % of each fault; meanwhile nobody there for a while. */
    private static String storm() {
        return """
                {"seed": 20261122, "steps": [
                  {"faults": [
                    {"fault": "LOSE_REPLY", "probability": 0.05},
                    {"fault": "DUPLICATE_REPLY", "probability": 0.05},
                    {"fault": "REORDER", "probability": 0.05},
                    {"fault": "REPLY_BEFORE_ACCEPT", "probability": 0.05, "delay": "PT1S"},
                    {"fault": "DELAY", "probability": 0.05, "delay": "%s"},
                    {"fault": "HTTP_429", "probability": 0.05, "retryAfter": "PT1S"},
                    {"fault": "HTTP_500", "probability": 0.05},
                    {"fault": "HANG", "probability": 0.05, "delay": "PT6S"}]},
                  {"after": "%s", "for": "%s", "faults": [{"fault": "DROP"}]}]}
                """.formatted(LATE, DOWN_AFTER, DOWN_FOR);
    }

    private void registersPoints() {
        for (int from = 0; from < ORDERS; from += 500) {
            StringBuilder lines = new StringBuilder();
            IntStream.range(from, Math.min(ORDERS, from + 500)).forEach(i -> {
                Map<String, Object> meter =
                        Devices.with(Devices.smart("S-" + i, "COMMISSIONED", "OFF"), "headEnd", "stormy");
                Map<String, Object> point = new HashMap<>(Cis.point("ON", meter));
                point.put("id", "SP-S-" + i);
                lines.append(Http.text(point)).append('\n');
            });
            JsonNode answer = one.http()
                    .post("cis", "/api/v1/service-points:import", lines.toString(), "application/x-ndjson")
                    .is(200)
                    .json();
            assertThat(answer.path("rejected")).isEmpty();
        }
    }

    private void posts() throws Exception {
        List<Callable<Void>> posts = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            int number = i;
            Http node = i % 2 == 0 ? one.http() : two.http();
            posts.add(() -> {
                String id = new Cis(node).starts("S-" + number, "SP-S-" + number);
                orders.put(id, number);
                return null;
            });
        }
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            for (Future<Void> post : clients.invokeAll(posts)) {
                post.get();
            }
        } finally {
            clients.shutdown();
        }
    }

    /** Orders of the storm that have not ended. */
    private int open() {
        pause(FULL ? 5000 : 1000);
        int open = 0;
        for (String state : List.of("acknowledged", "pending", "inProgress", "held", "assessingCancellation")) {
            open += (int) all("cis", "/api/v1/service-orders?requester=cis&state=" + state + "&limit=500").stream()
                    .filter(order -> orders.containsKey(order.path("id").asText()))
                    .count();
        }
        return open;
    }

    private List<JsonNode> all(String login, String path) {
        List<JsonNode> items = new ArrayList<>();
        String next = path;
        while (next != null) {
            Http.Answer page = one.http().get(login, next).is(200);
            items.addAll(page.items());
            String link = page.json().path("next").asText("");
            next = link.isEmpty() ? null : path + "&cursor=" + link.replaceAll("^.*cursor=([^&]*).*$", "$1");
        }
        return items;
    }

    /** A crew that takes its time, so that some late answers spare it the way; what it does at the meter, the meter knows. */
    private void drivesOut() {
        Crew crew = new Crew(one.http(), "crew");
        while (!over) {
            for (JsonNode visit : all("crew", "/api/v1/field-activities?state=OPEN&limit=500")) {
                Integer number = orders.get(visit.path("orderId").asText());
                String id = visit.path("id").asText();
                long seen = visitsSeen.computeIfAbsent(id, which -> System.nanoTime());
                if (number != null && System.nanoTime() - seen > CREW_DRIVES.toNanos()) {
                    does(crew, id, visit.path("action").asText(), number);
                }
            }
            pause(2000);
        }
    }

    private void does(Crew crew, String visit, String action, int number) {
        if (crew.claim(visit).status() != 200) {
            return;
        }
        boolean turnsOn = action.startsWith("TURN_ON");
        if (turnsOn) {
            stormy.put("/simulator/head-end/meters/S-" + number, "{\"switch\":\"ON\"}");
        }
        // A visit may be taken back between the signature and the report.
        crew.complete(
                        visit,
                        turnsOn
                                ? Map.of("mode", "TURNED_ON", "readings", Devices.reading("57.0"))
                                : Map.of("mode", "READ", "readings", Devices.reading("57.0")))
                .is(200, 404, 409);
    }

    /** Meanwhile a crew signs visits and another head end gets commands. */
    private void looksAfterOthers() {
        for (int i = 0; !over; i++) {
            cis.registers("SP-V-" + i, Cis.point("ON", Devices.manual("V-" + i, "OFF")));
            cis.registers(
                    "SP-C-" + i,
                    Cis.point("ON", Devices.with(Devices.smart("C-" + i, "COMMISSIONED", "OFF"), "headEnd", "calm")));
            long begin = System.nanoTime();
            String switched = cis.starts("C-" + i, "SP-C-" + i);
            String visited = cis.starts("V-" + i, "SP-V-" + i);
            String visit = cis.activity(visited, "TURN_ON_METER").path("id").asText();
            Duration opened = since(begin);
            Crew crew = new Crew(one.http(), "crew2");
            long asked = System.nanoTime();
            crew.claim(visit).is(200);
            Duration claimed = since(asked);
            crew.complete(visit, Map.of("mode", "TURNED_ON", "readings", Devices.reading("5.0")))
                    .is(200);
            Until.within(
                    OTHERS,
                    "the end of an order of the calm head end",
                    () -> "completed".equals(cis.order(switched).path("state").asText()));
            probes.add(new Probe(opened, claimed, since(begin)));
            pause(2000);
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode summary(SimulatorServer headEnd) {
        return headEnd.json(LOG + "/summary?limit=1");
    }

    private void everyOrderIsDone() {
        List<JsonNode> done = all("cis", "/api/v1/service-orders?requester=cis&limit=500&type=ENABLE").stream()
                .filter(order -> orders.containsKey(order.path("id").asText()))
                .toList();
        assertThat(done).hasSize(ORDERS);
        assertThat(done)
                .allSatisfy(order -> assertThat(order.path("state").asText())
                        .as(order.toString())
                        .isEqualTo("completed"));
    }

    private void factsAreThoseOfTheMeters() {
        Map<String, JsonNode> meters = new HashMap<>();
        String next = "";
        do {
            JsonNode page = stormy.json("/simulator/head-end/meters?limit=1000" + next);
            page.path("items").forEach(meter -> meters.put(meter.path("id").asText(), meter));
            next = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!next.isEmpty());
        for (int i = 0; i < ORDERS; i++) {
            JsonNode truth = meters.get("S-" + i);
            JsonNode point = one.http()
                    .get("cis", "/api/v1/service-points/SP-S-" + i)
                    .is(200)
                    .json();
            assertThat(point.at("/device/switch").asText())
                    .as("switch of S-%s", i)
                    .isEqualTo("ON");
            assertThat(truth.path("switch").asText()).as("truth of S-%s", i).isEqualTo("ON");
            assertThat(truth.path("enrolled").asBoolean()).isTrue();
            assertThat(point.at("/device/commission").asText()).isEqualTo("COMMISSIONED");
        }
    }

    /** Bounds for a build machine with two busy cores; what was measured stands in the log. */
    private void nobodyWasStarved() {
        assertThat(probes).hasSizeGreaterThan(3).allSatisfy(probe -> {
            assertThat(probe.claimed()).as(probe.toString()).isLessThan(Duration.ofSeconds(10));
            assertThat(probe.visitOpened()).as(probe.toString()).isLessThan(Duration.ofSeconds(40));
        });
        List<Duration> calmOrders =
                probes.stream().map(Probe::calmOrderDone).sorted().toList();
        assertThat(calmOrders.get(calmOrders.size() / 2)).as(probes.toString()).isLessThan(Duration.ofSeconds(40));
    }

    /** Eight at work, eight in the queue, sixteen that found it full; and those that follow at once in the thread of their order. */
    private void nobodyHoardsSteps() {
        assertThat(inHands)
                .hasSizeGreaterThan(1)
                .allSatisfy(
                        (node, most) -> assertThat(most).as(inHands.toString()).isLessThanOrEqualTo(48));
    }

    private void looksIntoHands() {
        while (!over) {
            database.rows(
                            "select LOCK_OWNER_, count(*) from ACT_RU_JOB where LOCK_OWNER_ is not null and LOCK_EXP_TIME_ > current_timestamp group by LOCK_OWNER_")
                    .forEach(row ->
                            inHands.merge(String.valueOf(row.get(0)), ((Number) row.get(1)).intValue(), Math::max));
            pause(500);
        }
    }

    /** Some answers came after their visit was sent for; they were taken for what they are. */
    private void lateAnswersWereTaken() {
        assertThat(orders.keySet().stream()
                        .filter(order -> cis.order(order)
                                .path("errors")
                                .findValuesAsText("code")
                                .contains("EXHAUSTED"))
                        .limit(100)
                        .filter(order -> cis.events(order).stream()
                                .anyMatch(event -> event.path("type").asText().equals("LateResult"))))
                .isNotEmpty();
    }

    private void nothingIsLeftBehind() {
        JsonNode incidents = one.http()
                .get("admin", "/engine-rest/incident?maxResults=10")
                .is(200)
                .json();
        assertThat(incidents).isEmpty();
        JsonNode unmatched = one.http()
                .get("admin", "/engine-rest/task?processDefinitionKey=unmatched-answer&maxResults=10")
                .is(200)
                .json();
        assertThat(unmatched).isEmpty();
    }
}
