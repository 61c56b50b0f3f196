// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.simulator.SimulatorClock;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProblem;

@RestController
@Profile("demo")
@RequestMapping("/simulator/head-end/meters")
class MeterController {

    private final Meters meters;
    private final HeadEnd headEnd;
    private final ArmedMeters armed;
    private final SimulatorJson json;
    private final SimulatorClock clock;

    MeterController(Meters meters, HeadEnd headEnd, ArmedMeters armed, SimulatorJson json, SimulatorClock clock) {
        this.meters = meters;
        this.headEnd = headEnd;
        this.armed = armed;
        this.json = json;
        this.clock = clock;
    }

    /** The whole list; with {@code limit} or {@code cursor} a page of it, as a neighbour compares its facts with. */
    @GetMapping
    Object all(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var page = Page.Request.asked(limit, cursor);
        return page == null ? meters.all() : meters.page(page);
    }

    @GetMapping("/{id}")
    Meter one(@PathVariable String id) {
        return meters.find(id).orElseThrow(() -> SimulatorProblem.notFound("No meter " + id));
    }

    @PutMapping("/{id}")
    ResponseEntity<Meter> put(@PathVariable String id, @RequestBody(required = false) byte @Nullable [] body) {
        var change = json.read(body, MeterChange.class).checked("");
        MeterChange.checkedId("", id);
        var now = clock.now();
        return headEnd.settled(() -> {
            var found = meters.lock(id);
            if (found.isPresent()) {
                var meter = change.of(found.get(), now);
                meters.update(meter);
                return ResponseEntity.ok(meter);
            }
            var meter = change.ofNew(id, now);
            meters.insert(meter);
            return ResponseEntity.status(HttpStatus.CREATED).body(meter);
        });
    }

    /** Thousands at once, in one transaction. */
    @PutMapping
    MeterFleet.Done putAll(@RequestBody(required = false) byte @Nullable [] body) {
        var changes = json.read(body, MeterFleet.class).changes();
        var now = clock.now();
        return headEnd.settled(() -> {
            var found = meters.lockAll(changes.keySet());
            var created = new ArrayList<Meter>();
            var changed = new ArrayList<Meter>();
            changes.forEach((id, change) -> {
                var meter = found.get(id);
                if (meter == null) {
                    created.add(change.ofNew(id, now));
                } else {
                    changed.add(change.of(meter, now));
                }
            });
            meters.insertAll(created);
            meters.updateAll(changed);
            return new MeterFleet.Done(created.size(), changed.size());
        });
    }

    /** A person presses the button of an armed meter; who armed it is told. */
    @PostMapping("/{id}/close")
    Meter close(@PathVariable String id) {
        return armed.close(id);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        if (!meters.delete(id)) {
            throw SimulatorProblem.notFound("No meter " + id);
        }
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteAll() {
        meters.deleteAll();
    }
}
