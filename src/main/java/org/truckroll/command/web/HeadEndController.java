// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.command.HeadEndGate;
import org.truckroll.command.HeadEndStates;
import org.truckroll.command.HeadEndStates.HeadEndState;
import org.truckroll.people.Callers;
import org.truckroll.shared.Problem;

/** The head ends for operators: how they stand, and their planned outages. */
@RestController
@RequestMapping("/api/v1/head-ends")
class HeadEndController {

    private static final int MAX_REASON = 500;

    /** Why a head end is paused. */
    record PauseRequest(@Nullable String reason) {}

    private final HeadEndStates states;
    private final HeadEndGate gate;
    private final Callers callers;

    HeadEndController(HeadEndStates states, HeadEndGate gate, Callers callers) {
        this.states = states;
        this.gate = gate;
        this.callers = callers;
    }

    @GetMapping
    List<HeadEndState> all() {
        return states.all();
    }

    @GetMapping("/{headEnd}")
    HeadEndState one(@PathVariable String headEnd) {
        return known(headEnd);
    }

    /** Commands for its meters are held from now on; those that it has are answered as usual. */
    @PutMapping("/{headEnd}/pause")
    HeadEndState pause(@PathVariable String headEnd, @RequestBody PauseRequest body) {
        known(headEnd);
        if (body.reason() == null || body.reason().isBlank() || body.reason().length() > MAX_REASON) {
            throw Problem.unprocessable(
                    "reason-required",
                    "Say why the head end is paused, in at most " + MAX_REASON + " characters.",
                    new Problem.FieldError("/reason", "is required, at most " + MAX_REASON + " characters"));
        }
        gate.pause(headEnd, callers.current().id(), body.reason().strip());
        return known(headEnd);
    }

    /** What was held is sent, the most urgent first and no faster than the limits allow. */
    @DeleteMapping("/{headEnd}/pause")
    HeadEndState resume(@PathVariable String headEnd) {
        known(headEnd);
        gate.resume(headEnd, callers.current().id());
        return known(headEnd);
    }

    private HeadEndState known(String headEnd) {
        return states.find(headEnd).orElseThrow(() -> Problem.notFound("head end", headEnd));
    }
}
