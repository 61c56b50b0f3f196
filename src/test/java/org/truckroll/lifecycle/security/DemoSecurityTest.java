// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.truckroll.lifecycle.TaskMarks;
import org.truckroll.lifecycle.words.Languages;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.people.People;

/** The doors and walls of a running server with the people of the demo. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.datasource.url=jdbc:h2:mem:demo-security", "camunda.bpm.job-execution.enabled=false"})
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DirtiesContext
class DemoSecurityTest {

    @TestConfiguration
    static class Listeners {

        @Bean
        CallerListener callerListener(Callers callers) {
            return new CallerListener(callers, new AtomicReference<>());
        }
    }

    /** Remembers who completed a task. */
    record CallerListener(Callers callers, AtomicReference<Caller> last) implements TaskListener {

        @Override
        public void notify(DelegateTask task) {
            last.set(callers.current());
        }
    }

    /** Stands for the founding process: the right to start is granted by its key. */
    private static final String KEY = "service-order";

    static final List<String> LANGUAGES = Languages.SHIPPED;

    private static final int OVER_1_MB = 1024 * 1024 + 10;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @Autowired
    private FilterService filters;

    @Autowired
    private IdentityService identities;

    @Autowired
    private AuthorizationService authorizations;

    @Autowired
    private EngineAccess access;

    @Autowired
    private Orphans orphans;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private People people;

    @Autowired
    private CallerListener listener;

    private SecurityServer server;
    private String deployment;

    @BeforeAll
    void deploy(@LocalServerPort int port) {
        server = new SecurityServer(port);
        BpmnModelInstance work = Bpmn.createExecutableProcess("security-test-work")
                .camundaHistoryTimeToLive(1)
                .startEvent()
                .userTask("work")
                .camundaCandidateGroups("${group}")
                .camundaTaskListenerDelegateExpression("complete", "${callerListener}")
                .endEvent()
                .done();
        deployment = repository
                .createDeployment()
                .name("security-test")
                .addModelInstance("security-test-work.bpmn", work)
                .deploy()
                .getId();
        for (String division : List.of("north", "south")) {
            runtime.startProcessInstanceByKey(
                    "security-test-work", division, Map.of("group", People.DISPATCHERS + division));
        }
        // The engine locks a person for seconds after a wrong password, so nobody else's name is used for that.
        User user = identities.newUser("forgetful");
        user.setPassword("demo");
        ((IdentityServiceImpl) identities).saveUser(user, true);
    }

    @AfterAll
    void undeploy() {
        repository.deleteDeployment(deployment, true);
        identities.deleteUser("forgetful");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/engine-rest/task",
                "/engine-rest/engine",
                "/api/v1/service-orders",
                "/api/v1/nothing",
                "/actuator/prometheus",
                "/actuator",
                "/nothing"
            })
    void asksTheAnonymousToLogIn(String path) {
        SecurityServer.Answer answer = server.get(null, path).isProblem(401, "unauthorized");

        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"truckroll\"");
        assertThat(answer.json().path("instance").asText()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"forgetful:wrong", "cis:wrong", "stranger:demo", "truckroll:demo", ":demo", "forgetful:"})
    void refusesWrongLogins(String login) {
        server.get(login, "/engine-rest/engine").isProblem(401, "unauthorized");
    }

    @Test
    void knowsTheLoginsOfTheDemo() {
        assertThat(List.of(
                        "cis",
                        "cis-south",
                        "dispatcher",
                        "dispatcher-south",
                        "leader",
                        "people-admin",
                        "crew",
                        "crew2",
                        "crew-south",
                        "approver",
                        "approver2",
                        "operator",
                        "analyst",
                        "admin"))
                .allSatisfy(login -> assertThat(
                                server.get(login, "/engine-rest/engine").status())
                        .isEqualTo(200));
        assertThat(people.client("cis").orElseThrow().divisions()).containsExactlyInAnyOrder("north", "south");
        assertThat(people.client("cis-south").orElseThrow().divisions()).containsExactly("south");
    }

    /** HCDC-36: at once, also where a password is remembered or a session is open. */
    @Test
    void switchesALoginOffEverywhereAtOnce() throws Exception {
        Tasklist browser = new Tasklist(server);
        assertThat(browser.logIn("crew2", "demo")).isEqualTo(200);
        String count = "/camunda/api/engine/engine/default/task/count";
        assertThat(browser.post(count, "{}")).isEqualTo(200);
        assertThat(server.get("crew2", "/api/v1/field-activities").status()).isEqualTo(200);

        assertThat(server.post("people-admin", "/api/v1/people/crew2:disable", "{}")
                        .status())
                .isEqualTo(200);

        server.get("crew2", "/api/v1/field-activities").isProblem(401, "unauthorized");
        server.get("crew2", "/engine-rest/engine").isProblem(401, "unauthorized");
        assertThat(browser.post(count, "{}")).isEqualTo(401);
        assertThat(new Tasklist(server).logIn("crew2", "demo")).isEqualTo(401);

        assertThat(server.post("people-admin", "/api/v1/people/crew2:enable", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(server.get("crew2", "/api/v1/field-activities").status()).isEqualTo(200);
        assertThat(browser.logIn("crew2", "demo")).isEqualTo(200);
    }

    @Test
    void answersHealthWithoutDetailsToTheAnonymous() {
        SecurityServer.Answer answer = server.get(null, "/actuator/health/liveness");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(server.get(null, "/actuator/health").body()).doesNotContain("database");
    }

    @Test
    void keepsMetricsForThoseWhoRunTheServer() {
        server.get("crew", "/actuator/prometheus").isProblem(403, "forbidden");
        assertThat(server.get("operator", "/actuator/metrics").status()).isEqualTo(200);
    }

    @Test
    void refusesCallsOutsideTheAccessTable() {
        server.post("crew", "/api/v1/service-orders", "{}").isProblem(403, "forbidden");
        server.get("admin", "/api/v1/nothing").isProblem(403, "forbidden");
        server.get("admin", "/nothing").isProblem(403, "forbidden");
    }

    @Test
    void opensSimulatorsAndApiPagesInTheDemo() {
        assertThat(server.get(null, "/v3/api-docs").status()).isEqualTo(200);
        assertThat(server.get(null, "/swagger-ui/index.html").status()).isEqualTo(200);
        assertThat(server.get(null, "/simulator/head-end/log").status()).isEqualTo(200);
    }

    /** CVE-2026-77226. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/api/admin/setup/default/user/create",
                "/camunda/api/admin/setup/default/user/create/",
                "/camunda/api/admin/%73etup/default/user/create"
            })
    void refusesAnonymousSetUpOfAnAdministrator(String path) {
        String body = "{\"profile\":{\"id\":\"mallory\",\"firstName\":\"M\",\"lastName\":\"M\"},"
                + "\"credentials\":{\"password\":\"Correct-Horse-1\"}}";

        assertThat(server.post(null, path, body).status()).isEqualTo(403);
        assertThat(server.get(null, "/camunda/app/admin/default/setup/").status())
                .isEqualTo(403);
        assertThat(identities.createUserQuery().userId("mallory").count()).isZero();
    }

    @Test
    void leavesTheWebappsTheirOwnLoginAndContentPolicy() {
        SecurityServer.Answer page = server.get(null, "/camunda/app/tasklist/default/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("nonce");
        assertThat(server.get(null, "/camunda/api/engine/engine/default/task").status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//camunda/app/", "//engine-rest/engine", "/camunda//app/", "/engine-rest/;x=1/engine"})
    void refusesAmbiguousPaths(String path) {
        assertThat(server.get("admin", path).status()).isEqualTo(400);
    }

    /** CVE-2026-109432: the probe calls a method that every value has, so it would run without the filter. */
    @Test
    void refusesToStartAnOrderBehindTheStepThatChecksIt() {
        for (String bypass : List.of(
                "\"startInstructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"serviceTask_closeOrder\"}]",
                "\"skipCustomListeners\":true",
                "\"skipIoMappings\":true")) {
            server.post(
                            "cis-south",
                            "/engine-rest/process-definition/key/service-order/start",
                            "{\"businessKey\":\"foreign\"," + bypass + "}")
                    .isProblem(400, "invalid-request");
        }
    }

    @Test
    void refusesExpressionsBelowOrQueries() {
        String expression = "${'cre'.concat('w')}";
        String probe = "{\"orQueries\":[{\"assigneeExpression\":\"" + expression + "\"}]}";

        assertThat(tasks.createTaskQuery()
                        .or()
                        .taskAssigneeExpression(expression)
                        .endOr()
                        .list())
                .as("the engine would evaluate it")
                .isEmpty();

        server.post("dispatcher", "/engine-rest/task", probe).isProblem(400, "invalid-request");
        server.post("dispatcher", "/engine-rest/task/count", probe).isProblem(400, "invalid-request");
        server.postChunked("dispatcher", "/engine-rest/task", () -> new ByteArrayInputStream(probe.getBytes()))
                .isProblem(400, "invalid-request");
        server.post(null, "/camunda/api/engine/engine/default/task", probe).isProblem(400, "invalid-request");
        assertThat(server.post("dispatcher", "/engine-rest/task", "{\"assigneeExpression\":\"${'crew'}\"}")
                        .status())
                .isEqualTo(400);
        assertThat(server.post(
                                "dispatcher",
                                "/engine-rest/task?maxResults=5",
                                "{\"orQueries\":[{\"assignee\":\"crew\"}]}")
                        .status())
                .isEqualTo(200);
    }

    /** The second wall: what the filter would let through does not get at the runtime. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "${''.getClass().forName('java.lang.Runtime')}",
                "${''.class}",
                "${''['class'].name}",
                "${''.getClass()}",
                "${dateTime().getClass().getClassLoader()}",
                "${currentUserGroups().getClass()}",
                "${dataSource.toString()}",
                "${runtimeService.toString()}",
                "${engineAccess.toString()}",
                "${springApplicationContext.environment}"
            })
    void keepsExpressionsAwayFromTheRuntime(String expression) {
        assertThatThrownBy(() -> tasks.createTaskQuery()
                        .or()
                        .taskAssigneeExpression(expression)
                        .endOr()
                        .list())
                .isInstanceOf(ProcessEngineException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${execution.getProcessEngineServices().getRepositoryService()}",
                "${execution.processEngineServices}",
                "${execution.processEngine.name}",
                "${execution.processDefinition.deploymentId}",
                "${execution.class.name}"
            })
    void keepsAStepAwayFromTheEngine(String expression) {
        String id = repository
                .createDeployment()
                .addModelInstance(
                        "probe.bpmn",
                        Bpmn.createExecutableProcess("security-test-probe")
                                .camundaHistoryTimeToLive(1)
                                .startEvent()
                                .serviceTask()
                                .camundaExpression(expression)
                                .endEvent()
                                .done())
                .deploy()
                .getId();
        try {
            assertThatThrownBy(() -> runtime.startProcessInstanceByKey("security-test-probe"))
                    .isInstanceOf(ProcessEngineException.class);
        } finally {
            repository.deleteDeployment(id, true);
        }
    }

    @Test
    void letsAStepUseItsValues() {
        String id = repository
                .createDeployment()
                .addModelInstance(
                        "values.bpmn",
                        Bpmn.createExecutableProcess("security-test-values")
                                .camundaHistoryTimeToLive(1)
                                .startEvent()
                                .serviceTask()
                                .camundaExpression(
                                        "${word.toUpperCase().concat(execution.processBusinessKey).concat(map.class)"
                                                + ".concat(list.get(0)).concat(dateTime().plusHours(1).toString('yyyy').substring(4)).concat(execution.getVariable('word'))}")
                                .camundaResultVariable("result")
                                .userTask()
                                .endEvent()
                                .done())
                .deploy()
                .getId();
        try {
            String instance = runtime.startProcessInstanceByKey(
                            "security-test-values",
                            "-1-",
                            Map.of("word", "a", "map", Map.of("class", "b"), "list", List.of("c")))
                    .getId();

            assertThat(runtime.getVariable(instance, "result").toString())
                    .startsWith("A-1-bc")
                    .endsWith("a");
        } finally {
            repository.deleteDeployment(id, true);
        }
    }

    @Test
    void runsNoScripts() {
        String id = repository
                .createDeployment()
                .addModelInstance(
                        "script.bpmn",
                        Bpmn.createExecutableProcess("security-test-script")
                                .camundaHistoryTimeToLive(1)
                                .startEvent()
                                .scriptTask()
                                .scriptFormat("juel")
                                .scriptText("${''.getClass()}")
                                .endEvent()
                                .done())
                .deploy()
                .getId();
        try {
            assertThatThrownBy(() -> runtime.startProcessInstanceByKey("security-test-script"))
                    .hasStackTraceContaining("Scripts are switched off");
        } finally {
            repository.deleteDeployment(id, true);
        }
    }

    @Test
    void showsADispatcherTheTasksOfTheOwnDivisionOnly() {
        assertThat(instancesSeenBy("dispatcher")).containsExactly(instance("north"));
        assertThat(instancesSeenBy("dispatcher-south")).containsExactly(instance("south"));
        assertThat(instancesSeenBy("crew")).isEmpty();
        assertThat(instancesSeenBy("cis")).isEmpty();
        assertThat(server.get("dispatcher", "/engine-rest/task/" + task("south"))
                        .status())
                .isIn(403, 404);
        assertThat(server.post(
                                "dispatcher",
                                "/engine-rest/task/" + task("south") + "/claim",
                                "{\"userId\":\"dispatcher\"}")
                        .status())
                .isEqualTo(403);
        assertThat(server.get("dispatcher", "/engine-rest/process-instance?maxResults=100")
                        .body())
                .isEqualTo("[]");
        assertThat(server.get("dispatcher", "/engine-rest/history/task?maxResults=100")
                        .body())
                .isEqualTo("[]");
    }

    @Test
    void letsADispatcherClaimButNotHandOverOrChangeTheMachine() {
        String task = task("north");

        assertThat(server.post("dispatcher", "/engine-rest/task/" + task + "/claim", "{\"userId\":\"dispatcher\"}")
                        .body())
                .isEmpty();
        tasks.setAssignee(task, null);
        assertThat(server.post("dispatcher", "/engine-rest/task/" + task + "/assignee", "{\"userId\":\"crew\"}")
                        .status())
                .isEqualTo(403);
        assertThat(server.post("dispatcher", "/engine-rest/process-definition/key/security-test-work/start", "{}")
                        .status())
                .isEqualTo(404);
        assertThat(server.post(
                                "dispatcher",
                                "/engine-rest/filter/create",
                                "{\"resourceType\":\"Task\",\"name\":\"mine\",\"query\":{}}")
                        .status())
                .isEqualTo(403);
        assertThat(deployBy("dispatcher")).isEqualTo(403);
        assertThat(deployBy("analyst")).isEqualTo(403);
        assertThat(deployBy("cis")).isEqualTo(403);
    }

    /** A third pair, so that the tasks of the other tests stay open. */
    @Test
    void tellsAListenerWhoCompletedATask() throws Exception {
        for (String group : List.of("field-north", "field-south")) {
            runtime.startProcessInstanceByKey("security-test-work", group, Map.of("group", group));
        }
        SecurityServer.Answer completed =
                server.post("crew", "/engine-rest/task/" + task("field-north") + "/complete", "{}");

        assertThat(completed.status()).as(completed.body()).isEqualTo(204);
        assertThat(listener.last().get())
                .isEqualTo(new Caller("crew", Caller.Kind.PERSON, Set.of("field-north"), Set.of("north"), Set.of()));

        Tasklist tasklist = new Tasklist(server);
        assertThat(tasklist.logIn("forgetful", "wrong")).isEqualTo(401);
        assertThat(tasklist.logIn("crew-south", "demo")).isEqualTo(200);
        assertThat(tasklist.post("/camunda/api/engine/engine/default/task/" + task("field-south") + "/complete", "{}"))
                .isEqualTo(204);
        assertThat(listener.last().get())
                .isEqualTo(
                        new Caller("crew-south", Caller.Kind.PERSON, Set.of("field-south"), Set.of("south"), Set.of()));
        assertThat(tasklist.post(
                        "/camunda/api/engine/engine/default/task",
                        "{\"orQueries\":[{\"assigneeExpression\":\"${'a'.concat('b')}\"}]}"))
                .isEqualTo(400);
    }

    @Test
    void letsApiClientsStartOrdersAndNothingElse() {
        String start = "/engine-rest/process-definition/key/";

        assertThat(server.post("cis", start + "security-test-work/start", "{}").status())
                .isEqualTo(404);
        assertThat(server.get("cis", "/engine-rest/process-instance?maxResults=100")
                        .body())
                .isEqualTo("[]");
        assertThat(authorizations.isUserAuthorized(
                        "cis", List.of("api-clients"), Permissions.CREATE_INSTANCE, Resources.PROCESS_DEFINITION, KEY))
                .isTrue();
    }

    @Test
    void refusesBodiesOverOneMegabyte() {
        String body = "{\"a\":\"" + "x".repeat(OVER_1_MB) + "\"}";

        server.post("cis", "/api/v1/service-orders", body).isProblem(413, "payload-too-large");
        server.postChunked("cis", "/api/v1/service-orders", () -> new ByteArrayInputStream(body.getBytes()))
                .isProblem(413, "payload-too-large");
        server.post("dispatcher", "/engine-rest/task", body).isProblem(413, "payload-too-large");
        server.postChunked("dispatcher", "/engine-rest/task", () -> new ByteArrayInputStream(body.getBytes()))
                .isProblem(413, "payload-too-large");
        server.post(null, "/camunda/api/engine/engine/default/task", body).isProblem(413, "payload-too-large");
        server.post(null, "/api/v1/service-orders", body).isProblem(401, "unauthorized");
        assertThat(server.post("cis", "/api/v1/service-points:import", body).status())
                .isNotEqualTo(413);
    }

    @Test
    void keepsFiltersAndRightsAsTheyAreAtASecondStart() {
        long rights = authorizations.createAuthorizationQuery().count();
        List<String> before = filters.createTaskFilterQuery().list().stream()
                .map(Filter::getId)
                .sorted()
                .toList();

        access.start();

        assertThat(filters.createTaskFilterQuery().list().stream()
                        .map(Filter::getId)
                        .sorted()
                        .toList())
                .isEqualTo(before);
        assertThat(authorizations.createAuthorizationQuery().count()).isEqualTo(rights);
        assertThat(filters.createTaskFilterQuery().list())
                .extracting(Filter::getName)
                .containsExactlyInAnyOrder(
                        "My to-do",
                        "My group, unsigned",
                        "Dispatch centre to-do",
                        "Warning",
                        "Overdue",
                        "Unsigned > 2 h",
                        "Step limit exceeded",
                        "Orphaned",
                        "Undelivered messages",
                        "Alerts PENDING",
                        "On work (mine)",
                        "My group, all",
                        "Due today",
                        "High priority");
    }

    @Test
    void fillsTheStartFiltersForEachPerson() {
        assertThat(tasksIn("My group, unsigned", "dispatcher")).containsExactly(instance("north"));
        assertThat(tasksIn("Dispatch centre to-do", "dispatcher")).containsExactly(instance("north"));
        assertThat(tasksIn("My group, all", "dispatcher-south")).containsExactly(instance("south"));
        for (String empty : List.of(
                "My to-do",
                "Warning",
                "Overdue",
                "Unsigned > 2 h",
                "Step limit exceeded",
                "Orphaned",
                "Due today",
                "High priority")) {
            assertThat(tasksIn(empty, "dispatcher")).as(empty).isEmpty();
        }
    }

    @Test
    void showsEachRoleItsFiltersAndNoOther() {
        List<String> everybody = List.of("My to-do", "My group, unsigned", "Overdue", "My group, all", "High priority");

        assertThat(filtersOf("approver")).containsExactlyInAnyOrderElementsOf(everybody);
        assertThat(filtersOf("crew"))
                .containsAll(everybody)
                .contains("Warning", "Due today")
                .hasSize(everybody.size() + 2);
        assertThat(filtersOf("dispatcher"))
                .containsAll(everybody)
                .contains("Dispatch centre to-do", "Unsigned > 2 h", "Step limit exceeded", "Orphaned", "Warning")
                .contains("Undelivered messages")
                .doesNotContain("Alerts PENDING");
        assertThat(filtersOf("oncall")).contains("Undelivered messages", "Alerts PENDING");
        assertThat(filtersOf("operator"))
                .containsAll(everybody)
                .contains("Undelivered messages")
                .doesNotContain("Orphaned", "Warning");
        assertThat(filtersOf("cis")).isEmpty();
    }

    /** HCDC-12 to HCDC-15, HCDC-47. */
    @Test
    void supervisionFiltersFollowTimesAndMarks() {
        ProcessInstance late = start("late", "dispatchers-north");
        String task = task("late");
        try {
            Instant now = Instant.now();
            times(task, now.minusSeconds(60), now.plusSeconds(3600));
            assertThat(tasksIn("Warning", "dispatcher")).containsExactly(late.getId());
            assertThat(tasksIn("Overdue", "dispatcher")).isEmpty();
            times(task, now.minusSeconds(3600), now.minusSeconds(60));
            assertThat(tasksIn("Warning", "dispatcher")).isEmpty();
            assertThat(tasksIn("Overdue", "dispatcher")).containsExactly(late.getId());
            assertThat(tasksIn("Overdue", "dispatcher-south")).isEmpty();

            createdAt(task, now.minusSeconds(7100));
            assertThat(tasksIn("Unsigned > 2 h", "dispatcher")).isEmpty();
            createdAt(task, now.minusSeconds(7300));
            assertThat(tasksIn("Unsigned > 2 h", "dispatcher")).containsExactly(late.getId());
            tasks.setAssignee(task, "dispatcher");
            assertThat(tasksIn("Unsigned > 2 h", "dispatcher")).isEmpty();
            assertThat(tasksIn("My to-do", "dispatcher")).containsExactly(late.getId());

            tasks.setVariableLocal(task, TaskMarks.STEP_LIMIT, TaskMarks.EXCEEDED);
            assertThat(tasksIn("Step limit exceeded", "dispatcher")).containsExactly(late.getId());
        } finally {
            runtime.deleteProcessInstance(late.getId(), "test");
        }
    }

    /**
     * Requirements 2.1, each by the engine's own query: what is late the longest stands first, of the same age what came first; the number
     * beside a list is that of its tasks. The lists for alerts come with them, those for activations with provisioning.
     */
    @Test
    void everyFilterShowsItsTasksInOrderWithColourAndNumber() {
        List<ProcessInstance> work = Stream.of("one", "two", "three")
                .map(key -> start(key, "dispatchers-north"))
                .toList();
        String one = work.get(0).getId();
        String two = work.get(1).getId();
        String three = work.get(2).getId();
        Instant now = Instant.now();
        try {
            createdAt(task("one"), now.minusSeconds(7500));
            createdAt(task("two"), now.minusSeconds(7400));
            createdAt(task("three"), now.minusSeconds(7300));
            List<String> keys = List.of("one", "two", "three");
            for (String key : keys) {
                tasks.setVariableLocal(task(key), TaskMarks.STEP_LIMIT, TaskMarks.EXCEEDED);
                tasks.setVariableLocal(task(key), TaskMarks.ORPHANED, true);
                Instant due = now.minusSeconds(key.equals("two") ? 7200 : 3600);
                times(task(key), due.minusSeconds(60), due);
            }
            tasks.setPriority(task("three"), 95);
            tasks.setPriority(task("one"), 80);
            tasks.setPriority(task("two"), 80);
            for (String filter : List.of(
                    "My group, unsigned", "Dispatch centre to-do", "Overdue", "Step limit exceeded", "Orphaned")) {
                shows(filter, "dispatcher", two, one, three);
            }
            shows("Unsigned > 2 h", "dispatcher", one, two, three);
            shows("High priority", "dispatcher", three, one, two);
            shows("Warning", "dispatcher");

            for (String key : keys) {
                times(task(key), now.minusSeconds(60), now.plusSeconds(key.equals("two") ? 3600 : 7200));
                tasks.setAssignee(task(key), "dispatcher");
            }
            shows("Warning", "dispatcher", two, one, three);
            shows("My to-do", "dispatcher", two, one, three);
            shows("Overdue", "dispatcher");
            shows("My to-do", "crew");
        } finally {
            runtime.deleteProcessInstances(
                    work.stream().map(ProcessInstance::getId).toList(), "test", true, true);
        }
        ProcessInstance answer = runtime.createProcessInstanceByKey("unmatched-answer")
                .startBeforeActivity("userTask_resolveAnswer")
                .execute(true, true);
        try {
            shows("Undelivered messages", "operator", answer.getId());
        } finally {
            runtime.deleteProcessInstances(List.of(answer.getId()), "test", true, true);
        }
        ProcessInstance undelivered = runtime.createProcessInstanceByKey("undelivered-notice")
                .setVariable("division", "north")
                .startBeforeActivity("userTask_decideUndeliveredNotice")
                .execute(true, true);
        try {
            shows("Undelivered messages", "oncall", undelivered.getId());
            shows("Undelivered messages", "dispatcher", undelivered.getId());
            shows("Undelivered messages", "dispatcher-south");
        } finally {
            runtime.deleteProcessInstances(List.of(undelivered.getId()), "test", true, true);
        }
        assertThat(filters.createTaskFilterQuery().list())
                .extracting(Filter::getName, filter -> filter.getProperties().get("color"))
                .contains(
                        tuple("My to-do", "#2e7d32"),
                        tuple("My group, unsigned", "#1565c0"),
                        tuple("Dispatch centre to-do", "#1565c0"),
                        tuple("Warning", "#1b7f3b"),
                        tuple("Overdue", "#b5152b"),
                        tuple("Unsigned > 2 h", "#b5152b"),
                        tuple("Step limit exceeded", "#b5152b"),
                        tuple("Orphaned", "#6a1b9a"),
                        tuple("Undelivered messages", "#6d4c41"));
    }

    /** These of the test's tasks and no other of them, in this order; the number beside the list is right. */
    private void shows(String filter, String user, String... instances) {
        List<String> others = List.of(instance("north"), instance("south"));
        assertThat(tasksIn(filter, user).stream()
                        .filter(instance -> !others.contains(instance))
                        .toList())
                .as(filter)
                .containsExactly(instances);
        String id = filters.createTaskFilterQuery()
                .filterName(filter)
                .singleResult()
                .getId();
        assertThat(server.get(user, "/engine-rest/filter/" + id + "/count")
                        .json()
                        .path("count")
                        .asInt())
                .as(filter)
                .isEqualTo(tasksIn(filter, user).size());
    }

    @Test
    void findsTasksWhosePersonOrGroupWasRemovedByAnotherTool() {
        ProcessInstance groupless = start("groupless", "dispatchers-north,field-removed");
        ProcessInstance personless = start("personless", "dispatchers-north");
        ProcessInstance disabled = start("disabled", "dispatchers-north,field-north");
        try {
            tasks.setAssignee(task("personless"), "somebody-removed");
            tasks.setAssignee(task("disabled"), "crew2");
            active("crew2", false);

            orphans.look();
            orphans.look();

            assertThat(tasksIn("Orphaned", "dispatcher"))
                    .containsExactlyInAnyOrder(groupless.getId(), personless.getId(), disabled.getId());

            tasks.deleteCandidateGroup(task("groupless"), "field-removed");
            tasks.setAssignee(task("personless"), "dispatcher");
            active("crew2", true);
            orphans.look();

            assertThat(tasksIn("Orphaned", "dispatcher")).isEmpty();
        } finally {
            active("crew2", true);
            runtime.deleteProcessInstances(
                    List.of(groupless.getId(), personless.getId(), disabled.getId()), "test", true, true);
        }
    }

    /** What a directory does behind our back. */
    private void active(String person, boolean active) {
        jdbc.sql("update tr_person set active = :active where id = :id")
                .param("active", active)
                .param("id", person)
                .update();
    }

    /** EVADO-01: a work leader supervises the division, and works on nothing. */
    @Test
    void workLeadersSeeWhatTheirDispatchersHaveAndTouchNothing() {
        ProcessInstance work = start("supervised", "field-north,dispatchers-north");
        String task = task("supervised");
        String elsewhere = task("south");
        try {
            assertThat(filtersOf("leader")).contains("Overdue", "Unsigned > 2 h", "Orphaned", "Dispatch centre to-do");
            assertThat(tasksIn("My group, all", "leader")).containsExactlyInAnyOrder(instance("north"), work.getId());
            assertThat(tasksIn("My group, unsigned", "leader")).isEmpty();
            times(task, Instant.now().minusSeconds(60), Instant.now().minusSeconds(30));
            assertThat(tasksIn("Overdue", "leader")).containsExactly(work.getId());
            assertThat(server.get("leader", "/engine-rest/task/" + task).status())
                    .isEqualTo(200);
            assertThat(server.get("leader", "/engine-rest/task/" + elsewhere).status())
                    .isIn(403, 404);
            assertThat(server.post("leader", "/engine-rest/task/" + task + "/claim", "{\"userId\":\"leader\"}")
                            .status())
                    .isEqualTo(403);
            assertThat(server.post("leader", "/engine-rest/task/" + task + "/complete", "{}")
                            .status())
                    .isEqualTo(403);

            tasks.deleteCandidateGroup(task, "dispatchers-north");
            assertThat(server.get("leader", "/engine-rest/task/" + task).status())
                    .isIn(403, 404);
        } finally {
            runtime.deleteProcessInstance(work.getId(), "test");
        }
    }

    /** HCDC-18, CALL-11: after a transfer the one before has no right on it any more. */
    @Test
    void whoseWorkWasTakenAwayCanNoLongerTouchIt() {
        ProcessInstance work = start("transferred", "field-north");
        String task = task("transferred");
        try {
            assertThat(server.post("crew", "/engine-rest/task/" + task + "/claim", "{\"userId\":\"crew\"}")
                            .status())
                    .isEqualTo(204);

            tasks.addCandidateGroup(task, "field-south");
            tasks.deleteCandidateGroup(task, "field-north");
            tasks.setAssignee(task, "crew-south");

            assertThat(server.get("crew", "/engine-rest/task/" + task).status()).isIn(403, 404);
            assertThat(server.post("crew", "/engine-rest/task/" + task + "/complete", "{}")
                            .status())
                    .isEqualTo(403);
            assertThat(server.get("crew-south", "/engine-rest/task/" + task).status())
                    .isEqualTo(200);
            assertThat(authorizations
                            .createAuthorizationQuery()
                            .resourceId(task)
                            .list())
                    .extracting(Authorization::getGroupId, Authorization::getUserId)
                    .containsExactlyInAnyOrder(tuple("field-south", null), tuple(null, "crew-south"));
        } finally {
            runtime.deleteProcessInstance(work.getId(), "test");
        }
        assertThat(authorizations.createAuthorizationQuery().resourceId(task).count())
                .isZero();
    }

    @Test
    void keepsAFilterFromBeforeItHadAKeyAndTakesTheGeneralRightAway() {
        Filter filter = filters.createTaskFilterQuery().filterName("My to-do").singleResult();
        filter.setName("My tasks");
        filter.setProperties(Map.of("color", "#2e7d32"));
        filters.saveFilter(filter);
        Authorization general = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        general.setGroupId("field-north");
        general.setResource(Resources.FILTER);
        general.setResourceId(Authorization.ANY);
        general.addPermission(Permissions.READ);
        authorizations.saveAuthorization(general);
        assertThat(filtersOf("crew")).contains("Orphaned", "My tasks");

        access.start();

        assertThat(filters.getFilter(filter.getId()).getName()).isEqualTo("My to-do");
        assertThat(filtersOf("crew")).contains("My to-do").doesNotContain("Orphaned", "My tasks");
        assertThat(filtersOf("admin")).contains("Orphaned");
    }

    @ParameterizedTest
    @FieldSource("LANGUAGES")
    void everyFilterIsNamedInEveryLanguage(String language) {
        assertThat(Languages.missing(language, StartFilters.words())).isEmpty();
    }

    private List<String> filtersOf(String user) {
        return StreamSupport.stream(
                        server.get(user, "/engine-rest/filter?maxResults=100")
                                .json()
                                .spliterator(),
                        false)
                .map(filter -> filter.path("name").asText())
                .toList();
    }

    private ProcessInstance start(String key, String groups) {
        return runtime.startProcessInstanceByKey("security-test-work", key, Map.of("group", groups));
    }

    private void times(String task, Instant warning, Instant due) {
        Task changed = tasks.createTaskQuery().taskId(task).singleResult();
        changed.setFollowUpDate(Date.from(warning));
        changed.setDueDate(Date.from(due));
        tasks.saveTask(changed);
    }

    private void createdAt(String task, Instant time) {
        jdbc.sql("update ACT_RU_TASK set create_time_ = :time where id_ = :task")
                .param("time", Timestamp.from(time))
                .param("task", task)
                .update();
    }

    @Test
    void showsAnalystsHowOrdersRan() {
        assertThat(server.get("analyst", "/engine-rest/history/process-instance?maxResults=100")
                        .json())
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(server.get("analyst", "/engine-rest/filter?maxResults=100").json())
                .hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void storesPasswordsOfPeopleAsBcrypt() {
        String stored =
                ((UserEntity) identities.createUserQuery().userId("crew").singleResult()).getPassword();

        assertThat(stored).as("of the strength set for tests").startsWith("{bcrypt}$2a$04$");
    }

    private List<String> instancesSeenBy(String user) {
        return instances(server.get(user, "/engine-rest/task?maxResults=100&processDefinitionKey=security-test-work"));
    }

    private List<String> tasksIn(String filter, String user) {
        String id = filters.createTaskFilterQuery()
                .filterName(filter)
                .singleResult()
                .getId();
        SecurityServer.Answer answer = server.get(user, "/engine-rest/filter/" + id + "/list?maxResults=100");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return instances(answer);
    }

    private static List<String> instances(SecurityServer.Answer answer) {
        return StreamSupport.stream(answer.json().spliterator(), false)
                .map(task -> task.path("processInstanceId").asText())
                .toList();
    }

    private String instance(String division) {
        return runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(division, "security-test-work")
                .singleResult()
                .getId();
    }

    private String task(String division) {
        return tasks.createTaskQuery()
                .processInstanceId(instance(division))
                .singleResult()
                .getId();
    }

    private int deployBy(String user) {
        String body = "--b\r\n"
                + "Content-Disposition: form-data; name=\"deployment-name\"\r\n\r\n"
                + "x\r\n"
                + "--b\r\n"
                + "Content-Disposition: form-data; name=\"data\"; filename=\"x.form\"\r\n"
                + "Content-Type: application/json\r\n\r\n"
                + "{}\r\n"
                + "--b--\r\n";
        return server.send(
                        user,
                        server.request("/engine-rest/deployment/create")
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .POST(BodyPublishers.ofString(body)))
                .status();
    }
}
