// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A day at the dispatch centre in a minute: dispatchers and crews at work at once, each with the login of a page, while orders arrive and people
 * leave. Nobody waits for anybody: they contend, transfer, release, reassign. In the end no work is lost or done twice, and what is on record
 * tells the same (HCDC-03, 11, 17, 18, 36, 45, 46). A small centre in every build; {@code -Ddispatch.crew=200 -Ddispatch.dispatchers=20
 * -Ddispatch.orders=1000 -Ddispatch.nodes=2} for a large one.
 */
class DispatchCentreIT {

    private static final Logger log = LoggerFactory.getLogger("dispatch");

    private static final int DISPATCHERS = Integer.getInteger("dispatch.dispatchers", 4);
    private static final int CREW = Integer.getInteger("dispatch.crew", 12);
    private static final int ORDERS = Integer.getInteger("dispatch.orders", 40);
    private static final int NODES = Integer.getInteger("dispatch.nodes", 1);
    private static final int LEAVERS = Math.max(2, CREW / 20);
    /** How long somebody looks before he does the next thing, in milliseconds at most. */
    private static final int THINKS = Integer.getInteger("dispatch.thinks", 400);

    /** Twenty dispatchers with nothing else to do would take the last visit from everybody who signs it. */
    private static final int MOVES = 8;

    private static final Duration PATIENCE = Duration.ofMinutes(2).plusSeconds(ORDERS / 2 + CREW);
    private static final String PASSWORD = "Correct-Horse-1";
    private static final List<String> DIVISIONS = List.of("north", "south");
    private static final String VISITS = "/api/v1/field-activities";

    private final Database.Postgres database = Database.Postgres.start();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, ConcurrentLinkedQueue<Long>> times = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicInteger> refusals = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();
    private final Map<String, List<String>> groups = new HashMap<>();
    private final Set<String> orders = ConcurrentHashMap.newKeySet();
    /** Whose report of a visit was taken; a second one of the same visit would be a surprise. */
    private final Map<String, String> done = new ConcurrentHashMap<>();

    /** How often dispatchers have taken a visit away from somebody. */
    private final Map<String, Integer> moves = new ConcurrentHashMap<>();

