// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.simulator.SimulatorJson;

@RestController
@Profile("demo")
@RequestMapping("/simulator/head-end/faults")
class FaultController {

    private final FaultRules rules;
    private final HeadEnd headEnd;
    private final SimulatorJson json;

    FaultController(FaultRules rules, HeadEnd headEnd, SimulatorJson json) {
        this.rules = rules;
        this.headEnd = headEnd;
        this.json = json;
    }

    @GetMapping
    List<FaultRule> all() {
        return rules.all();
    }

    /** Answers with all rules now in force. */
    @PutMapping
    List<FaultRule> put(@RequestBody(required = false) byte @Nullable [] body) {
        var rule = json.read(body, FaultRule.Request.class).checked();
        return headEnd.settled(() -> {
            rules.put(rule);
            return rules.all();
        });
    }
}
