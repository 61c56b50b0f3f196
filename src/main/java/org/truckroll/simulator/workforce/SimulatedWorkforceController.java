// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.workforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.simulator.SimulatorClock;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProblem;
import org.truckroll.simulator.SimulatorProperties;
import org.truckroll.simulator.workforce.SimulatedWorkOrders.SimulatedWorkOrder;
import org.truckroll.simulator.workforce.WorkforceFaults.Call;
import org.truckroll.simulator.workforce.WorkforceFaults.Fault;
import org.truckroll.simulator.workforce.WorkforceFaults.Rule;

@RestController
@Profile("demo")
@RequestMapping("/simulator/workforce")
class SimulatedWorkforceController {

    private static final Logger log = LoggerFactory.getLogger(SimulatedWorkforceController.class);
    private static final int MOST_REMEMBERED = 1000;

    /** A call that came. */
    record Arrival(
            Call call,
            @Nullable String externalId,
            @Nullable String idempotencyKey,
            @Nullable Fault fault) {}

    /** What the other side answered to a status. */
    record Told(int status, @Nullable JsonNode answer) {}

    private final SimulatedWorkOrders workOrders;
    private final WorkforceFaults faults;
    private final SimulatorJson json;
    private final SimulatorClock clock;
    private final String authorization;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    SimulatedWorkforceController(
            SimulatedWorkOrders workOrders,
            WorkforceFaults faults,
            SimulatorJson json,
            SimulatorClock clock,
            SimulatorProperties properties) {
        this.workOrders = workOrders;
        this.faults = faults;
        this.json = json;
        this.clock = clock;
        String login = properties.replyUser() + ":" + properties.replyPassword();
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    /** The same externalId again is the same work order, as long as it lives. */
    @PostMapping("/workOrder")
    ResponseEntity<?> create(
            @RequestBody(required = false) byte @Nullable [] content,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        String text = new String(content == null ? new byte[0] : content, StandardCharsets.UTF_8);
        JsonNode body = json.tree(text)
                .filter(JsonNode::isObject)
                .orElseThrow(() -> SimulatorProblem.invalid("", "a JSON object is required"));
        String externalId = body.path("externalId").asText("");
        if (externalId.isBlank() || externalId.length() > 100) {
            throw SimulatorProblem.invalid("/externalId", "is required, at most 100 characters");
        }
        return through(Call.SEND, externalId, key, () -> {
            Optional<SimulatedWorkOrder> known =
                    workOrders.named(externalId).stream().filter(this::lives).findFirst();
            SimulatedWorkOrder order = known.orElseGet(() -> workOrders.add(
                    externalId,
                    body.path("requesterCallback").isTextual()
                            ? body.path("requesterCallback").asText()
                            : null,
                    text,
                    clock.now()));
            return ResponseEntity.status(known.isPresent() ? HttpStatus.OK : HttpStatus.CREATED)
                    .body(shown(order));
        });
    }

    private boolean lives(SimulatedWorkOrder order) {
        return !order.state().equals("cancelled") && !order.state().equals("rejected");
    }

    @GetMapping("/workOrder")
    ResponseEntity<?> list(@RequestParam(required = false) @Nullable String externalId) {
        return through(Call.LOOK, externalId, null, () -> {
            List<SimulatedWorkOrder> found = externalId == null ? workOrders.all() : workOrders.named(externalId);
            return ResponseEntity.ok(found.stream().map(this::shown).toList());
        });
    }

    @GetMapping("/workOrder/{id}")
    JsonNode get(@PathVariable String id) {
        return shown(workOrders.find(id).orElseThrow(() -> SimulatorProblem.notFound("There is no work order " + id)));
    }

    @PostMapping("/cancelWorkOrder")
    ResponseEntity<?> cancel(
            @RequestBody(required = false) byte @Nullable [] content,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        JsonNode body = json.read(content, JsonNode.class);
        String id = body.path("workOrder").path("id").asText("");
        return through(Call.CANCEL, body.path("workOrder").path("externalId").asText(null), key, () -> {
            SimulatedWorkOrder order =
                    workOrders.find(id).orElseThrow(() -> SimulatorProblem.notFound("There is no work order " + id));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("id", "C-" + id);
            answer.put("workOrder", Map.of("id", id));
            if (order.past()) {
                answer.put("state", "terminatedWithError");
                answer.put("message", "Its people have set out");
            } else {
                workOrders.stands(id, "cancelled", null);
                answer.put("state", "done");
                answer.put("effectiveCancellationDate", clock.now().toString());
            }
            return ResponseEntity.status(HttpStatus.CREATED).body(answer);
        });
    }

    private ResponseEntity<?> through(
            Call call, @Nullable String externalId, @Nullable String key, Supplier<ResponseEntity<?>> work) {
        Optional<Rule> rule = faults.strike(call);
        arrivals.add(new Arrival(call, externalId, key, rule.map(Rule::fault).orElse(null)));
        while (arrivals.size() > MOST_REMEMBERED) {
            arrivals.poll();
        }
        Fault fault = rule.map(Rule::fault).orElse(null);
        if (fault == Fault.ERROR) {
            return problem(HttpStatus.INTERNAL_SERVER_ERROR, "error", "Something broke");
        }
        if (fault == Fault.BUSY) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .header("Retry-After", "30")
                    .build();
        }
        if (fault == Fault.REFUSE) {
            return problem(HttpStatus.UNPROCESSABLE_ENTITY, "refused", "Not here");
        }
        ResponseEntity<?> answer = work.get();
        if (fault == Fault.LOST) {
            return problem(HttpStatus.GATEWAY_TIMEOUT, "lost", "The answer was lost");
        }
        if (fault == Fault.SLOW) {
            pause(rule.map(Rule::millis).orElse(null));
        }
        return answer;
    }

