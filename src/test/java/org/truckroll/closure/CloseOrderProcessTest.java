// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.lifecycle.ServiceOrderProcess;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.Readings;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Ids;

/** The step that closes an order: outcome, answer, and way for the next (SOM-04, service-orders 7.9). */
@ClosureTest
class CloseOrderProcessTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Autowired
    private World world;

    @Autowired
    private ManagementService management;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @Autowired
    private ServiceOrders orders;

    @Autowired
    private OrderEvents events;

    @Autowired
    private Readings readings;

    @Autowired
    private PlatformTransactionManager transactions;

    private final Receiver receiver = new Receiver();
    private ServicePoint point;

    @BeforeEach
    void reset() {
        ClockUtil.setCurrentTime(Date.from(NOW));
        repository
                .createDeployment()
                .enableDuplicateFiltering(true)
                .name("test processes")
                .addModelInstance(
                        "closes.bpmn",
                        Bpmn.createExecutableProcess("test-closes")
                                .camundaHistoryTimeToLiveString("P1D")
                                .startEvent()
                                .serviceTask("serviceTask_closeOrder")
                                .camundaDelegateExpression("#{closeOrderDelegate}")
                                .endEvent()
                                .done())
                .addModelInstance(
                        "queues.bpmn",
                        Bpmn.createExecutableProcess("test-queues")
                                .camundaHistoryTimeToLiveString("P1D")
                                .startEvent()
                                .intermediateCatchEvent()
                                .message(ServiceOrderProcess.RELEASED)
                                .camundaAsyncAfter()
                                .endEvent()
                                .done())
                .deploy();
        for (String process : List.of(Outbox.PROCESS, "test-queues")) {
            runtime.createProcessInstanceQuery()
                    .processDefinitionKey(process)
                    .list()
                    .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "next test"));
        }
        world.reset();
        point = world.servedPoint();
    }

    @AfterEach
    void close() {
        receiver.close();
        ClockUtil.reset();
    }

    @Test
    void endsTheOrderAndAnswersItsRequester() {
        ServiceOrder order = world.order(point, receiver.url("/answers"), null, null);
        ServiceOrder followUp = world.order(point, null, null, order.id());
        read(order.id(), "2026-11-21T08:30:00Z", true, ServicePoint.Phase.OFF, "100");
        read(order.id(), "2026-11-21T09:15:00Z", true, ServicePoint.Phase.ON, "00101.5");
        close(order, "PARTIAL", "DONE_WITH_FOLLOW_UP");
        drain();

        ServiceOrder ended = orders.get(order.id());
        assertThat(ended.state()).isEqualTo(OrderState.PARTIAL);
        assertThat(ended.outcome()).isEqualTo("DONE_WITH_FOLLOW_UP");
        assertThat(ended.completedAt()).isEqualTo(NOW);

        assertThat(receiver.deliveries()).hasSize(1);
        Receiver.Delivery delivery = receiver.deliveries().get(0);
        assertThat(delivery.path()).isEqualTo("/answers");
        assertThat(delivery.signature())
                .isEqualTo(Signature.of(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        delivery.id(),
                        NOW.getEpochSecond(),
                        delivery.body().getBytes(StandardCharsets.UTF_8)));
        JsonNode event = world.json(delivery.body());
        assertThat(event.path("type").asText()).isEqualTo("ServiceOrderAnswer");
        assertThat(event.path("subject").asText()).isEqualTo(order.id());
        assertThat(event.path("data")).isEqualTo(world.json("""
                        {"orderId":"%s","externalId":"%s","type":"ENABLE","servicePointId":"%s","state":"partial",
                         "outcome":"DONE_WITH_FOLLOW_UP","requestedDate":"2026-11-21T08:00:00Z","completedAt":"2026-11-21T12:00:00Z",
                         "facts":{"supply":"ON","switch":"ON","commission":"COMMISSIONED","deviceId":"%s","status":"ACTIVE"},
                         "readings":[
                          {"deviceId":"%s","registerId":"1","value":"100","at":"2026-11-21T08:30:00Z","source":"ON_DEMAND","qualifying":false},
                          {"deviceId":"%s","registerId":"1","value":"00101.5","at":"2026-11-21T09:15:00Z","source":"ON_DEMAND","qualifying":true}],
                         "serviceDateDistance":"PT1H15M","followUps":["%s"]}
                        """.formatted(
                        order.id(), order.externalId(), point.id(), device(), device(), device(), followUp.id())));
        assertThat(events.of(order.id()).stream().map(OrderEvents.Entry::type))
                .containsExactly("ServiceOrderStateChange", "ServiceOrderStateChange", "ServiceOrderAnswer");
    }

    @Test
    void answersOnceThoughTheStepIsRepeated() {
        ServiceOrder order = world.order(point, receiver.url("/answers"), null, null);
        close(order, "COMPLETED", "DONE");
        close(order, "COMPLETED", "DONE");
        drain();
        assertThat(receiver.deliveries()).hasSize(1);
        assertThat(events.of(order.id())).hasSize(3);
    }

    @Test
    void namesAStandingReadThatMadeAnotherNeedless() {
        read(null, "2026-11-20T08:00:00Z", true, ServicePoint.Phase.ON, "7");
        read(null, "2026-11-10T08:00:00Z", true, ServicePoint.Phase.ON, "6");
        ServiceOrder order = world.order(point, receiver.url("/answers"), null, null);
        close(order, "COMPLETED", "DONE");
        drain();
        JsonNode data = world.json(receiver.deliveries().get(0).body()).path("data");
        assertThat(data.path("readings")).hasSize(1);
        assertThat(data.at("/readings/0/value").asText()).isEqualTo("7");
        assertThat(data.path("serviceDateDistance").asText()).isEqualTo("PT-24H");
    }

    @Test
    void answersToTheRequestersDefaultAddress() {
        world.client("cis", receiver.url("/default"), true, "north");
        close(world.order(point, null, null, null), "COMPLETED", "DONE");
        drain();
        assertThat(receiver.deliveries().stream().map(Receiver.Delivery::path)).containsExactly("/default");
    }

    @Test
    void onlyRecordsTheAnswerWhenThereIsNowhereToSendIt() {
        ServiceOrder order = world.order(point, null, null, null);
        close(order, "COMPLETED", "DONE");
        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey(Outbox.PROCESS)
                        .count())
                .isZero();
        assertThat(events.of(order.id()))
                .last()
                .extracting(OrderEvents.Entry::type)
                .isEqualTo("ServiceOrderAnswer");
    }

    @Test
    void asksAPersonWhenTheRequestersAddressIsGone() {
        receiver.answers(410);
        ServiceOrder order = world.order(point, receiver.url("/answers"), null, null);
        close(order, "COMPLETED", "DONE");
        drain();
        assertThat(tasks.createTaskQuery()
                        .processDefinitionKey(Outbox.PROCESS)
                        .processVariableValueEquals("subject", order.id())
                        .count())
                .isEqualTo(1);
    }

    @Test
    void refusesAnEndThatIsNone() {
        ServiceOrder order = world.order(point, null, null, null);
        assertThatThrownBy(() -> close(order, "HELD", "DONE")).hasStackTraceContaining("HELD is not an end");
        assertThat(orders.get(order.id()).completedAt()).isNull();
    }

    @Test
    void letsTheNextOrderGoAndKeepsThePlaceOfTheOthers() {
        ServiceOrder first = world.order(point, null, null, null);
        ServiceOrder second = world.order(point, null, first.id(), null);
        ServiceOrder third = world.order(point, null, first.id(), null);
        for (ServiceOrder waiting : List.of(second, third)) {
            runtime.startProcessInstanceByKey("test-queues", waiting.id());
        }

        close(first, "COMPLETED", "DONE");
        assertThat(orders.get(second.id()).waitsFor()).isNull();
        assertThat(orders.get(third.id()).waitsFor()).isEqualTo(second.id());
        assertThat(stillQueued()).isEqualTo(1);

        close(second, "CANCELLED", "CANCELLED");
        assertThat(orders.get(third.id()).waitsFor()).isNull();
        assertThat(stillQueued()).isZero();
    }

    private long stillQueued() {
        return runtime.createEventSubscriptionQuery()
                .eventName(ServiceOrderProcess.RELEASED)
                .count();
    }

    private String device() {
        return String.valueOf(point.device() == null ? null : point.device().id());
    }

    private void read(@Nullable String orderId, String at, boolean complete, ServicePoint.Phase phase, String value) {
        Instant taken = Instant.parse(at);
        ReadingSet set = new ReadingSet(
                Ids.next(),
                point.id(),
                device(),
                ReadingSet.Source.ON_DEMAND,
                orderId,
                null,
                taken,
                taken,
                complete,
                phase,
                true,
                List.of(new ReadingSet.Value("1", null, value, taken)));
        new TransactionTemplate(transactions).executeWithoutResult(status -> readings.store(set));
    }

    private void close(ServiceOrder order, String state, String outcome) {
        runtime.startProcessInstanceByKey(
                "test-closes",
                order.id(),
                Map.of(ServiceOrderProcess.ORDER_ID, order.id(), "endState", state, "outcome", outcome));
    }

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
}
