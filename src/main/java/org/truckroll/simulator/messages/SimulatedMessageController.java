// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.messages;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.simulator.SimulatorClock;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProblem;

/** Takes messages as a provider does, sends them nowhere, and shows them. */
@RestController
@Profile("demo")
@RequestMapping("/simulator/messages")
class SimulatedMessageController {

    record Sent(
            @Nullable String id,
            @Nullable String to,
            @Nullable String subject,
            @Nullable String text) {}

    private final SimulatedMessages messages;
    private final SimulatorJson json;
    private final SimulatorClock clock;

    SimulatedMessageController(SimulatedMessages messages, SimulatorJson json, SimulatorClock clock) {
        this.messages = messages;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping("/{channel}")
    Map<String, String> take(@PathVariable String channel, @RequestBody(required = false) byte @Nullable [] body) {
        Sent sent = json.read(body, Sent.class);
        if (sent.id() == null || sent.to() == null || sent.text() == null || channel.length() > 10) {
            throw SimulatorProblem.invalid("", "A message has id, to and text.");
        }
        messages.add(new SimulatedMessages.Message(
                sent.id(), channel.toUpperCase(Locale.ROOT), sent.to(), sent.subject(), sent.text(), clock.now()));
        return Map.of("id", sent.id());
    }

    @GetMapping
    List<SimulatedMessages.Message> newest(@RequestParam(required = false) @Nullable String to) {
        return messages.newest(to);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void clear() {
        messages.clear();
    }
}
