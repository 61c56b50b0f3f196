// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.WalksDiagram;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.shared.Ids;

/** The process {@code message-delivery}, step by step, against a real HTTP server (api.md 5, design 2.3). */
@ClosureTest
@WalksDiagram("message-delivery.bpmn")
class MessageDeliveryProcessTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    @Autowired
    private World world;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ManagementService management;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @Autowired
    private HistoryService history;

    @Autowired
    private Subscriptions subscriptions;

    private final Receiver receiver = new Receiver();
    private final String subject = Ids.next();

    @BeforeEach
    void reset() {
        ClockUtil.setCurrentTime(Date.from(NOW));
        runtime.createProcessInstanceQuery()
                .processDefinitionKey(Outbox.PROCESS)
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "next test"));
        world.reset();
    }

    @AfterEach
    void close() {
        receiver.close();
        ClockUtil.reset();
    }

    @Test
    void emptiesTheLaneInOrderAndEnds() {
        world.subscribe(receiver.url("/hook"));
        OrderEvent first = world.happen(subject, 1);
        world.happen(subject, 2);
        assertThat(instances()).isEqualTo(1);

        runJob("startEvent_messageWaiting");
        runJob("serviceTask_deliverNextMessage");
        assertThat(receiver.deliveries()).hasSize(1);
        runJob("serviceTask_deliverNextMessage");

        assertThat(numbers()).containsExactly(1, 2);
        assertThat(instances()).isZero();
        assertThat(passed("endEvent_laneEmpty")).isEqualTo(1);
        assertThat(jdbc.sql("select draining from tr_lane").query(Boolean.class).single())
                .isFalse();

        Receiver.Delivery delivery = receiver.deliveries().get(0);
        assertThat(delivery.contentType()).startsWith("application/cloudevents+json");
        assertThat(delivery.timestamp()).isEqualTo(Long.toString(NOW.getEpochSecond()));
        assertThat(delivery.signature())
                .isEqualTo(Signature.of(
                        "s3cret-of-the-subscriber",
                        delivery.id(),
                        NOW.getEpochSecond(),
                        delivery.body().getBytes(StandardCharsets.UTF_8)));
        var event = world.json(delivery.body());
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("id").asText()).isEqualTo(first.eventId());
        assertThat(event.path("source").asText()).isEqualTo("/truckroll");
        assertThat(event.path("type").asText()).isEqualTo("Milestone");
        assertThat(event.path("subject").asText()).isEqualTo(subject);
        assertThat(Instant.parse(event.path("time").asText())).isEqualTo(NOW);
        assertThat(event.path("datacontenttype").asText()).isEqualTo("application/json");
    }

    @Test
    void startsAnewWhenTheLaneHadEnded() {
        world.subscribe(receiver.url("/hook"));
        world.happen(subject, 1);
        drain();
        world.happen(subject, 2);
        drain();
        assertThat(numbers()).containsExactly(1, 2);
        assertThat(receiver.deliveries().get(0).id())
                .isNotEqualTo(receiver.deliveries().get(1).id());
    }

    @Test
    void triesAgainWithTheSameIdWhenTheTimeHasCome() {
        world.subscribe(receiver.url("/hook"));
        receiver.answers(500);
        world.happen(subject, 1);
        drain();

        for (Duration delay : List.of(
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofHours(1))) {
            assertThat(due()).isEqualTo(ClockUtil.getCurrentTime().toInstant().plus(delay));
            fireTimer();
            drain();
        }
        assertThat(due())
                .isBetween(
                        ClockUtil.getCurrentTime().toInstant().plus(Duration.ofMinutes(54)),
                        ClockUtil.getCurrentTime().toInstant().plus(Duration.ofMinutes(66)));
        receiver.answers(204);
        fireTimer();
        drain();

        assertThat(receiver.deliveries()).hasSize(8);
        assertThat(receiver.deliveries().stream().map(Receiver.Delivery::id).distinct())
                .hasSize(1);
        assertThat(receiver.deliveries().stream()
                        .map(Receiver.Delivery::timestamp)
                        .distinct())
                .hasSize(8);
        assertThat(instances()).isZero();
    }

    @Test
    void waitsAsLongAsTheRecipientAsks() {
        world.subscribe(receiver.url("/hook"));
        receiver.answers(delivery -> new Receiver.Answer(429, "120"));
        world.happen(subject, 1);
        drain();
        assertThat(due()).isEqualTo(NOW.plusSeconds(120));
    }

    @Test
    void asksAPersonAfterADayAndSendsAgain() {
        world.subscribe(receiver.url("/hook?token=1"));
        receiver.answers(503);
        world.happen(subject, 1);
        world.happen(subject, 2);
        int tries = untilTask();
        assertThat(tries).isGreaterThan(24);
        assertThat(ClockUtil.getCurrentTime().toInstant()).isEqualTo(NOW.plus(Duration.ofHours(24)));

        Task task = task();
        assertThat(task.getTaskDefinitionKey()).isEqualTo("userTask_decideUndelivered");
        assertThat(task.getName()).isEqualTo("Decide about the undelivered message");
        assertThat(tasks.getIdentityLinksForTask(task.getId()).stream().map(IdentityLink::getGroupId))
                .containsExactly("integration");
        Map<String, Object> shown = tasks.getVariables(task.getId());
        assertThat(shown)
                .containsEntry("subject", subject)
                .containsEntry("destination", receiver.url("/hook"))
                .containsEntry("lastResult", "HTTP 503");

        tasks.complete(task.getId(), Map.of("decision", "SEND_AGAIN"));
        int before = receiver.deliveries().size();
        drain();
        assertThat(receiver.deliveries()).hasSize(before + 1);
        assertThat(due()).isEqualTo(ClockUtil.getCurrentTime().toInstant().plusSeconds(5));

        receiver.answers(204);
        fireTimer();
        drain();
        assertThat(receiver.acknowledged().stream().map(world::number)).containsExactly(1, 2);
        assertThat(instances()).isZero();
    }

    @Test
    void dropsTheMessageOnAPersonsWordAndGoesOn() {
        world.subscribe(receiver.url("/hook"));
        receiver.answers(delivery -> Receiver.Answer.of(world.number(delivery) == 1 ? 400 : 204));
        world.happen(subject, 1);
        world.happen(subject, 2);
        untilTask();
        tasks.claim(task().getId(), "operator");
        tasks.complete(task().getId(), Map.of("decision", "DROP"));
        drain();

        assertThat(receiver.acknowledged().stream().map(world::number)).containsExactly(2);
        assertThat(jdbc.sql("select last_result from tr_message where state = 'DROPPED'")
                        .query(String.class)
                        .single())
                .isEqualTo("Dropped by operator.");
        assertThat(instances()).isZero();
    }

    @Test
    void needsAKnownDecisionEachTime() {
        world.subscribe(receiver.url("/hook"));
        receiver.answers(500);
        world.happen(subject, 1);
        untilTask();
        String first = task().getId();
        assertThatThrownBy(() -> tasks.complete(first, Map.of("decision", "PERHAPS")))
                .hasStackTraceContaining("Decide one of [SEND_AGAIN, DROP].");
        assertThatThrownBy(() -> tasks.complete(first)).hasStackTraceContaining("Decide one of");
        tasks.complete(first, Map.of("decision", "SEND_AGAIN"));
        untilTask();
        String second = task().getId();
        assertThatThrownBy(() -> tasks.complete(second)).hasStackTraceContaining("Decide one of");
    }

    @Test
    void endsTheSubscriptionThatIsGone() {
        Subscription gone = world.subscribe(receiver.url("/hook"));
        receiver.answers(410);
        world.happen(subject, 1);
        world.happen(subject, 2);
        String other = Ids.next();
        world.happen(other, 3);
        drain();

        // One of the two lanes learned it; nothing else was sent, nothing waits, and nothing new is written.
        assertThat(receiver.deliveries()).hasSize(1);
        assertThat(instances()).isZero();
        assertThat(subscriptions.find(gone.id(), World.CIS))
                .hasValueSatisfying(ended -> assertThat(ended.state()).isEqualTo(Subscription.State.ENDED));
        world.happen(subject, 4);
        assertThat(instances()).isZero();
        assertThat(jdbc.sql("select count(*) from tr_message where state <> 'DROPPED'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void dropsWhatWaitsForARemovedSubscription() {
        Subscription removed = world.subscribe(receiver.url("/hook"));
        world.happen(subject, 1);
        subscriptions.remove(removed.id(), World.CIS);
        drain();
        assertThat(receiver.deliveries()).isEmpty();
        assertThat(instances()).isZero();
    }

    @Test
    void repeatsTheSameIdAfterACrash() {
        world.subscribe(receiver.url("/hook"));
        world.happen(subject, 1);
        runJob("startEvent_messageWaiting");
        world.crashAfterPost.set(true);
        assertThatThrownBy(() -> runJob("serviceTask_deliverNextMessage")).hasStackTraceContaining("died here");
        assertThat(receiver.deliveries()).hasSize(1);
        runJob("serviceTask_deliverNextMessage");

        assertThat(receiver.deliveries()).hasSize(2);
        assertThat(receiver.deliveries().stream().map(Receiver.Delivery::id).distinct())
                .hasSize(1);
        assertThat(instances()).isZero();
    }

    @Test
    void neverCallsAPrivateAddress() {
        world.subscribe(receiver.url("/hook"));
        world.happen(subject, 1);
        // As if the name had led elsewhere on the day of the subscription.
        jdbc.sql("update tr_message set destination = 'http://10.0.0.1/hook'").update();
        drain();
        assertThat(jdbc.sql("select last_result from tr_message")
                        .query(String.class)
                        .single())
                .startsWith("Address refused");
        assertThat(due()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void tellsOnlyWhoMaySeeItAndAskedForIt() {
        world.subscribe(World.CIS, receiver.url("/north"), List.of("Milestone"), List.of(), List.of("north"));
        world.subscribe(World.CIS, receiver.url("/cut"), List.of("Milestone"), List.of("CUT"), List.of());
        world.subscribe(World.CIS, receiver.url("/state"), List.of("ServiceOrderStateChange"), List.of(), List.of());
        world.subscribe(World.SOUTH, receiver.url("/south"), List.of("Milestone"), List.of("ENABLE"), List.of());
        world.happen(subject, "north", 1);
        world.happen(Ids.next(), "south", 2);
        drain();
        assertThat(receiver.deliveries().stream().map(delivery -> delivery.path() + world.number(delivery)))
                .containsExactlyInAnyOrder("/north1", "/south2");
    }

    @Test
    void tellsNobodyWhoLostTheRight() {
        world.subscribe(World.SOUTH, receiver.url("/south"), List.of("Milestone"), List.of(), List.of());
        world.client("cis-south", null, true, "north");
        world.happen(subject, "south", 1);
        world.client("cis-south", null, false, "south");
        world.happen(subject, "south", 2);
        assertThat(instances()).isZero();
        world.client("cis-south", null, true, "south");
        world.happen(subject, "south", 3);
        assertThat(instances()).isEqualTo(1);
    }

    private List<Integer> numbers() {
        return receiver.deliveries().stream().map(world::number).toList();
    }

    private long instances() {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey(Outbox.PROCESS)
                .count();
    }

    private long passed(String activity) {
        return history.createHistoricActivityInstanceQuery()
                .activityId(activity)
                .startedAfter(Date.from(NOW.minusSeconds(1)))
                .startedBefore(Date.from(NOW.plusSeconds(1)))
                .processInstanceId(history.createHistoricProcessInstanceQuery()
                        .processInstanceBusinessKey(jdbc.sql("select id from tr_lane")
                                .query(String.class)
                                .single())
                        .singleResult()
                        .getId())
                .count();
    }

    private Task task() {
        return tasks.createTaskQuery().processDefinitionKey(Outbox.PROCESS).singleResult();
    }

    private void runJob(String activity) {
        Job job = management
                .createJobQuery()
                .processDefinitionKey(Outbox.PROCESS)
                .activityId(activity)
                .singleResult();
        assertThat(job).as("a job at " + activity).isNotNull();
        management.executeJob(job.getId());
    }

    /** Runs what can run now. */
    private void drain() {
        for (List<Job> jobs = ready(); !jobs.isEmpty(); jobs = ready()) {
            management.executeJob(jobs.get(0).getId());
        }
    }

    private List<Job> ready() {
        return management
                .createJobQuery()
                .processDefinitionKey(Outbox.PROCESS)
                .messages()
                .list();
    }

    private Job timer() {
        return management
                .createJobQuery()
                .processDefinitionKey(Outbox.PROCESS)
                .timers()
                .singleResult();
    }

    private Instant due() {
        return timer().getDuedate().toInstant();
    }

    private void fireTimer() {
        Job timer = timer();
        ClockUtil.setCurrentTime(timer.getDuedate());
        management.executeJob(timer.getId());
    }

    private int untilTask() {
        drain();
        int fired = 0;
        while (task() == null) {
            fireTimer();
            drain();
            fired++;
        }
        return fired + 1;
    }
}
