// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.IllegalTransactionStateException;
import org.truckroll.Assignments.Answer;
import org.truckroll.Assignments.Assignment;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.SafetyLocks;
import org.truckroll.serviceorder.Withdrawal;
import org.truckroll.servicepoint.Outages;

/** Up to the point of no return a visit can be taken back; who comes second is told so (service-orders 7.6). */
abstract class VisitWithdrawalContract {

    private static final int ROUNDS = 12;
    private static final String TURNED_OFF = "{\"mode\":\"TURNED_OFF\"}";
    private static final String EN_ROUTE = "{\"status\":\"EN_ROUTE\"}";

    @Autowired
    private Stories stories;

    @Autowired
    private List<Withdrawal> withdrawals;

    @Autowired
    private SafetyLocks locks;

    @Autowired
    private DataSource dataSource;

    @LocalServerPort
    private int port;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    /** The database that is meant: a race won on another one proves nothing. */
    abstract String product();

    @BeforeEach
    void begin() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
        }
        stories.begin();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private Withdrawal withdrawal() {
        return withdrawals.stream()
                .filter(port -> port.kind() == Activity.Kind.FIELD)
                .findFirst()
                .orElseThrow();
    }

    private Assignment send() {
        return stories.doors(port)
                .send("{\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}", "DISABLE", "TURN_OFF_METER");
    }

    /** A visit of which this much has happened. */
    private Assignment after(String state) {
        Assignment visit = send();
        if (!state.equals("OFFERED")) {
            visit.post("claim", "{}").is(200);
        }
        switch (state) {
            case "APPOINTMENT" ->
                visit.post("appointment", "{\"start\":\"2026-03-03T10:00:00Z\",\"end\":\"2026-03-03T12:00:00Z\"}")
                        .is(200);
            case "EN_ROUTE", "ON_SITE", "SUSPENDED" ->
                visit.post("status", "{\"status\":\"" + state + "\"}").is(200);
            case "COMPLETED" -> visit.complete(TURNED_OFF).is(200);
            case "FAILED" -> visit.post("fail", "{\"reason\":\"NO_ACCESS\"}").is(200);
            default -> assertThat(state).isIn("OFFERED", "CLAIMED");
        }
        return visit;
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFFERED", "CLAIMED", "APPOINTMENT"})
    void takesBackAVisitThatNobodyHasSetOutFor(String state) {
        Assignment visit = after(state);
        assertThat(withdrawal().withdrawable(visit.activity())).isTrue();

        assertThat(visit.withdraw()).isTrue();

        assertThat(visit.activity().state()).isEqualTo(Activity.State.CANCELLED);
        assertThat(visit.activity().outcome()).isEqualTo("WITHDRAWN");
        Answer view = visit.view().is(200);
        assertThat(view.body().path("state").asText()).isEqualTo("CANCELLED");
        assertThat(view.body().path("outcome").asText()).isEqualTo("WITHDRAWN");
        assertThat(view.body().path("completedAt").asText()).isNotEmpty();
        assertThat(list(visit, "OPEN")).doesNotContain(visit.id());
        assertThat(list(visit, "CANCELLED")).contains(visit.id());
        assertThat(visit.task()).isNull();
        visit.post("claim", "{}").isProblem(409, "already-ended");
        visit.post("appointment", "{\"start\":\"2026-03-03T10:00:00Z\",\"end\":\"2026-03-03T12:00:00Z\"}")
                .isProblem(409, "already-ended");
        visit.post("status", EN_ROUTE).isProblem(409, "already-ended");
        visit.complete(TURNED_OFF).isProblem(409, "already-ended");
        visit.post("fail", "{\"reason\":\"NO_ACCESS\"}").isProblem(409, "already-ended");
        assertThat(visit.activity().outcome()).isEqualTo("WITHDRAWN");
    }

    private static List<String> list(Assignment visit, String state) {
        return visit.doors()
                .call("crew", "GET", "/api/v1/field-activities?limit=500&state=" + state, null)
                .is(200)
                .body()
                .findValuesAsText("id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EN_ROUTE", "ON_SITE", "SUSPENDED"})
    void crewThatHasSetOutFinishesItsVisit(String state) {
        Assignment visit = after(state);
        assertThat(withdrawal().withdrawable(visit.activity())).isFalse();
        assertThat(visit.withdraw()).isFalse();
        assertThat(visit.activity().state()).isEqualTo(Activity.State.OPEN);
        assertThat(visit.view().body().path("state").asText()).isEqualTo(state);
        visit.complete(TURNED_OFF).is(200);
        assertThat(visit.activity().outcome()).isEqualTo("TURNED_OFF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMPLETED", "FAILED"})
    void reportThatIsInStands(String state) {
        Assignment visit = after(state);
        String outcome = visit.activity().outcome();
        assertThat(visit.withdraw()).isFalse();
        assertThat(visit.activity().state().name()).isEqualTo(state);
        assertThat(visit.activity().outcome()).isEqualTo(outcome);
    }

    @Test
    void secondWithdrawalFindsNothingToTakeBack() {
        Assignment visit = after("OFFERED");
        assertThat(visit.withdraw()).isTrue();
        assertThat(visit.withdraw()).isFalse();
    }

    @Test
    void crewUnderWayLocksThePointUntilItHasLeft() {
        Assignment visit = send();
        visit.post("claim", "{}").is(200);
        assertThat(lock(visit)).isEmpty();
        Map<String, String> because = new LinkedHashMap<>();
        because.put("EN_ROUTE", "on its way");
        because.put("ON_SITE", "at work");
        because.forEach((state, words) -> {
            visit.post("status", "{\"status\":\"" + state + "\"}").is(200);
            assertThat(lock(visit)).hasValueSatisfying(lock -> {
                assertThat(lock.cause()).isEqualTo(SafetyLocks.Cause.CREW);
                assertThat(lock.because()).contains(words);
            });
        });
        visit.post("status", "{\"status\":\"SUSPENDED\"}").is(200);
        assertThat(lock(visit)).isEmpty();
        visit.post("status", EN_ROUTE).is(200);
        visit.complete(TURNED_OFF).is(200);
        assertThat(lock(visit)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"north, true", "north.city, true", "north.city.west, false", "north.cit, false", ", true"})
    void outageLocksThePointsThatItCovers(String area, boolean covers) {
        Assignment visit = send();
        String point = visit.story().pointId;
        Outages.Outage open = new Outages.Outage(
                "OUT-LOCK", area, area == null ? List.of(point) : List.of("SP-ELSEWHERE"), Instant.EPOCH, null);
        stories.outages().put(open);
        try {
            assertThat(lock(visit).map(SafetyLocks.Lock::cause))
                    .isEqualTo(covers ? Optional.of(SafetyLocks.Cause.OUTAGE) : Optional.empty());
            assertThat(locks.lockedBecause(point).isPresent()).isEqualTo(covers);
        } finally {
            stories.outages()
                    .put(new Outages.Outage(open.id(), area, open.servicePointIds(), Instant.EPOCH, Instant.EPOCH));
        }
        assertThat(lock(visit)).isEmpty();
    }

    private Optional<SafetyLocks.Lock> lock(Assignment visit) {
        return locks.of(visit.story().pointId);
    }

    @Test
    void withdrawsOnlyWithinTheTransactionOfItsCaller() {
        Assignment visit = after("OFFERED");
        Activity activity = visit.activity();
        assertThatThrownBy(() -> withdrawal().withdraw(activity)).isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void crewThatMeetsAWithdrawalUnderWayWaitsAndIsTold() throws Exception {
        Assignment visit = after("CLAIMED");
        CountDownLatch withdrawn = new CountDownLatch(1);
        Future<Answer> crew = threads.submit(() -> {
            withdrawn.await(60, TimeUnit.SECONDS);
            return visit.post("status", EN_ROUTE);
        });
        boolean done = stories.inTransaction(() -> {
            boolean result = withdrawal().withdraw(visit.activity());
            withdrawn.countDown();
            // Meanwhile the crew reports; a report that slipped through would be an answer now.
            assertThatThrownBy(() -> crew.get(700, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            return result;
        });
        assertThat(done).isTrue();
        crew.get(60, TimeUnit.SECONDS).isProblem(409, "already-ended");
        assertThat(visit.view().body().path("state").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void tasklistIsHeldToTheSameRow() {
        Assignment visit = after("OFFERED");
        Task task = visit.openTask();
        // The row is withdrawn while a click on the task is on its way.
        assertThat(stories.inTransaction(() -> withdrawal().withdraw(visit.activity())))
                .isTrue();
        var tasks = stories.engine().getTaskService();
        assertThatThrownBy(() -> tasks.claim(task.getId(), "crew")).hasStackTraceContaining("has ended");
        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("result", "TURNED_OFF")))
                .hasStackTraceContaining("has ended");
        assertThat(visit.activity().outcome()).isEqualTo("WITHDRAWN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "complete", "fail"})
    void eitherTheCrewOrTheCancellationWins(String step) throws Exception {
        String body = switch (step) {
            case "status" -> EN_ROUTE;
            case "complete" -> TURNED_OFF;
            default -> "{\"reason\":\"NO_ACCESS\"}";
        };
        for (int round = 0; round < ROUNDS; round++) {
            Assignment visit = after("CLAIMED");
            CyclicBarrier start = new CyclicBarrier(2);
            // Sometimes one has a head start, sometimes the other.
            int ahead = (round % 4 - 1) * 4;
            Future<Answer> crew = threads.submit(() -> {
                start.await(60, TimeUnit.SECONDS);
                Thread.sleep(Math.max(0, ahead));
                return visit.post(step, body);
            });
            Future<Boolean> cancellation = threads.submit(() -> {
                start.await(60, TimeUnit.SECONDS);
                Thread.sleep(Math.max(0, -ahead));
                return visit.withdraw();
            });
            boolean withdrawn = cancellation.get(60, TimeUnit.SECONDS);
            Answer answer = crew.get(60, TimeUnit.SECONDS);
            String state = visit.view().body().path("state").asText();
            if (withdrawn) {
                answer.isProblem(409, "already-ended");
                assertThat(state).isEqualTo("CANCELLED");
                assertThat(visit.activity().outcome()).isEqualTo("WITHDRAWN");
                assertThat(visit.task()).isNull();
            } else {
                answer.is(200);
                assertThat(state).isIn("EN_ROUTE", "COMPLETED", "FAILED");
                assertThat(visit.activity().outcome()).isNotEqualTo("WITHDRAWN");
            }
        }
    }
}