    private final Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    private final Set<String> left = ConcurrentHashMap.newKeySet();
    private final List<Server> nodes = new ArrayList<>();
    private volatile boolean over;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        for (int i = 0; i < NODES; i++) {
            int port = Server.freePort();
            nodes.add(new Server(
                    Files.createDirectory(directory.resolve("node" + i)),
                    port,
                    database,
                    "--truckroll.public-base-url=http://127.0.0.1:" + port,
                    "--camunda.bpm.job-execution.max-wait=1000"));
        }
    }

    @AfterEach
    void close() {
        over = true;
        threads.shutdownNow();
        nodes.forEach(Server::close);
        database.close();
    }

    /** Somebody with a page open, at the node that his load balancer chose. */
    private final class Desk {

        private final HttpClient browser = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
        private final Http node;
        private final String login;
        private final String proof;
        private final Random random;

        Desk(int number, String login, String password) {
            this.node = nodes.get(number % NODES).http();
            this.login = login;
            this.random = new Random(number);
            this.proof = send(node.request("/session")
                            .POST(BodyPublishers.ofString(Http.text(Map.of("user", login, "password", password)))))
                    .is(200)
                    .json()
                    .path("token")
                    .asText();
        }

        private Http.Answer send(HttpRequest.Builder request) {
            try {
                HttpResponse<String> answer = browser.send(request.build(), BodyHandlers.ofString());
                return new Http.Answer(
                        answer.statusCode(),
                        answer.headers().firstValue("Content-Type").orElse(""),
                        answer.body());
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        List<JsonNode> list(String path) {
            return call("list", "GET", path, null).items();
        }

        /** One call, timed; a refusal is nothing strange among so many, as long as it is a clear one. */
        Http.Answer call(String what, String method, String path, @Nullable Object body) {
            long begin = System.nanoTime();
            Http.Answer answer = send(node.request(path)
                    .header("X-Truckroll-Session", proof)
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Http.text(body))));
            times.computeIfAbsent(what, name -> new ConcurrentLinkedQueue<>()).add(System.nanoTime() - begin);
            if (answer.status() >= 400) {
                String problem = answer.body().startsWith("{")
                        ? answer.json().path("type").asText().replace("urn:truckroll:problem:", "")
                        : "no problem document";
                refusals.computeIfAbsent(what + " " + answer.status() + " " + problem, name -> new AtomicInteger())
                        .incrementAndGet();
                boolean clear = List.of(401, 404, 409).contains(answer.status())
                        || problem.equals("assignment-not-possible")
                        || problem.equals("successor-not-possible")
                        || problem.equals("appointment-not-possible")
                        // A colleague has signed it since it was seen.
                        || problem.equals("forbidden") && List.of("transfer", "release").contains(what);
                if (!clear) {
                    surprises.add(login + " " + method + " " + path + ": " + answer);
                }
            }
            return answer;
        }

        boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }

        <T> T one(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        void think() {
            pause(random.nextInt(THINKS) + 1L);
        }
    }

    @Test
    void noWorkIsLostOrDoneTwice() throws Exception {
        hires();
        Instant opened = Instant.now();
        List<Future<?>> people = new ArrayList<>();
        for (int i = 0; i < DISPATCHERS; i++) {
            int number = i;
            people.add(threads.submit(() -> dispatches(number)));
        }
        for (int i = 0; i < CREW; i++) {
            int number = i;
            people.add(threads.submit(() -> worksInTheField(number)));
        }
        people.add(threads.submit(this::letsPeopleGo));
        for (int i = 0; i < 2; i++) {
            int half = i;
            people.add(threads.submit(() -> orders(half)));
        }
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(database.url(), "postgres", "postgres"));
        try {
            Until.within(
                    PATIENCE,
                    "the end of all orders",
                    () -> count(jdbc, "select count(*) from tr_service_order where completed_at is not null") == ORDERS
                            || people.stream().anyMatch(DesksDied::failed));
        } finally {
            over = true;
        }
        for (Future<?> person : people) {
            person.get(60, TimeUnit.SECONDS);
        }
        tell(Duration.between(opened, Instant.now()));

        assertThat(surprises).isEmpty();
        assertThat(left).hasSize(LEAVERS);
        everyOrderIsDone(jdbc);
        everyVisitWasReportedOnce(jdbc);
        oneSignerAtATime(jdbc);
        factsAreTheWork(jdbc);
        nothingIsLeftBehind(jdbc);
    }

    private static final class DesksDied {
        static boolean failed(Future<?> person) {
            if (!person.isDone()) {
                return false;
            }
            try {
                person.get();
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            } catch (java.util.concurrent.ExecutionException e) {
                log.error("Somebody at work failed", e.getCause());
                return true;
            }
        }
    }

    // ---- who is there

    private static String division(int number) {
        return DIVISIONS.get(number % DIVISIONS.size());
    }

    private static String crewman(int number) {
        return "worker" + number;
    }

    /** Two crews in each division, or more; and everybody with a login of his own. */
    private void hires() {
        Http admin = nodes.get(0).http();
        for (String division : DIVISIONS) {
            List<String> crews = new ArrayList<>(List.of("field-" + division));
            for (int i = 1; i < Math.max(2, CREW / 20); i++) {
                String crew = "field-" + division + "-" + i;
                admin.post(
                                "admin",
                                "/api/v1/org-units",
                                Map.of("id", crew, "kind", "GROUP", "division", division, "name", crew))
                        .is(201);
                crews.add(crew);
            }
            groups.put(division, crews);
        }
        for (int i = 0; i < CREW; i++) {
            hires(
                    admin,
                    crewman(i),
                    division(i),
                    groups.get(division(i)).get(i / 2 % groups.get(division(i)).size()));
        }
        for (int i = 0; i < DISPATCHERS; i++) {
            hires(admin, "desk" + i, division(i), "dispatchers-" + division(i));
        }
    }

    private static void hires(Http admin, String id, String division, String group) {
        admin.post(
                        "admin",
                        "/api/v1/people",
                        Map.of(
                                "id",
                                id,
                                "division",
                                division,
                                "givenName",
                                "Some",
                                "familyName",
                                "Body",
                                "groups",
                                List.of(group),
                                "skills",
                                List.of("ELECTRICITY"),
                                "password",
                                PASSWORD))
                .is(201);
    }

    private void orders(int half) {
        Http http = nodes.get(half % NODES).http();
        for (int i = half; i < ORDERS; i += 2) {
            Map<String, Object> point = new HashMap<>(Cis.point("ON", Devices.manual("W-" + i, "OFF")));
            point.put("division", division(i / 2));
            point.put("area", division(i / 2));
            Cis cis = new Cis(http);
            cis.registers("SP-W-" + i, point);
            orders.add(cis.starts("W-" + i, "SP-W-" + i));
            pause(50);
        }
    }

    /** Gives visits to crews and persons, takes them away again, and gives many at once to somebody else. */
    private void dispatches(int number) {
        Desk desk = new Desk(number, "desk" + number, PASSWORD);
        List<String> crews = groups.get(division(number));
        while (!over) {
            List<JsonNode> open = desk.list(VISITS + "?state=OPEN&limit=100").stream()
                    .filter(visit -> moved(visit) < MOVES)
                    .toList();
            if (!open.isEmpty()) {
                JsonNode visit = desk.one(open);
                String path = VISITS + "/" + visit.path("id").asText();
                if (visit.path("step").asText().equals("ASSIGN")) {
                    desk.call("suggestions", "GET", path + "/suggestions", null);
                    desk.call("assign", "POST", path + "/assign", target(desk, crews, "first choice"));
                } else if (desk.chance(20)) {
                    moves.merge(visit.path("id").asText(), 1, Integer::sum);
                    desk.call("assign", "POST", path + "/assign", target(desk, crews, "nearer"));
                } else if (desk.chance(10)) {
                    moves.merge(visit.path("id").asText(), 1, Integer::sum);
                    desk.call("release", "POST", path + "/release", Map.of("reason", "not today"));
                } else if (desk.chance(10)) {
                    desk.call("assignments", "GET", path + "/assignments", null);
                } else if (desk.chance(10)) {
                    List<String> few = open.stream()
                            .limit(5)
                            .map(one -> one.path("id").asText())
                            .toList();
                    few.forEach(id -> moves.merge(id, 1, Integer::sum));
                    Map<String, Object> many = target(desk, crews, "storm");
                    many.put("ids", few);
                    desk.call("reassign", "POST", VISITS + ":reassign", many);
                }
            }
            desk.think();
        }
    }

    private int moved(JsonNode visit) {
        return moves.getOrDefault(visit.path("id").asText(), 0);
    }

    private static Map<String, Object> target(Desk desk, List<String> crews, String reason) {
        Map<String, Object> target = new HashMap<>();
        target.put("group", desk.one(crews));
        target.put("reason", reason);
        if (desk.chance(30)) {
            target.put("person", crewman(desk.random.nextInt(CREW)));
        }
        return target;
    }

    /** Signs what is there, does it, or changes his mind. */
    private void worksInTheField(int number) {
        Desk page = new Desk(1000 + number, crewman(number), PASSWORD);
        while (!over && !left.contains(page.login)) {
            Http.Answer seen = page.call("list", "GET", VISITS + "?state=OPEN&limit=50", null);
            if (seen.status() == 401) {
                return;
            }
            List<JsonNode> open = seen.items();
            List<JsonNode> mine = open.stream()
                    .filter(visit -> page.login.equals(visit.path("assignee").asText()))
                    .toList();
            if (!mine.isEmpty()) {
                works(page, page.one(mine), number);
            } else if (!open.isEmpty()) {
                page.call(
                        "claim",
                        "POST",
                        VISITS + "/" + page.one(open).path("id").asText() + "/claim",
                        Map.of());
            }
            page.think();
        }
    }

    private void works(Desk page, JsonNode visit, int number) {
        String id = visit.path("id").asText();
        String path = VISITS + "/" + id;
        if (page.chance(10)) {
            page.call("release", "POST", path + "/release", Map.of());
        } else if (page.chance(10)) {
            int mate = (number + 2 * page.random.nextInt(CREW / 2)) % CREW;
            page.call("transfer", "POST", path + "/transfer", Map.of("to", crewman(mate), "reason", "closer to it"));
        } else if (visit.path("step").asText().equals("APPOINTMENT")) {
            List<JsonNode> slots = page.list(path + "/slots");
            if (!slots.isEmpty()) {
                JsonNode slot = page.one(slots);
                page.call(
                        "appointment",
                        "POST",
                        path + "/appointment",
                        Map.of(
                                "start",
                                slot.path("start").asText(),
                                "end",
                                slot.path("end").asText()));
            }
        } else if (visit.path("state").asText().equals("CLAIMED") && page.chance(50)) {
            page.call("status", "POST", path + "/status", Map.of("status", "EN_ROUTE"));
        } else if (page.chance(5) && failedOnce.add(visit.path("orderId").asText())) {
            reported(page, id, page.call("complete", "POST", path + "/fail", Map.of("reason", "NO_ACCESS")));
        } else {
            reported(
                    page,
                    id,
                    page.call(
                            "complete",
                            "POST",
                            path + "/complete",
                            Map.of("mode", "TURNED_ON", "readings", Devices.reading("5.0"))));
        }
    }

    private void reported(Desk page, String visit, Http.Answer answer) {
        if (answer.status() == 200) {
            String before = done.put(visit, page.login);
            if (before != null) {
                surprises.add("visit " + visit + " was reported by " + before + " and by " + page.login);
            }
        }
    }

    /** Some leave in the middle of it: their work goes to a colleague, or back to their crew. */
    private void letsPeopleGo() {
        Desk desk = new Desk(5000, "admin", "demo");
        for (int number = 0; number < LEAVERS && !over; number++) {
            pause(4L * THINKS);
            String leaver = crewman(number);
            for (int tries = 0; !left.contains(leaver) && tries < 100; tries++) {
                Http.Answer gone = desk.call(
                        "hand-over",
                        "POST",
                        "/api/v1/people/" + leaver + ":hand-over",
                        Map.of("person", crewman(colleague(number)), "reason", "has left", "disable", true));
                if (gone.status() == 200 || gone.status() == 202) {
                    left.add(leaver);
                }
                pause(100);
            }
        }
    }

    /** Somebody of the same crew who stays. */
    private int colleague(int number) {
        String crew = groups.get(division(number))
                .get(number / 2 % groups.get(division(number)).size());
        return IntStream.range(LEAVERS, CREW)
                .filter(other -> division(other).equals(division(number))
                        && groups.get(division(other))
                                .get(other / 2 % groups.get(division(other)).size())
                                .equals(crew))
                .findFirst()
                .orElseThrow();
    }

    // ---- what is on record

    private static long count(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private void everyOrderIsDone(JdbcClient jdbc) {
        assertThat(orders).hasSize(ORDERS);
        assertThat(jdbc.sql("select id from tr_service_order where state = 'COMPLETED' and outcome is not null")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(orders);
        assertThat(jdbc.sql("""
                        select subject from tr_event where type = 'ServiceOrderStateChange' and data like '%"completed"%'
                        group by subject having count(*) > 1
                        """).query(String.class).list()).as("ended twice").isEmpty();
    }

    private void everyVisitWasReportedOnce(JdbcClient jdbc) {
        Map<String, String> onRecord = new TreeMap<>();
        jdbc.sql("select id, assignee from tr_visit where completed_at is not null")
                .query((rs, row) -> onRecord.put(rs.getString(1), rs.getString(2)))
                .list();
        assertThat(onRecord).isEqualTo(new TreeMap<>(done)).hasSize(ORDERS + failedOnce(jdbc));
        assertThat(count(jdbc, "select count(*) from tr_visit where completed_at is null"))
                .isZero();
    }

    private static int failedOnce(JdbcClient jdbc) {
        return Math.toIntExact(count(jdbc, "select count(*) from tr_activity where outcome = 'NO_ACCESS'"));
    }

    private record Link(
            String visit,
            String kind,
            @Nullable String from,
            @Nullable String to) {}

    /** Who had it before is who had it, and in the end it is who has reported. */
    private void oneSignerAtATime(JdbcClient jdbc) {
        Map<String, String> holders = new TreeMap<>();
        List<Link> chain = jdbc.sql(
                        "select visit_id, kind, from_person, to_person from tr_assignment order by visit_id, id")
                .query((rs, row) -> new Link(rs.getString(1), rs.getString(2), rs.getString(3), rs.getString(4)))
                .list();
        for (Link link : chain) {
            assertThat(link.from())
                    .as(
                            "%s in %s",
                            link,
                            chain.stream()
                                    .filter(one -> one.visit().equals(link.visit()))
                                    .toList())
                    .isEqualTo(holders.get(link.visit()));
            if (link.to() == null) {
                holders.remove(link.visit());
            } else {
                holders.put(link.visit(), link.to());
            }
            switch (link.kind()) {
                case "SIGN" ->
                    assertThat(link.from()).as("signed over %s", link).isNull();
                case "RELEASE" ->
                    assertThat(link.from()).as("given back by nobody %s", link).isNotNull();
                default -> assertThat(link.kind()).isIn("ASSIGN", "REASSIGN", "TRANSFER");
            }
        }
        assertThat(holders).isEqualTo(new TreeMap<>(done));
    }

    private void factsAreTheWork(JdbcClient jdbc) {
        Map<String, String> facts = new TreeMap<>();
        jdbc.sql("select id, person from tr_activity_fact where kind = 'VISIT'")
                .query((rs, row) -> facts.put(rs.getString(1), rs.getString(2)))
                .list();
        assertThat(facts).isEqualTo(new TreeMap<>(done));
        assertThat(jdbc.sql("select order_id from tr_activity_fact where kind = 'ORDER'")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(orders);
    }

    private void nothingIsLeftBehind(JdbcClient jdbc) {
        assertThat(count(jdbc, "select count(*) from tr_clock")).isGreaterThan(2L * ORDERS);
        Until.true_(
                "the end of all clocks",
                () -> count(jdbc, "select count(*) from tr_clock where state <> 'STOPPED'") == 0);
        Until.true_("the end of all processes of the work", () -> count(jdbc, """
                        select count(*) from ACT_RU_EXECUTION e join ACT_RE_PROCDEF d on d.id_ = e.proc_def_id_
                        where d.key_ in ('service-order', 'field-activity', 'human-activity', 'clock', 'staff-leave')
                        """) == 0);
        assertThat(count(jdbc, "select count(*) from ACT_RU_TASK"))
                .as("tasks of nobody")
                .isZero();
        assertThat(count(jdbc, "select count(*) from ACT_RU_INCIDENT")).isZero();
        assertThat(count(jdbc, "select count(*) from tr_activity where state = 'OPEN'"))
                .isZero();
        assertThat(jdbc.sql("select id from tr_person where active and leaving")
                        .query(String.class)
                        .list())
                .isEmpty();
        assertThat(jdbc.sql("select id from tr_person where not active")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(left);
        log.info(
                "Database: deadlocks={}",
                count(jdbc, "select deadlocks from pg_stat_database where datname = current_database()"));
    }

    private void tell(Duration open) {
        long calls =
                times.values().stream().mapToLong(ConcurrentLinkedQueue::size).sum();
        log.info(
                "The centre was open: seconds={} dispatchers={} crew={} nodes={} orders={} visits={} calls={} callsPerSecond={}",
                open.toSeconds(),
                DISPATCHERS,
                CREW,
                NODES,
                ORDERS,
                done.size(),
                calls,
                calls / Math.max(1, open.toSeconds()));
        times.forEach((what, all) -> {
            long[] sorted = all.stream().mapToLong(Long::longValue).sorted().toArray();
            log.info(
                    "Calls: what={} count={} p50ms={} p99ms={} maxms={}",
                    what,
                    sorted.length,
                    millis(sorted[sorted.length / 2]),
                    millis(sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)]),
                    millis(sorted[sorted.length - 1]));
        });
        log.info("Refusals: {}", refusals);
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
