// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProblem;

@RestController("simulatorCommandController")
@Profile("demo")
@RequestMapping("/simulator/head-end/commands")
class SimulatedCommandController {

    record Acceptance(String commandId, String status) {}

    private static final Duration LONGEST = Duration.ofDays(1).plus(CommandDoor.GRACE);
    private static final int PROMISED_BYTES = 1000;

    private final CommandDoor door;
    private final HeadEnd headEnd;
    private final SimulatorJson json;

    SimulatedCommandController(CommandDoor door, HeadEnd headEnd, SimulatorJson json) {
        this.door = door;
        this.headEnd = headEnd;
        this.json = json;
    }

    @PostMapping
    Object receive(@RequestBody(required = false) byte @Nullable [] body) {
        var said = door.take(CommandDoor.REST, json.read(body, CommandRequest.class));
        if (said.isDone()) {
            return answer(said.join());
        }
        var answer = new DeferredResult<ResponseEntity<?>>(LONGEST.toMillis());
        said.thenAccept(which -> answer.setResult(answer(which)));
        return answer;
    }

    /** What became of a command: its result, or that it is still in hand. */
    @GetMapping("/{id}")
    ResponseEntity<?> result(@PathVariable String id) {
        var refused = headEnd.outOfOrder();
        if (refused.isPresent()) {
            return answer(refused.get());
        }
        var result = headEnd.result(id);
        if (result.ready()) {
            return ResponseEntity.ok(json.tree(result.reply()).<JsonNode>orElseThrow());
        }
        return ResponseEntity.accepted().body(new Acceptance(id, "ACCEPTED"));
    }

    static ResponseEntity<?> answer(Said said) {
        if (said instanceof Said.Accepted accepted) {
            return ResponseEntity.accepted().body(new Acceptance(accepted.commandId(), "ACCEPTED"));
        }
        if (said instanceof Said.Refused refused) {
            var response = SimulatorProblem.response(refused.status());
            if (refused.retryAfter() != null) {
                response.header(
                        HttpHeaders.RETRY_AFTER,
                        String.valueOf((refused.retryAfter().toMillis() + 999) / 1000));
            }
            return response.body(SimulatorProblem.body(refused.status(), refused.problem(), refused.detail()));
        }
        // More is promised than comes before the connection ends.
        return ResponseEntity.status(HttpStatus.BAD_GATEWAY)
                .header(HttpHeaders.CONNECTION, "close")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .contentLength(PROMISED_BYTES)
                .body("{\"type\":".getBytes(StandardCharsets.UTF_8));
    }
}
