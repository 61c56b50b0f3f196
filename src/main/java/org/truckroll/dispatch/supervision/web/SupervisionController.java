// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.supervision.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.dispatch.supervision.Concern;
import org.truckroll.dispatch.supervision.Supervision;
import org.truckroll.dispatch.supervision.ToDo;
import org.truckroll.people.Callers;
import org.truckroll.shared.Page;

@RestController
@RequestMapping("/api/v1")
class SupervisionController {

    private final Supervision supervision;
    private final ToDo toDo;
    private final Callers callers;

    SupervisionController(Supervision supervision, ToDo toDo, Callers callers) {
        this.supervision = supervision;
        this.toDo = toDo;
        this.callers = callers;
    }

    @GetMapping("/supervision")
    Page<Concern> list(
            @RequestParam Concern.Kind kind,
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable String area,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return supervision.find(kind, callers.current(), division, area, Page.Request.of(limit, cursor));
    }

    @GetMapping("/supervision/counts")
    Map<Concern.Kind, Long> counts(
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable String area) {
        return supervision.counts(callers.current(), division, area);
    }

    @GetMapping("/to-do")
    ToDo.Desk toDo(
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable String area,
            @RequestParam(required = false) @Nullable String customer,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(required = false) @Nullable String address,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return toDo.of(
                callers.current(),
                new ToDo.Search(division, area, customer, type, address),
                Page.Request.of(limit, cursor));
    }
}
