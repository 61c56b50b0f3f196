// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.people.Callers;
import org.truckroll.people.sync.StaffSync;
import org.truckroll.people.sync.SyncRun;
import org.truckroll.shared.Page;

/** The runs that read the source of the staff: their reports, and a run at once (HCDC-27, HCDC-37). */
@RestController
@RequestMapping("/api/v1/staff-sync")
class StaffSyncController {

    record Order(@Nullable Boolean complete, @Nullable Boolean allowLeavers) {}

    private final StaffSync sync;
    private final Callers callers;

    StaffSyncController(StaffSync sync, Callers callers) {
        this.sync = sync;
        this.callers = callers;
    }

    /** Newest first. */
    @GetMapping
    Page<SyncRun> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return sync.list(Page.Request.of(limit, cursor));
    }

    /** 202: the steps follow. */
    @PostMapping
    ResponseEntity<SyncRun> begin(@RequestBody(required = false) @Nullable Order order) {
        SyncRun run = sync.begin(
                order != null && Boolean.TRUE.equals(order.complete()),
                order != null && Boolean.TRUE.equals(order.allowLeavers()),
                callers.current());
        return ResponseEntity.accepted()
                .location(ServletUriComponentsBuilder.fromCurrentRequestUri()
                        .pathSegment(run.id())
                        .build()
                        .toUri())
                .body(run);
    }

    @GetMapping("/{id}")
    SyncRun get(@PathVariable String id) {
        return sync.get(id);
    }

    @GetMapping("/{id}/faults")
    Page<SyncRun.Fault> faults(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return sync.faults(id, Page.Request.of(limit, cursor));
    }
}
