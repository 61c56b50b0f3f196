// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.intake.OrderRequest;
import org.truckroll.intake.campaign.Campaign;
import org.truckroll.intake.campaign.CampaignIntake;
import org.truckroll.intake.campaign.CampaignItem;
import org.truckroll.intake.campaign.CampaignProgress;
import org.truckroll.intake.campaign.CampaignRequest;
import org.truckroll.intake.campaign.CampaignRun;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** The process {@code campaign}, step by step (service-orders 5 #26, 8): canary, cohorts, pace, pause, stop, and nothing twice. */
@ProcessTest
@WalksDiagram("campaign.bpmn")
class CampaignProcessTest {

    private static final String RELEASE = "serviceTask_releaseOrders";
    private static final String TURN = "boundaryEvent_turnCame";
    private static final Page.Request ALL = Page.Request.of(500, null);

    @Autowired
    private Stories stories;

    @Autowired
    private CampaignIntake intake;

    @Autowired
    private CampaignRun run;

    @Autowired
    private CampaignProgress progress;

    @Autowired
    private TaskService tasks;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    private @Nullable Campaign campaign;
    private @Nullable Token token;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @Test
    void releasesTheCanaryAloneThenTheCohortsOneAfterTheOther() {
        List<String> points = points(6);
        Instant second = Stories.now().plus(Duration.ofHours(2));
        start(request(
                List.of(
                        new CampaignRequest.Cohort("first", points.subList(0, 4), null, null),
                        new CampaignRequest.Cohort("second", points.subList(4, 6), null, second.toString())),
                new CampaignRequest.Canary(2, null),
                null,
                null));

        token().runJob(RELEASE);
        assertThat(items(CampaignItem.State.RELEASED))
                .extracting(CampaignItem::servicePointId)
                .containsExactlyElementsOf(points.subList(0, 2));
        token().runJob(RELEASE);
        assertThat(token().waitsAt()).containsOnly("receiveTask_waitForTurn");
        token().fireTimer(TURN).runJob(RELEASE);
        assertThat(numbers().released()).isEqualTo(2);

        endReleased(OrderState.COMPLETED);
        token().fireTimer(TURN).runJob(RELEASE);
        assertThat(numbers().released()).isEqualTo(4);
        token().runJob(RELEASE);
        assertThat(token().dueDate(TURN)).isEqualTo(Date.from(second));
        token().fireTimer(TURN).runJob(RELEASE).runJob(RELEASE);
        assertThat(numbers().waiting()).isZero();

        endReleased(OrderState.COMPLETED);
        token().fireTimer(TURN).runJob(RELEASE);
        assertThat(token().ended()).isTrue();
        token().hasPassed("endEvent_campaignCompleted");
        assertThat(state()).isEqualTo(Campaign.State.COMPLETED);
        assertThat(numbers().completed()).isEqualTo(6);
        assertThat(current().summary()).contains("\"completed\":6");
    }

    @Test
    void waitsLongerTheLongerItsOrdersTake() {
        start(request(cohort(points(1)), null, null, null));
        token().runJob(RELEASE).runJob(RELEASE);
        List<Duration> waits = new ArrayList<>();
        for (int looks = 0; looks < 90; looks++) {
            Instant before = Stories.now();
            token().fireTimer(TURN).runJob(RELEASE);
            waits.add(Duration.between(before, Stories.now()));
        }
        assertThat(waits.get(0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(waits).isSorted();
        assertThat(waits.get(89)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void failedCanaryHoldsTheOthersUntilADispatcherResumes() {
        start(request(cohort(points(5)), new CampaignRequest.Canary(3, new BigDecimal("0.3")), null, null));
        token().runJob(RELEASE);
        end(released().get(0), OrderState.FAILED);
        end(released().get(1), OrderState.COMPLETED);
        end(released().get(2), OrderState.COMPLETED);
        token().runJob(RELEASE);

        Task task = token().task("userTask_decidePaused");
        assertThat(tasks.getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactly("dispatchers-north");
        assertThat(tasks.getVariables(task.getId()))
                .containsEntry("why", "1 of the canary's 3 ended orders failed, allowed are 30 %.")
                .containsEntry("waiting", 2L);
        assertThat(current().pause()).extracting("code").isEqualTo(Campaign.Pause.Code.CANARY);

        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("decision", "GUESS")))
                .hasStackTraceContaining("Decide RESUME or STOP.");
        assertThat(state()).isEqualTo(Campaign.State.PAUSED);
        tasks.setAssignee(task.getId(), "dispatcher");
        tasks.complete(task.getId(), Map.of("decision", "RESUME"));
        assertThat(state()).isEqualTo(Campaign.State.RUNNING);
        assertThat(current().changedBy()).isEqualTo("dispatcher");
        token().runJob(RELEASE);
        assertThat(numbers().released()).isEqualTo(5);
    }

    @Test
    void pausesItselfWhenTooManyOfTheLastOrdersFailed() {
        start(request(
                cohort(points(30)),
                null,
                new CampaignRequest.Pacing(60, null),
                new CampaignRequest.FailureRate(new BigDecimal("0.2"), 10, 5)));
        token().runJob(RELEASE).runJob(RELEASE);
        assertThat(numbers().released()).isEqualTo(10);
        List<CampaignItem> first = released();
        first.subList(0, 3).forEach(item -> end(item, OrderState.COMPLETED));
        end(first.get(3), OrderState.CANCELLED);
        token().fireTimer(TURN).runJob(RELEASE);
        assertThat(state()).isEqualTo(Campaign.State.RUNNING);
        end(first.get(4), OrderState.PARTIAL);
        end(first.get(5), OrderState.REJECTED);
        token().runJob(RELEASE);

        assertThat(current().pause())
                .isEqualTo(new Campaign.Pause(
                        Campaign.Pause.Code.FAILURE_RATE, "2 of the last 5 ended orders failed, allowed are 20 %."));
        int released = numbers().released();
        token().task("userTask_decidePaused");

        run.resume(current().id(), Stories.DISPATCHER);
        token().hasPassed("boundaryEvent_campaignChanged");
        ClockUtil.setCurrentTime(Date.from(Stories.now().plusSeconds(60)));
        token().runJob(RELEASE);
        assertThat(numbers().released()).as("what failed before counts no more").isEqualTo(released + 10);
        assertThat(progress.of(current()).failures().ended()).isZero();
    }

    @Test
    void stopReleasesNothingFurtherAndLetsTheReleasedGoOn() {
        start(request(cohort(points(20)), null, new CampaignRequest.Pacing(60, null), null));
        token().runJob(RELEASE).runJob(RELEASE);
        run.stop(current().id(), Stories.DISPATCHER);
        token().runJob(RELEASE);
        assertThat(token().ended()).isTrue();
        token().hasPassed("endEvent_campaignStopped").hasNotPassed("endEvent_campaignCompleted");
        assertThat(numbers().stopped()).isEqualTo(10);
        assertThat(numbers().open()).isEqualTo(10);
        assertThat(current().summary()).contains("\"stopped\":10");
        assertThatThrownBy(() -> run.resume(current().id(), Stories.DISPATCHER))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void pauseBeforeTheFirstLookReleasesNothing() {
        start(request(cohort(points(2)), null, null, null));
        run.pause(current().id(), "Storm is coming", Stories.DISPATCHER);
        token().runJob(RELEASE);
        Task task = token().task("userTask_decidePaused");
        assertThat(tasks.getVariable(task.getId(), "why")).isEqualTo("Storm is coming");
        assertThat(numbers().released()).isZero();
        tasks.complete(task.getId(), Map.of("decision", "STOP"));
        token().runJob(RELEASE);
        assertThat(state()).isEqualTo(Campaign.State.STOPPED);
        assertThat(numbers().stopped()).isEqualTo(2);
    }

    @Test
    void nothingIsReleasedBeforeItsTime() {
        Instant start = Stories.now().plus(Duration.ofDays(1));
        CampaignRequest ahead = request(cohort(points(1)), null, null, null);
        start(new CampaignRequest(
                ahead.externalId(),
                null,
                ahead.type(),
                ahead.cohorts(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                start.toString()));
        token().runJob(RELEASE);
        assertThat(token().dueDate(TURN)).isEqualTo(Date.from(start));
        token().fireTimer(TURN).runJob(RELEASE);
        assertThat(numbers().released()).isEqualTo(1);
    }

    @Test
    void keepsTheLimitOfAHeadEndInEveryMinuteAndSpreadsItsOrders() {
        List<String> points = points(75);
        String lamp = stories.at("{}").pointId;
        points.add(lamp);
        start(request(cohort(points), null, new CampaignRequest.Pacing(null, Map.of("scripted", 30)), null));
        Instant begin = Stories.now();
        while (numbers().waiting() > 0) {
            if (token().waitsAt().contains(RELEASE)) {
                token().runJob(RELEASE);
            } else {
                token().fireTimer(TURN);
            }
        }
        List<Instant> times = released().stream()
                .filter(item -> item.headEnd().equals("scripted"))
                .map(item -> item.releasedAt())
                .toList();
        assertThat(times).hasSize(75);
        for (Instant at : times) {
            assertThat(within(times, at, 60)).as("in the minute from %s", at).isLessThanOrEqualTo(30);
            assertThat(within(times, at, 10))
                    .as("in the ten seconds from %s", at)
                    .isLessThanOrEqualTo(5);
        }
        assertThat(Duration.between(begin, times.get(74))).isEqualTo(Duration.ofSeconds(140));
        assertThat(released().stream().filter(item -> item.servicePointId().equals(lamp)))
                .singleElement()
                .satisfies(item -> assertThat(item.releasedAt()).isEqualTo(begin));
    }

    @Test
    void lookThatIsLostWithItsNodeReleasesNothingTwice() {
        List<String> points = points(3);
        start(request(cohort(points), null, null, null));
        String id = current().id();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            assertThat(run.look(id).next()).isEqualTo(CampaignRun.Next.MORE);
            status.setRollbackOnly();
        });
        assertThat(numbers().waiting()).isEqualTo(3);
        assertThat(ordersAt(points)).isZero();

        // One order of it got through elsewhere, with the number that the campaign gives it.
        CampaignItem second = items(null).get(1);
        String order = stories.intake()
                .accept(
                        new OrderRequest(
                                second.externalId(),
                                "INVESTIGATE",
                                second.servicePointId(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null),
                        null,
                        Stories.CIS)
                .order()
                .id();
        token().runJob(RELEASE);
        run.look(id);
        assertThat(ordersAt(points)).isEqualTo(3);
        assertThat(items(CampaignItem.State.RELEASED).get(1).orderId()).isEqualTo(order);
    }

    @Test
    void refusedOrderStopsNoOther() {
        List<String> points = points(3);
        start(request(cohort(points), null, null, null));
        stories.intake()
                .accept(
                        new OrderRequest(
                                items(null).get(1).externalId(),
                                "ENABLE",
                                points.get(1),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null),
                        null,
                        Stories.CIS);
        token().runJob(RELEASE);
        assertThat(items(CampaignItem.State.REFUSED)).singleElement().satisfies(item -> {
            assertThat(item.servicePointId()).isEqualTo(points.get(1));
            assertThat(item.problem()).isEqualTo("external-id-reused");
        });
        assertThat(numbers().released()).isEqualTo(2);
        released().forEach(item -> Token.of(stories.engine(), "service-order", String.valueOf(item.orderId())));
    }

    @Test
    void exchangedDeviceWaitsForTheTurnOfItsNewHeadEnd() {
        List<String> points = points(2);
        start(request(cohort(points), null, new CampaignRequest.Pacing(null, Map.of("scripted", 1)), null));
        ServicePoint before = stories.points().get(points.get(1));
        stories.inTransaction(() -> stories.points()
                .save(
                        before,
                        before.withDevice(stories.device("{\"headEnd\":\"other\"}", "M-NEW-" + points.get(1))),
                        Stories.now(),
                        ServicePoints.Source.caller("test")));
        token().runJob(RELEASE).runJob(RELEASE);
        assertThat(released()).extracting(CampaignItem::headEnd).containsExactly("scripted");
        token().fireTimer(TURN).runJob(RELEASE);
        assertThat(items(null).get(1).headEnd()).isEqualTo("other");
        token().runJob(RELEASE);
        assertThat(released()).extracting(CampaignItem::headEnd).containsExactly("scripted", "other");
    }

    private static int within(List<Instant> times, Instant from, int seconds) {
        return (int) times.stream()
                .filter(at -> !at.isBefore(from) && at.isBefore(from.plusSeconds(seconds)))
                .count();
    }

    private long ordersAt(List<String> points) {
        return jdbc.sql("select count(*) from tr_service_order where service_point_id in (:points)")
                .param("points", points)
                .query(Long.class)
                .single();
    }

    private List<String> points(int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}").pointId)
                .toList());
    }

    private static List<CampaignRequest.Cohort> cohort(List<String> points) {
        return List.of(new CampaignRequest.Cohort("all", points, null, null));
    }

    private static CampaignRequest request(
            List<CampaignRequest.Cohort> cohorts,
            CampaignRequest.@Nullable Canary canary,
            CampaignRequest.@Nullable Pacing pacing,
            CampaignRequest.@Nullable FailureRate failures) {
        return new CampaignRequest(
                "C-" + Ids.next(),
                "A campaign",
                "INVESTIGATE",
                cohorts,
                null,
                null,
                null,
                null,
                canary,
                pacing,
                failures,
                null);
    }

    private void start(CampaignRequest request) {
        campaign = intake.accept(request, Stories.CIS).campaign();
        token = Token.of(stories.engine(), Campaign.PROCESS, campaign.id());
    }

    private Token token() {
        return java.util.Objects.requireNonNull(token);
    }

    private Campaign current() {
        return progress.visible(java.util.Objects.requireNonNull(campaign).id(), Stories.CIS);
    }

    private Campaign.State state() {
        return current().state();
    }

    private CampaignProgress.Numbers numbers() {
        return progress.of(current()).items();
    }

    private List<CampaignItem> released() {
        return items(CampaignItem.State.RELEASED);
    }

    private List<CampaignItem> items(CampaignItem.@Nullable State state) {
        return progress.items(current(), state, null, null, ALL);
    }

    private void endReleased(OrderState state) {
        released().stream().filter(item -> item.completedAt() == null).forEach(item -> end(item, state));
    }

    /** What the last step of its process would do; time goes on, so that orders end one after the other. */
    private void end(CampaignItem item, OrderState state) {
        ClockUtil.setCurrentTime(Date.from(Stories.now().plusMillis(1)));
        stories.inTransaction(() -> {
            stories.orders().end(String.valueOf(item.orderId()), state, "TEST");
            return state;
        });
    }
}
