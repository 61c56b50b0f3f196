// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.http.server.PathContainer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.truckroll.AccessWorld.Answer;
import org.truckroll.AccessWorld.Shot;

/**
 * Every call of the server, made by every role about work of division north: the answer stands in {@code access-matrix.csv}. What is refused has
 * changed nothing, and who is not of the division reads nothing of it, nor that it exists. A call that the table does not know fails the build
 * (HCDC-26, HCDC-28, EVADO-01). {@code -Daccess.write=true} writes the table anew, to be looked at.
 */
@ProcessTest
// A database of its own: many lists are read, and nothing of other tests shall stand in them.
@TestPropertySource(
        properties = "spring.datasource.url=jdbc:h2:mem:access-matrix;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {

    private static final Logger log = LoggerFactory.getLogger(AccessMatrixTest.class);
    private static final Path TABLE = Path.of("src/test/resources/access-matrix.csv");
    private static final boolean WRITE = Boolean.getBoolean("access.write");

    /** By table, how all that stands in it is added up. */
    private final Map<String, String> looks = new TreeMap<>();

    /** The columns: what a role is called, and who comes for it; nobody for the anonymous. */
    private static final Map<String, String> ROLES = new LinkedHashMap<>();

    static {
        ROLES.put("anonymous", "");
        ROLES.put("client", "cis");
        ROLES.put("client-s", "cis-south");
        ROLES.put("headend", "head-end");
        ROLES.put("reader", "meter-shop");
        ROLES.put("dispatcher", "dispatcher");
        ROLES.put("dispatcher-s", "dispatcher-south");
        ROLES.put("leader", "leader");
        ROLES.put("leader-s", "ax-leader-south");
        ROLES.put("padmin", "people-admin");
        ROLES.put("padmin-s", "ax-people-admin-south");
        ROLES.put("crew", "crew");
        ROLES.put("crewmate", "crew2");
        ROLES.put("crew-other", "ax-crew-other");
        ROLES.put("crew-s", "crew-south");
        ROLES.put("approver", "approver");
        ROLES.put("operator", "operator");
        ROLES.put("meterdata", "ax-meter-data");
        ROLES.put("oncall", "ax-on-call");
        ROLES.put("watch", "ax-watch");
        ROLES.put("auditor", "ax-auditor");
        ROLES.put("analyst", "analyst");
        ROLES.put("admin", "admin");
        ROLES.put("fieldco-s", "fieldco");
        ROLES.put("stranger", "ax-stranger");
    }

    /** Who comes for a role that the demo has nobody for. */
    private static final Map<String, String> HIRED = Map.of(
            "ax-leader-south", "work-leaders-south",
            "ax-people-admin-south", "people-admins-south",
            "ax-crew-other", "field-ax-other",
            "ax-meter-data", "meter-data",
            "ax-on-call", "on-call",
            "ax-watch", "operators-north",
            "ax-auditor", "auditors",
            "ax-stranger", "");

    /** Who has nothing to do with division north. */
    private static final Set<String> FOREIGN = Set.of(
            "client-s",
            "dispatcher-s",
            "leader-s",
            "padmin-s",
            "crew-s",
            "fieldco-s",
            "stranger",
            "headend",
            "anonymous");

    /** What the server keeps of the calls themselves. */
    private static final Set<String> NOT_WORK = Set.of("TR_NODE", "TR_SESSION");

    private record Row(String call, Map<String, Integer> answers) {}

    @Autowired
    private Stories stories;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private IdentityService identities;

    @Autowired
    private ApplicationContext application;

    @LocalServerPort
    private int port;

    private AccessWorld world;

    @BeforeAll
    void hire() throws IOException {
        stories.begin();
        world = new AccessWorld(stories, jdbc, port);
        HIRED.forEach((person, group) -> {
            User user = identities.newUser(person);
            user.setPassword("demo");
            ((IdentityServiceImpl) identities).saveUser(user, true);
            if (group.equals("field-ax-other")) {
                world.send(
                        "people-admin",
                        new Shot(
                                "POST",
                                "/api/v1/org-units",
                                ("{\"id\":\"" + group + "\",\"kind\":\"GROUP\",\"division\":\"north\",\"name\":\"Ax\"}")
                                        .getBytes(StandardCharsets.UTF_8),
                                Map.of("Content-Type", "application/json"),
                                List.of()));
            }
            if (!group.isEmpty()) {
                identities.createMembership(person, group);
            }
        });
        if (WRITE) {
            begin();
            write();
        }
    }

    @AfterAll
    void dismiss() {
        // Those who were hired stay: the database goes with the test, and some of them have signed work.
        world.leave();
        stories.gate().resume("twin", "test");
    }

    /** A day later than other tests, so that nobody's quota is used up by them. */
    @BeforeEach
    void begin() {
        stories.begin();
        ClockUtil.setCurrentTime(Date.from(Stories.NOW.plus(Duration.ofHours(20))));
    }

    @Test
    void everyCallOfTheServerStandsInTheTable() {
        Set<String> table = rows().stream().map(Row::call).collect(Collectors.toCollection(LinkedHashSet::new));
        assertThat(table).containsExactlyElementsOf(world.shots().keySet());
        List<String> paths = table.stream().map(AccessMatrixTest::label).toList();
        assertThat(mappings()).isNotEmpty().allSatisfy((label, pattern) -> {
            if (label.contains("/actuator")) {
                assertThat(paths)
                        .anyMatch(path -> path.startsWith("GET ")
                                && pattern.matches(PathContainer.parsePath(path.substring("GET ".length()))));
            } else {
                assertThat(paths).contains(label);
            }
        });
        Set<String> gone = paths.stream()
                .filter(path -> Stream.of(" /api/", " /tmf-api/", " /visit/").anyMatch(path::contains))
                .collect(Collectors.toCollection(TreeSet::new));
        gone.removeAll(mappings().keySet());
        assertThat(gone).as("rows whose calls are gone").isEmpty();
    }

    /** Method and address as the row has them, without what is only asked of it. */
    private static String label(String call) {
        return call.replaceAll("\\?[^ ]*=[^ ]*", "");
    }

    /** Every mapping but those of the simulators, which are there in the demo only and open to all in it, and the page of errors. */
    private Map<String, PathPattern> mappings() {
        List<RequestMappingInfo> all =
                application.getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
                        .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                        .toList();
        Map<String, PathPattern> found = new TreeMap<>();
        for (RequestMappingInfo info : all) {
            for (PathPattern pattern : info.getPathPatternsCondition().getPatterns()) {
                for (String method : methods(info)) {
                    String call = method + " " + pattern + params(info);
                    long alike = all.stream()
                            .filter(other -> other.getPathPatternsCondition()
                                            .getPatterns()
                                            .contains(pattern)
                                    && methods(other).contains(method)
                                    && params(other).equals(params(info)))
                            .count();
                    if (!pattern.toString().startsWith("/simulator/")
                            && !pattern.toString().equals("/error")) {
                        found.put(alike > 1 ? call + form(info) : call, pattern);
                    }
                }
            }
        }
        return found;
    }

    private static List<String> methods(RequestMappingInfo info) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        return methods.isEmpty()
                ? List.of("GET")
                : methods.stream().map(Enum::name).toList();
    }

    private static String params(RequestMappingInfo info) {
        return info.getParamsCondition().getExpressions().stream()
                .map(param -> param.isNegated() ? " !" + param.getName() : "?" + param.getName())
                .collect(Collectors.joining());
    }

    private static String form(RequestMappingInfo info) {
        return info.getConsumesCondition().getConsumableMediaTypes().stream()
                .findFirst()
                .map(type -> " of " + type)
                .or(() -> info.getProducesCondition().getProducibleMediaTypes().stream()
                        .filter(type -> type.getType().equals("text"))
                        .findFirst()
                        .map(type -> " as " + type.getType() + "/" + type.getSubtype()))
                .orElse("");
    }

    @Test
    void everyRoleGetsTheAnswerOfTheTable() throws IOException {
        List<Row> rows = rows();
        Map<String, Shot> shots = new LinkedHashMap<>();
        rows.forEach(row -> shots.put(row.call(), world.shots().get(row.call()).get()));
        SoftAssertions answers = new SoftAssertions();
        Map<String, String> before = everything();
        long began = System.nanoTime();
        rows.forEach(row -> refused(row, shots.get(row.call()), answers));
        log.info("Refusals were asked for: seconds={}", (System.nanoTime() - began) / 1_000_000_000);
        Map<String, String> after = everything();
        if (!after.equals(before)) {
            log.warn(
                    "Refusals have changed tables: {}",
                    after.keySet().stream()
                            .filter(table -> !after.get(table).equals(before.get(table)))
                            .toList());
            rows.forEach(row -> changesNothing(row, shots.get(row.call()), answers));
        }
        began = System.nanoTime();
        rows.forEach(row -> taken(row, answers));
        log.info("Everything else was asked for: seconds={}", (System.nanoTime() - began) / 1_000_000_000);
        answers.assertAll();
    }

    private void refused(Row row, Shot shot, SoftAssertions answers) {
        row.answers().forEach((role, expected) -> {
            if (expected >= 400) {
                Answer answer = send(role, shot);
                look(row, role, shot, answer, answers);
                if (FOREIGN.contains(role) && !shot.ids().isEmpty() && ours(shot)) {
                    answers.assertThat(neutral(answer, shot))
                            .as("%s by %s tells that the thing exists", row.call(), role)
                            .isEqualTo(neutral(send(role, shot.ofNothing()), shot));
                }
            }
        });
    }

    /** The engine's own REST answers about ids that nobody guesses, with words of its own. */
    private static boolean ours(Shot shot) {
        return shot.path().startsWith("/api/")
                || shot.path().startsWith("/tmf-api/")
                || shot.path().startsWith("/visit/");
    }

    private static String neutral(Answer answer, Shot shot) {
        String text = answer.status() + " " + answer.body();
        for (String id : shot.ids()) {
            text = text.replace(id, "ID").replace(Shot.nothing(id), "ID");
        }
        return text;
    }

    private void changesNothing(Row row, Shot shot, SoftAssertions answers) {
        row.answers().forEach((role, expected) -> {
            if (expected >= 400) {
                Map<String, String> before = everything();
                send(role, shot);
                answers.assertThat(everything())
                        .as("%s was refused to %s and yet changed something", row.call(), role)
                        .isEqualTo(before);
            }
        });
    }

    private void taken(Row row, SoftAssertions answers) {
        Shot shot = null;
        for (Map.Entry<String, Integer> cell : row.answers().entrySet()) {
            if (cell.getValue() < 400) {
                // What is put or patched twice is there as if once.
                if (shot == null || List.of("POST", "DELETE").contains(shot.method())) {
                    shot = world.shots().get(row.call()).get();
                }
                look(row, cell.getKey(), shot, send(cell.getKey(), shot), answers);
            }
        }
    }

    private void look(Row row, String role, Shot shot, Answer answer, SoftAssertions answers) {
        // 206 is the answer with more pages to come: others of this database have made orders too.
        answers.assertThat(answer.status() == 206 ? 200 : answer.status())
                .as("%s by %s: %s", row.call(), role, answer.body().length() > 300 ? "" : answer.body())
                .isEqualTo(row.answers().get(role));
        if (FOREIGN.contains(role)) {
            answers.assertThat(leaks(shot, answer))
                    .as("what %s tells %s of division north", row.call(), role)
                    .isEmpty();
        }
    }

    /** Calls that only count. */
    private static final List<String> COUNTS = List.of(
            "/process-instance/count", "/execution/count", "/task/count", "/incident/count", "statistics", "/metrics");

    private static final Pattern NUMBER = Pattern.compile("\"(count|instances|failedJobs|result|value)\":[1-9]\\d*");

    /** What of the north stands in an answer and was not said by the caller himself. */
    private List<String> leaks(Shot shot, Answer answer) {
        String said = shot.path() + (shot.body() == null ? "" : new String(shot.body(), StandardCharsets.UTF_8));
        // The table of the decisions names groups; the page of the customer is his own; the simulators are of the demo.
        if (shot.path().startsWith("/visit/") || shot.path().startsWith("/simulator/")) {
            return List.of();
        }
        Matcher number = NUMBER.matcher(answer.body());
        if (COUNTS.stream().anyMatch(shot.path()::contains) && number.find()) {
            return List.of(number.group());
        }
        return world.marks().stream()
                .filter(mark -> !said.contains(mark) && answer.body().contains(mark))
                .toList();
    }

    private Answer send(String role, Shot shot) {
        if (Stream.of("/visit/", "/report", "/track/", "/api/v1/public/").anyMatch(shot.path()::startsWith)) {
            // The pages of customers answer an address a few times a minute.
            ClockUtil.setCurrentTime(Date.from(Stories.now().plusSeconds(61)));
        }
        String login = ROLES.get(role);
        byte[] body = shot.body() == null
                ? null
                : new String(shot.body(), StandardCharsets.ISO_8859_1)
                        .replace("\"ME\"", "\"" + login + "\"")
                        .getBytes(StandardCharsets.ISO_8859_1);
        return world.send(
                login.isEmpty() ? null : login, new Shot(shot.method(), shot.path(), body, shot.headers(), shot.ids()));
    }

    /** Number and content of the rows of every table. */
    private Map<String, String> everything() {
        Map<String, String> found = new TreeMap<>();
        looks().forEach((table, look) ->
                found.put(table, jdbc.sql(look).query(String.class).single()));
        return found;
    }

    /** How the rows of each table are added up. Found once: the list of columns is slow to ask for. */
    private Map<String, String> looks() {
        if (looks.isEmpty()) {
            Map<String, List<String>> columns = new TreeMap<>();
            jdbc.sql("""
                            select table_name, column_name from information_schema.columns
                            where table_schema = 'PUBLIC' and data_type <> 'BINARY LARGE OBJECT'
                                and (table_name like 'TR!_%' escape '!' or table_name like 'ACT!_RU!_%' escape '!' or table_name like 'ACT!_ID!_%' escape '!')
                            order by table_name, ordinal_position
                            """)
                    .query((rs, row) -> columns.computeIfAbsent(rs.getString(1), table -> new ArrayList<>())
                            .add(rs.getString(2)))
                    .list();
            columns.keySet().removeAll(NOT_WORK);
            columns.forEach((table, names) -> looks.put(
                    table,
                    "select count(*) || ' ' || coalesce(sum(cast(ora_hash(concat_ws('|', '', "
                            + names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "))
                            + ")) as decimal(30))), 0) from \"" + table + "\""));
        }
        return looks;
    }

    private void write() throws IOException {
        int width =
                world.shots().keySet().stream().mapToInt(String::length).max().orElseThrow();
        List<String> lines = new ArrayList<>();
        lines.add(line(width, "call", new ArrayList<>(ROLES.keySet())));
        for (Map.Entry<String, Supplier<Shot>> call : world.shots().entrySet()) {
            List<String> cells = new ArrayList<>();
            Shot shot = null;
            for (String role : ROLES.keySet()) {
                try {
                    if (shot == null) {
                        shot = call.getValue().get();
                    }
                    int status = send(role, shot).status();
                    cells.add(String.valueOf(status));
                    if (status < 400 && List.of("POST", "DELETE").contains(shot.method())) {
                        shot = null;
                    }
                } catch (RuntimeException | AssertionError e) {
                    System.out.println("UNMADE " + call.getKey() + ": " + e);
                    cells.add("0");
                }
            }
            lines.add(line(width, call.getKey(), cells));
        }
        Files.write(TABLE, lines);
    }

    private static String line(int width, String call, List<String> cells) {
        List<String> roles = List.copyOf(ROLES.keySet());
        StringBuilder line = new StringBuilder(String.format("%-" + width + "s", call));
        for (int i = 0; i < cells.size(); i++) {
            line.append(", ").append(String.format("%-" + roles.get(i).length() + "s", cells.get(i)));
        }
        return line.toString().stripTrailing();
    }

    // ---- papers and pages

    /** Whom the papers name, and what they are called there. */
    private static final Map<String, String> IN_THE_PAPERS = new LinkedHashMap<>();

    /** What the papers call the calls that begin so. */
    private static final Map<String, List<String>> AREAS = new LinkedHashMap<>();

    static {
        IN_THE_PAPERS.put("client", "API client");
        IN_THE_PAPERS.put("reader", "reading client");
        IN_THE_PAPERS.put("headend", "head end");
        IN_THE_PAPERS.put("fieldco-s", "workforce system");
        IN_THE_PAPERS.put("dispatcher", "dispatcher");
        IN_THE_PAPERS.put("leader", "work leader");
        IN_THE_PAPERS.put("crew", "crew");
        IN_THE_PAPERS.put("padmin", "people-admin");
        IN_THE_PAPERS.put("approver", "approver");
        IN_THE_PAPERS.put("operator", "operator");
        IN_THE_PAPERS.put("meterdata", "meter data");
        IN_THE_PAPERS.put("oncall", "operator on call");
        IN_THE_PAPERS.put("watch", "operator not on call");
        IN_THE_PAPERS.put("analyst", "analyst");
        IN_THE_PAPERS.put("auditor", "auditor");
        IN_THE_PAPERS.put("admin", "administrator");
        AREAS.put("service points, readings", List.of("/api/v1/service-points"));
        AREAS.put(
                "orders",
                List.of(
                        "/api/v1/service-orders",
                        "/tmf-api/serviceOrdering/v4/serviceOrder",
                        "/tmf-api/serviceOrdering/v4/cancelServiceOrder"));
        AREAS.put("campaigns", List.of("/api/v1/campaigns"));
        AREAS.put("visits, appointments, assignments", List.of("/api/v1/field-activities", "/api/v1/assignments"));
        AREAS.put("booking for customers (TMF646)", List.of("/tmf-api/appointment/"));
        AREAS.put("supervision, to-do", List.of("/api/v1/supervision", "/api/v1/to-do"));
        AREAS.put("answers of workforce systems", List.of("/api/v1/workforce"));
        AREAS.put("found work", List.of("/api/v1/found-work"));
        AREAS.put("decisions of dispatchers", List.of("/api/v1/human-activities"));
        AREAS.put("on call", List.of("/api/v1/on-call", "/api/v1/my/on-call"));
        AREAS.put("address book", List.of("/api/v1/contacts"));
        AREAS.put("operator messages", List.of("/api/v1/operator-messages"));
        AREAS.put("events from outside", List.of("/api/v1/inbound-events"));
        AREAS.put(
                "notices and their texts",
                List.of("/api/v1/notices", "/api/v1/notice-deliveries", "/api/v1/notice-texts", "/api/v1/my/notices"));
        AREAS.put("who is told about an object", List.of("/api/v1/responsibles"));
        AREAS.put("fault reports and tracking by customers", List.of("/api/v1/public"));
        AREAS.put("clocks", List.of("/api/v1/clocks"));
        AREAS.put("statistics", List.of("/api/v1/statistics"));
        AREAS.put("people, crews", List.of("/api/v1/people", "/api/v1/org-units"));
        AREAS.put("runs of the staff's source", List.of("/api/v1/staff-sync"));
        AREAS.put("outages", List.of("/api/v1/outages"));
        AREAS.put("commands to meters", List.of("/api/v1/commands"));
        AREAS.put("head ends", List.of("/api/v1/head-ends"));
        AREAS.put("drift", List.of("/api/v1/drift"));
        AREAS.put("device models", List.of("/api/v1/device-models"));
        AREAS.put(
                "subscriptions, events",
                List.of("/api/v1/subscriptions", "/api/v1/events", "/tmf-api/serviceOrdering/v4/hub"));
        AREAS.put("models", List.of("/api/v1/models"));
        AREAS.put("metrics", List.of("/actuator/metrics", "/actuator/prometheus"));
    }

    private static final Path PAPER = Path.of("docs/operators.md");
    private static final String BEGIN = "<!-- rights -->";
    private static final String END = "<!-- end of rights -->";

    @Test
    void operatorsReadWhoMayDoWhat() throws IOException {
        List<Row> rows = rows();
        assertThat(rows.stream()
                        .map(row -> path(row.call()))
                        .filter(path -> path.startsWith("/api/") || path.startsWith("/tmf-api/")))
                .allMatch(path -> AREAS.values().stream().flatMap(List::stream).anyMatch(path::startsWith));
        List<String> lines = new ArrayList<>(List.of("| what | read by | changed by |", "|---|---|---|"));
        AREAS.forEach((area, paths) -> {
            List<Row> calls = rows.stream()
                    .filter(row -> paths.stream().anyMatch(path(row.call())::startsWith))
                    .toList();
            lines.add("| " + area + " | " + who(calls, true) + " | " + who(calls, false) + " |");
        });
        String paper = Files.readString(PAPER);
        if (WRITE) {
            Files.writeString(
                    PAPER,
                    paper.substring(0, paper.indexOf(BEGIN) + BEGIN.length()) + "\n" + String.join("\n", lines) + "\n"
                            + paper.substring(paper.indexOf(END)));
            return;
        }
        assertThat(paper.substring(paper.indexOf(BEGIN) + BEGIN.length(), paper.indexOf(END))
                        .strip()
                        .lines())
                .as("the table of rights in docs/operators.md")
                .containsExactlyElementsOf(lines);
    }

    private static String who(List<Row> calls, boolean reads) {
        List<Row> asked = calls.stream()
                .filter(row -> row.call().startsWith("GET ") == reads)
                .toList();
        // A list may be empty: what counts is the thing itself, where one can be asked for.
        List<Row> ofThings = asked.stream()
                .filter(row -> row.call().contains("{")
                        && !row.call().contains("subscriptions")
                        && !row.call().contains("/hub/"))
                .toList();
        String names = IN_THE_PAPERS.entrySet().stream()
                .filter(role -> (ofThings.isEmpty() ? asked : ofThings)
                        .stream()
                                .anyMatch(row -> row.answers().get(role.getKey()) < 400
                                        // The one of the test works in the south: it is told that there is nothing
                                        // here.
                                        || role.getKey().equals("fieldco-s")
                                                && row.answers().get(role.getKey()) == 404))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(", "));
        if (names.equals(String.join(", ", IN_THE_PAPERS.values()))) {
            return "everybody";
        }
        return names.isEmpty() ? "nobody" : names;
    }

    private static String path(String call) {
        return call.substring(call.indexOf(' ') + 1);
    }

    @Test
    void partnersFindEveryCallInTheOpenApi() throws IOException {
        JsonNode paths = stories.json()
                .readTree(world.send("admin", new Shot("GET", "/v3/api-docs", null, Map.of(), List.of()))
                        .body())
                .path("paths");
        Map<String, PathPattern> calls = mappings();
        calls.keySet()
                .removeIf(call ->
                        Stream.of("/api/", "/tmf-api/", "/session", "/sso").noneMatch(path(call)::startsWith));
        assertThat(calls).hasSizeGreaterThan(100);
        assertThat(calls.entrySet().stream()
                        .filter(call -> !paths.path(call.getValue().toString())
                                .has(call.getKey()
                                        .substring(0, call.getKey().indexOf(' '))
                                        .toLowerCase(java.util.Locale.ROOT)))
                        .map(Map.Entry::getKey))
                .isEmpty();
    }

    /** A page of the desk with the call that it lives on, as {@code desk.js} has it. */
    private static final Map<String, String> LIVES_ON = Map.of(
            "supervision", "GET /api/v1/supervision",
            "orders", "GET /api/v1/service-orders",
            "statistics", "GET /api/v1/statistics/activities",
            "people", "GET /api/v1/org-units/{id}",
            "events", "GET /api/v1/inbound-events",
            "messages", "GET /api/v1/notices",
            "field", "POST /api/v1/field-activities/{id}/claim",
            "tasklist", "GET /engine-rest/task/{id}");

    /** Which page each role is led to; what stands on it is decided by the server. */
    private static final String PAGES = """
            supervision dispatcher dispatcher-s leader leader-s admin
            orders      dispatcher dispatcher-s leader leader-s admin
            statistics  dispatcher dispatcher-s leader leader-s auditor analyst admin
            events      dispatcher dispatcher-s leader leader-s oncall watch auditor admin
            messages    dispatcher dispatcher-s leader leader-s oncall watch auditor admin
            people      dispatcher dispatcher-s padmin padmin-s admin
            tasklist    dispatcher dispatcher-s leader leader-s crew crewmate crew-other crew-s approver operator meterdata oncall watch admin
            field       crew crewmate crew-other crew-s admin
            """;

    /** The desk leads people to the pages that serve them, and to no other. */
    @Test
    void deskShowsEachRoleItsPages() throws IOException {
        String desk = Files.readString(Path.of("src/main/resources/static/desk/desk.js"));
        Map<String, List<String>> shown = new TreeMap<>();
        Matcher page = PAGE.matcher(desk);
        while (page.find()) {
            List<String> wanted = Stream.of(page.group(2).split(","))
                    .map(group -> group.strip().replace("'", ""))
                    .toList();
            shown.put(
                    page.group(1),
                    ROLES.entrySet().stream()
                            .filter(role -> identities.createGroupQuery().groupMember(role.getValue()).list().stream()
                                    .anyMatch(group -> wanted.stream()
                                            .anyMatch(name -> name.endsWith("-")
                                                    ? group.getId().startsWith(name)
                                                    : group.getId().equals(name))))
                            .map(Map.Entry::getKey)
                            .toList());
        }
        Map<String, List<String>> expected = new TreeMap<>();
        PAGES.lines()
                .map(line -> List.of(line.strip().split("\\s+")))
                .forEach(line -> expected.put(line.get(0), line.subList(1, line.size())));
        assertThat(shown).containsAllEntriesOf(expected);
        List<Row> rows = rows();
        LIVES_ON.forEach((id, call) -> {
            Row row = rows.stream()
                    .filter(one -> label(one.call()).equals(call))
                    .findFirst()
                    .orElseThrow();
            assertThat(shown.get(id))
                    .allSatisfy(role -> assertThat(row.answers().get(role) < 400
                                    || FOREIGN.contains(role)
                                    || List.of("crew-other", "approver", "operator", "meterdata", "oncall", "watch")
                                                    .contains(role)
                                            && id.equals("tasklist")
                                    || role.equals("crew-other"))
                            .as("%s on %s", role, id)
                            .isTrue());
        });
    }

    private static final Pattern PAGE = Pattern.compile("\\{ id: '(\\w+)'.*?groups: \\[(.*?)\\]", Pattern.DOTALL);

    private static List<Row> rows() {
        try {
            List<List<String>> cells = Files.readAllLines(TABLE).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line ->
                            Arrays.stream(line.split(",")).map(String::strip).toList())
                    .toList();
            assertThat(cells.get(0).subList(1, cells.get(0).size())).containsExactlyElementsOf(ROLES.keySet());
            return cells.stream()
                    .skip(1)
                    .map(row -> {
                        Map<String, Integer> answers = new LinkedHashMap<>();
                        for (String role : ROLES.keySet()) {
                            answers.put(role, Integer.valueOf(row.get(answers.size() + 1)));
                        }
                        return new Row(row.get(0), answers);
                    })
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