    private static void pause(@Nullable Long millis) {
        try {
            Thread.sleep(Math.min(60_000, millis == null ? 3000 : millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ResponseEntity<?> problem(HttpStatus status, String name, String detail) {
        return SimulatorProblem.response(status).body(SimulatorProblem.body(status, name, detail));
    }

    private JsonNode shown(SimulatedWorkOrder order) {
        ObjectNode body = (ObjectNode) json.tree(order.body()).orElseThrow();
        body.put("id", order.id());
        body.put("href", "/simulator/workforce/workOrder/" + order.id());
        body.put("state", order.state());
        return body;
    }

    /** Tells the other side how a work order goes; what is left out of eventId, at and workOrderId the simulator fills in. */
    @PostMapping("/work-orders/{externalId}/tell")
    Told tell(@PathVariable String externalId, @RequestBody(required = false) byte @Nullable [] content) {
        ObjectNode status = json.read(content, ObjectNode.class);
        SimulatedWorkOrder order = workOrders.named(externalId).stream()
                .findFirst()
                .orElseThrow(() -> SimulatorProblem.notFound("There is no work order for " + externalId));
        if (order.callback() == null) {
            throw SimulatorProblem.conflict("no-callback", "The work order named no address for its status");
        }
        if (!status.has("eventId")) {
            status.put("eventId", UUID.randomUUID().toString());
        }
        if (!status.has("at")) {
            status.put("at", clock.now().toString());
        }
        if (!status.has("workOrderId")) {
            status.put("workOrderId", order.id());
        }
        workOrders.stands(
                order.id(),
                status.path("state").asText(order.state()),
                status.path("stage").isTextual() ? status.path("stage").asText() : order.stage());
        return post(order.callback(), status);
    }

    private Told post(String callback, ObjectNode status) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(callback))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(json.write(status)))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            log.info("Told a status state={} status={}", status.path("state").asText(), answer.statusCode());
            return new Told(answer.statusCode(), json.tree(answer.body()).orElse(null));
        } catch (IOException e) {
            throw SimulatorProblem.conflict("not-told", "The status could not be told: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SimulatorProblem.conflict("not-told", "The status could not be told");
        }
    }

    @GetMapping("/log")
    List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    @PostMapping("/faults")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void fault(@RequestBody(required = false) byte @Nullable [] content) {
        faults.add(json.read(content, Rule.class));
    }

    /** Everything is forgotten: work orders, faults, the log. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void clear() {
        workOrders.clear();
        faults.clear();
        arrivals.clear();
    }
}
