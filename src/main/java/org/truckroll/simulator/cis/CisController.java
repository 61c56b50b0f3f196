// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.cis;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.simulator.SimulatorClock;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProperties;

@RestController
@Profile("demo")
@RequestMapping("/simulator/cis")
class CisController {

    private static final Logger log = LoggerFactory.getLogger(CisController.class);

    /** {@code body} is JSON where the delivery was, else text; {@code rawBody} is what was signed. */
    record Answer(
            Instant receivedAt,
            @Nullable String webhookId,
            @Nullable String webhookTimestamp,
            @Nullable String webhookSignature,
            @Nullable Boolean signatureValid,
            Object body,
            String rawBody) {}

    private final CisAnswers answers;
    private final CisFaults faults;
    private final SimulatorJson json;
    private final SimulatorClock clock;
    private final WebhookSignature signature;

    CisController(
            CisAnswers answers,
            CisFaults faults,
            SimulatorJson json,
            SimulatorClock clock,
            SimulatorProperties properties) {
        this.answers = answers;
        this.faults = faults;
        this.json = json;
        this.clock = clock;
        this.signature = new WebhookSignature(properties.cisSecret());
    }

    @PostMapping("/answers")
    ResponseEntity<?> receive(
            @RequestBody(required = false) byte @Nullable [] content,
            @RequestHeader(name = "webhook-id", required = false) @Nullable String id,
            @RequestHeader(name = "webhook-timestamp", required = false) @Nullable String timestamp,
            @RequestHeader(name = "webhook-signature", required = false) @Nullable String signatures,
            @RequestHeader(name = "ce-subject", required = false) @Nullable String binarySubject) {
        var failure = faults.strike();
        if (failure.isPresent()) {
            log.info("Turned a delivery down webhookId={} status={}", id, failure.get());
            return ResponseEntity.status(failure.get()).build();
        }
        var bytes = content == null ? new byte[0] : content;
        // PostgreSQL keeps no NUL in a text.
        var body = new String(bytes, StandardCharsets.UTF_8).replace('\u0000', '\uFFFD');
        var subject = json.tree(body)
                .map(event -> event.path("subject"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .orElse(binarySubject);
        answers.add(new CisAnswers.Delivery(
                clock.now(),
                cut(subject, 1000),
                cut(id, 1000),
                cut(timestamp, 1000),
                cut(signatures, 4000),
                signature.judge(id, timestamp, bytes, signatures),
                body));
        log.info("Kept a delivery webhookId={} subject={}", id, subject);
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/answers")
    List<Answer> all(@RequestParam(required = false) @Nullable String subject) {
        return answers.of(subject).stream().map(this::shown).toList();
    }

    @DeleteMapping("/answers")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void clear() {
        answers.clear();
    }

    @GetMapping("/faults")
    CisFaults.State faults() {
        return faults.state();
    }

    @PutMapping("/faults")
    CisFaults.State fail(@RequestBody(required = false) byte @Nullable [] body) {
        faults.put(json.read(body, CisFaults.Request.class).checked());
        return faults.state();
    }

    private Answer shown(CisAnswers.Delivery delivery) {
        var body = json.tree(delivery.body());
        return new Answer(
                delivery.receivedAt(),
                delivery.webhookId(),
                delivery.webhookTimestamp(),
                delivery.webhookSignature(),
                delivery.signatureValid(),
                body.isPresent() ? body.get() : delivery.body(),
                delivery.body());
    }

    private static @Nullable String cut(@Nullable String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }
}
