// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.web;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.assessment.HumanWork;
import org.truckroll.assessment.PersonsDecision;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.Activity;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

@RestController
@RequestMapping("/api/v1/human-activities")
class HumanActivityController {

    private final HumanWork work;
    private final Callers callers;

    HumanActivityController(HumanWork work, Callers callers) {
        this.work = work;
        this.callers = callers;
    }

    @GetMapping
    Page<HumanWork.View> list(
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String assignee,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return work.find(callers.current(), group, state(state), assignee, Page.Request.of(limit, cursor));
    }

    @GetMapping("/{id}")
    HumanWork.View get(@PathVariable String id) {
        return work.visible(id, callers.current());
    }

    @PostMapping("/{id}/claim")
    HumanWork.View claim(@PathVariable String id) {
        return work.claim(id, callers.current());
    }

    @PostMapping("/{id}/decision")
    HumanWork.View decide(@PathVariable String id, @RequestBody PersonsDecision body) {
        return work.decide(id, callers.current(), body);
    }

    private static Activity.@Nullable State state(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(Activity.State.values())
                .filter(state -> state.name().equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        "Parameter 'state' must be one of " + Arrays.toString(Activity.State.values()) + ".",
                        List.of()));
    }
}
