// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.simulator.SimulatorClock;
import org.truckroll.simulator.SimulatorJson;

/** Scripts of faults and the latency. */
@RestController
@Profile("demo")
@RequestMapping("/simulator/head-end")
class PlanController {

    private final Plans plans;
    private final Arrivals arrivals;
    private final HeadEnd headEnd;
    private final SimulatorJson json;
    private final SimulatorClock clock;

    PlanController(Plans plans, Arrivals arrivals, HeadEnd headEnd, SimulatorJson json, SimulatorClock clock) {
        this.plans = plans;
        this.arrivals = arrivals;
        this.headEnd = headEnd;
        this.json = json;
        this.clock = clock;
    }

    /** Begins now, in place of another one. */
    @PutMapping("/script")
    FaultScript.Standing putScript(@RequestBody(required = false) byte @Nullable [] body) {
        var script = json.read(body, FaultScript.class).checked();
        return headEnd.settled(() -> {
            plans.begin(script, clock.now());
            return script();
        });
    }

    /** Where it stands. */
    @GetMapping("/script")
    FaultScript.Standing script() {
        return plans.now()
                .script()
                .map(since -> since.plan().standing(since.at(), clock.now(), arrivals.faults(since.at())))
                .orElseGet(FaultScript.Standing::none);
    }

    @DeleteMapping("/script")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endScript() {
        plans.endScript();
    }

    @PutMapping("/latency")
    Latency putLatency(@RequestBody(required = false) byte @Nullable [] body) {
        var latency = json.read(body, Latency.class).checked();
        return headEnd.settled(() -> {
            plans.begin(latency, clock.now());
            return latency;
        });
    }

    @GetMapping("/latency")
    Latency latency() {
        return plans.now().latency().map(Plans.Since::plan).orElseGet(() -> new Latency(null, null, null));
    }

    @DeleteMapping("/latency")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endLatency() {
        plans.endLatency();
    }
}
