// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProblem;

@RestController
@Profile("demo")
@RequestMapping("/simulator/head-end/meters")
class MeterController {

    private static final Pattern READING = Pattern.compile("\\d{1,20}(\\.\\d{1,10})?");

    /** What is left out stays as it is; a meter made here is enrolled unless the body says otherwise. */
    record Change(
            @Nullable Boolean enrolled,
            @JsonProperty("switch") @Nullable SwitchState switchState,
            @Nullable String reading) {

        Meter of(Meter meter) {
            return new Meter(
                    meter.id(),
                    enrolled == null ? meter.enrolled() : enrolled,
                    switchState == null ? meter.switchState() : switchState,
                    reading == null ? meter.reading() : reading);
        }
    }

    private final Meters meters;
    private final HeadEnd headEnd;
    private final SimulatorJson json;

    MeterController(Meters meters, HeadEnd headEnd, SimulatorJson json) {
        this.meters = meters;
        this.headEnd = headEnd;
        this.json = json;
    }

    @GetMapping
    List<Meter> all() {
        return meters.all();
    }

    @GetMapping("/{id}")
    Meter one(@PathVariable String id) {
        return meters.find(id).orElseThrow(() -> SimulatorProblem.notFound("No meter " + id));
    }

    @PutMapping("/{id}")
    ResponseEntity<Meter> put(@PathVariable String id, @RequestBody(required = false) byte @Nullable [] body) {
        var change = json.read(body, Change.class);
        if (id.length() > 100) {
            throw SimulatorProblem.invalid("", "the meter's id is longer than 100 characters");
        }
        if (change.reading() != null && !READING.matcher(change.reading()).matches()) {
            throw SimulatorProblem.invalid("/reading", "must be a decimal number such as \"12.3\"");
        }
        return headEnd.settled(() -> {
            var found = meters.lock(id);
            if (found.isPresent()) {
                var meter = change.of(found.get());
                meters.update(meter);
                return ResponseEntity.ok(meter);
            }
            var meter = change.of(Meter.unheardOf(id).withEnrolled(true));
            meters.insert(meter);
            return ResponseEntity.status(HttpStatus.CREATED).body(meter);
        });
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        if (!meters.delete(id)) {
            throw SimulatorProblem.notFound("No meter " + id);
        }
    }
}
