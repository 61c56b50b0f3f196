// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;

/** The hub of TMF641: what it takes, and what reaches a real listener (service-orders 4.1; SOM-14). */
@ClosureTest
class HubContractTest {

    private static final String HUB = "/tmf-api/serviceOrdering/v4/hub";

    @Autowired
    private World world;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ServiceOrders orders;

    @Autowired
    private Milestones milestones;

    @Autowired
    private OrderEvents events;

    @Autowired
    private ManagementService management;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private PlatformTransactionManager transactions;

    @LocalServerPort
    private int port;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Receiver receiver = new Receiver();

    @BeforeEach
    void reset() {
        runtime.createProcessInstanceQuery()
                .processDefinitionKey(Outbox.PROCESS)
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "next test"));
        world.reset();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void tellsAListenerInTheEnvelopeOfTmForum() throws Exception {
        hub("", "s3cret");
        ServiceOrder order = live();
        drain();

        assertThat(types())
                .containsExactly(
                        "ServiceOrderCreateEvent",
                        "ServiceOrderStateChangeEvent",
                        "ServiceOrderMilestoneEvent",
                        "ServiceOrderAttributeValueChangeEvent",
                        "ServiceOrderJeopardyEvent",
                        "ServiceOrderStateChangeEvent");
        Receiver.Delivery first = receiver.deliveries().get(0);
        assertThat(first.contentType()).isEqualTo("application/json");
        assertThat(first.signature())
                .isEqualTo(Signature.of(
                        "s3cret",
                        first.id(),
                        Long.parseLong(first.timestamp()),
                        first.body().getBytes(StandardCharsets.UTF_8)));
        JsonNode created = world.json(first.body());
        OrderEvents.Entry entry = events.of(order.id()).get(0);
        assertThat(created.path("eventId").asText()).isEqualTo(entry.id());
        assertThat(Instant.parse(created.path("eventTime").asText())).isCloseTo(entry.at(), within());
        assertThat(created.path("domain").asText()).isEqualTo("serviceOrdering");
        assertThat(created.at("/event/serviceOrder/id").asText()).isEqualTo(order.id());
        assertThat(created.at("/event/serviceOrder/href").asText())
                .isEqualTo("/tmf-api/serviceOrdering/v4/serviceOrder/" + order.id());
        assertThat(created.at("/event/serviceOrder/state").asText()).isEqualTo("acknowledged");
        assertThat(created.at("/event/serviceOrder/category").asText()).isEqualTo("ENABLE");
        JsonNode milestone = world.json(receiver.deliveries().get(2).body());
        assertThat(milestone.at("/event/serviceOrder/milestone/0/name").asText())
                .isEqualTo("ON_SITE");
        JsonNode ended = world.json(receiver.deliveries().get(5).body());
        assertThat(ended.at("/event/serviceOrder/state").asText()).isEqualTo("completed");
        assertThat(ended.at("/event/serviceOrder/completionDate").asText()).isNotEmpty();
    }

    @Test
    void doesNotSignWhatHasNoSecret() throws Exception {
        hub("", null);
        live();
        drain();
        assertThat(receiver.deliveries()).hasSize(6).allSatisfy(delivery -> {
            assertThat(delivery.id()).isNotEmpty();
            assertThat(delivery.signature()).isNull();
            assertThat(delivery.timestamp()).isNull();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            eventType=ServiceOrderCreateEvent                                   | ServiceOrderCreateEvent
            eventType=ServiceOrderStateChangeEvent                              | ServiceOrderStateChangeEvent ServiceOrderStateChangeEvent
            eventType=ServiceOrderStateChangeEvent&state=completed              | ServiceOrderStateChangeEvent
            eventType=ServiceOrderCreateEvent,ServiceOrderMilestoneEvent        | ServiceOrderCreateEvent ServiceOrderMilestoneEvent
            eventType=ServiceOrderCreateEvent&eventType=ServiceOrderJeopardyEvent | ServiceOrderCreateEvent ServiceOrderJeopardyEvent
            state=acknowledged,completed                                        | ServiceOrderCreateEvent ServiceOrderStateChangeEvent
            event.serviceOrder.state=completed                                  | ServiceOrderStateChangeEvent
            serviceOrder.state%3Dx=                                             | -
            eventType=ServiceOrderCreateEvent&category=ENABLE                   | ServiceOrderCreateEvent
            category=CUT                                                        | ''
            division=south                                                      | ''
            eventType=ServiceOrderCreateEvent&division=north                    | ServiceOrderCreateEvent
            """)
    void tellsOnlyWhatTheQueryNames(String query, String told) throws Exception {
        if (told.equals("-")) {
            assertThat(post("cis", body(query, null)).statusCode()).isEqualTo(400);
            return;
        }
        hub(query, null);
        live();
        drain();
        assertThat(String.join(" ", types())).isEqualTo(told);
    }

    @Test
    void tellsAHubNothingOfPointsOrAnswers() throws Exception {
        hub("", null);
        ServiceOrder order = world.order(world.servedPoint(), null, null, null);
        transaction(() -> events.record(OrderEvent.Type.SERVICE_POINT_CHANGE, "SP-1", "north", null, Map.of("a", 1)));
        transaction(() -> events.record(OrderEvent.Type.SERVICE_ORDER_ANSWER, order, Map.of("a", 1)));
        drain();
        assertThat(types()).containsExactly("ServiceOrderCreateEvent");
    }

    @Test
    void tellsOtherSubscribersAsBefore() throws Exception {
        hub("", null);
        world.subscribe(World.CIS, receiver.url("/plain"), List.of("ServiceOrderStateChange"), List.of(), List.of());
        world.order(world.servedPoint(), null, null, null);
        drain();
        assertThat(receiver.deliveries().stream().map(Receiver.Delivery::contentType))
                .containsExactlyInAnyOrder("application/json", "application/cloudevents+json");
    }

    @Test
    void triesAgainInOrderAndEndsWhenTheListenerIsGone() throws Exception {
        hub("", null);
        receiver.answers(503);
        ServiceOrder order = live();
        drain();
        assertThat(receiver.deliveries()).hasSize(1);
        receiver.answers(204);
        management
                .createJobQuery()
                .processDefinitionKey(Outbox.PROCESS)
                .timers()
                .list()
                .forEach(timer -> management.executeJob(timer.getId()));
        drain();
        assertThat(receiver.acknowledged()).hasSize(6);
        assertThat(receiver.deliveries().get(0).id())
                .isEqualTo(receiver.deliveries().get(1).id());

        receiver.answers(410);
        transaction(() -> milestones.reached(order, "LATER", null));
        drain();
        assertThat(jdbc.sql("select state from tr_subscription")
                        .query(String.class)
                        .single())
                .isEqualTo("ENDED");
    }

    @Test
    void isASubscriptionOfItsOwner() throws Exception {
        String id = hub("eventType=ServiceOrderCreateEvent", "s3cret");
        JsonNode seen = world.json(get("cis", "/api/v1/subscriptions/" + id).body());
        assertThat(seen.path("format").asText()).isEqualTo("TMF641");
        assertThat(seen.path("query").asText()).isEqualTo("eventType=ServiceOrderCreateEvent");
        assertThat(seen.path("events")).hasSize(1);
        assertThat(seen.toString()).doesNotContain("s3cret");
        assertThat(delete("cis-south", HUB + "/" + id)).isEqualTo(404);
        assertThat(delete("cis", HUB + "/" + id)).isEqualTo(204);
        assertThat(delete("cis", HUB + "/" + id)).isEqualTo(404);
        world.order(world.servedPoint(), null, null, null);
        drain();
        assertThat(receiver.deliveries()).isEmpty();
    }

    @Test
    void doesNotRemoveWhatIsNoHub() throws Exception {
        String id = world.subscribe(receiver.url("/x")).id();
        assertThat(delete("cis", HUB + "/" + id)).isEqualTo(404);
        assertThat(get("cis", "/api/v1/subscriptions/" + id).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                           | 400 | invalid-request  | /callback
            {"callback":"http://127.0.0.1/","query":"eventType=Nonsense"}                | 400 | invalid-request  | /query
            {"callback":"http://127.0.0.1/","query":"eventType=ServiceOrderDeleteEvent"} | 400 | invalid-request  | /query
            {"callback":"http://127.0.0.1/","query":"color=red"}                         | 400 | invalid-request  | /query
            {"callback":"http://127.0.0.1/","query":"state"}                             | 400 | invalid-request  | /query
            {"callback":"http://127.0.0.1/","query":"state=ready"}                       | 400 | invalid-request  | /query
            {"callback":"http://127.0.0.1/","query":"state=%zz"}                         | 400 | invalid-request  | /query
            {"callback":"http://127.0.0.1/","query":"category=cut"}                      | 400 | invalid-request  | /query
            {"callback":"http://127.0.0.1/","query":"division=north"}                    | 422 | unknown-division | /query
            {"callback":"http://127.0.0.1/","queries":"x"}                               | 400 | invalid-request  | /queries
            {"callback":"http://127.0.0.1/","secret":" "}                                | 400 | invalid-request  | /secret
            {"callback":"http://169.254.169.254/latest"}                                 | 422 | callback-refused | /callback
            """)
    void refusesWhatItCannotServe(String body, int status, String problem, String pointer) throws Exception {
        HttpResponse<String> refused = post("cis-south", body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        JsonNode document = world.json(refused.body());
        assertThat(document.path("type").asText()).isEqualTo("urn:truckroll:problem:" + problem);
        assertThat(document.path("code").asText()).isEqualTo(problem);
        assertThat(document.path("@type").asText()).isEqualTo("Error");
        assertThat(document.at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(jdbc.sql("select count(*) from tr_subscription")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void letsOnlySystemsSubscribe() throws Exception {
        assertThat(post("crew", body("", null)).statusCode()).isEqualTo(403);
    }

    /** An order from its first to its last event. */
    private ServiceOrder live() {
        ServiceOrder order = world.order(world.servedPoint(), null, null, null);
        transaction(() -> orders.moveTo(order.id(), OrderState.IN_PROGRESS));
        transaction(() -> milestones.reached(order, "ON_SITE", null));
        transaction(() -> milestones.reached(order, "AMENDED", "priority"));
        transaction(() -> events.record(OrderEvent.Type.JEOPARDY, order, Map.of("reason", "late")));
        transaction(() -> orders.end(order.id(), OrderState.COMPLETED, "DONE"));
        return order;
    }

    private List<String> types() {
        List<String> types = new ArrayList<>();
        receiver.deliveries()
                .forEach(delivery ->
                        types.add(world.json(delivery.body()).path("eventType").asText()));
        return types;
    }

    private static org.assertj.core.data.TemporalUnitOffset within() {
        return org.assertj.core.api.Assertions.within(1, java.time.temporal.ChronoUnit.MILLIS);
    }

    private void transaction(Runnable change) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> change.run());
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

    private String hub(String query, String secret) throws Exception {
        HttpResponse<String> made = post("cis", body(query, secret));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode hub = world.json(made.body());
        String id = hub.path("id").asText();
        assertThat(made.headers().firstValue("Location")).hasValue(HUB + "/" + id);
        assertThat(hub.path("callback").asText()).isEqualTo(receiver.url("/listener"));
        assertThat(made.body()).doesNotContain("s3cret");
        return id;
    }

    private String body(String query, String secret) {
        return "{\"callback\":\"" + receiver.url("/listener") + "\""
                + (query.isEmpty() ? "" : ",\"query\":\"" + query + "\"")
                + (secret == null ? "" : ",\"secret\":\"" + secret + "\"") + "}";
    }

    private HttpResponse<String> post(String caller, String body) throws Exception {
        return send(
                caller,
                HttpRequest.newBuilder(uri(HUB))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String caller, String path) throws Exception {
        return send(caller, HttpRequest.newBuilder(uri(path)));
    }

    private int delete(String caller, String path) throws Exception {
        return send(caller, HttpRequest.newBuilder(uri(path)).DELETE()).statusCode();
    }

    private HttpResponse<String> send(String caller, HttpRequest.Builder request) throws Exception {
        return http.send(request.header("x-caller", caller).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
