// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProblem;

@RestController("simulatorCommandController")
@Profile("demo")
@RequestMapping("/simulator/head-end")
class SimulatedCommandController {

    record Acceptance(String commandId, String status) {}

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final HeadEnd headEnd;
    private final ReplyDelivery delivery;
    private final MeterLog meterLog;
    private final SimulatorJson json;
    private final ApplicationContext context;
    private final Set<DeferredResult<ResponseEntity<?>>> hanging = ConcurrentHashMap.newKeySet();

    SimulatedCommandController(
            HeadEnd headEnd,
            ReplyDelivery delivery,
            MeterLog meterLog,
            SimulatorJson json,
            ApplicationContext context) {
        this.headEnd = headEnd;
        this.delivery = delivery;
        this.meterLog = meterLog;
        this.json = json;
        this.context = context;
    }

    @PostMapping("/commands")
    Object receive(@RequestBody(required = false) byte @Nullable [] body) {
        var request = json.read(body, CommandRequest.class);
        var verdict = headEnd.receive(request);
        if (verdict instanceof Verdict.AcceptedAfterReply accepted) {
            var answer = new DeferredResult<ResponseEntity<?>>(
                    accepted.patience().plus(GRACE).toMillis());
            delivery.deliverNow(accepted.reply(), accepted.patience())
                    .whenComplete((done, failure) -> answer.setResult(accepted(request)));
            return answer;
        }
        if (verdict instanceof Verdict.Silent silent) {
            return hang(silent.delay());
        }
        if (verdict instanceof Verdict.Refused refused) {
            return refused(refused);
        }
        if (verdict instanceof Verdict.Accepted accepted) {
            accepted.replies().forEach(delivery::schedule);
        }
        return accepted(request);
    }

    @GetMapping("/log")
    List<MeterLog.Entry> log(@RequestParam(required = false) @Nullable String deviceId) {
        return meterLog.of(deviceId);
    }

    @DeleteMapping("/log")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void clearLog() {
        meterLog.clear();
    }

    /** A hanging answer must not hold up the end of the server. */
    @EventListener
    void stop(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            hanging.forEach(answer -> answer.setResult(unavailable()));
        }
    }

    private DeferredResult<ResponseEntity<?>> hang(Duration delay) {
        var answer = new DeferredResult<ResponseEntity<?>>(delay.plus(GRACE).toMillis());
        hanging.add(answer);
        answer.onCompletion(() -> hanging.remove(answer));
        delivery.later(delay.toMillis(), () -> answer.setResult(unavailable()));
        return answer;
    }

    private static ResponseEntity<?> accepted(CommandRequest request) {
        return ResponseEntity.accepted().body(new Acceptance(request.requiredCommandId(), "ACCEPTED"));
    }

    private static ResponseEntity<?> unavailable() {
        return refused(new Verdict.Refused(
                HttpStatus.SERVICE_UNAVAILABLE, "head-end-hung", "The head end did not answer (simulated fault)"));
    }

    private static ResponseEntity<?> refused(Verdict.Refused refused) {
        var response = SimulatorProblem.response(refused.status());
        if (refused.status() == HttpStatus.TOO_MANY_REQUESTS) {
            response.header(HttpHeaders.RETRY_AFTER, "1");
        }
        return response.body(SimulatorProblem.body(refused.status(), refused.problem(), refused.detail()));
    }
}
