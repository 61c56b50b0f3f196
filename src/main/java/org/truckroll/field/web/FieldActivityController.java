// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.web;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.field.FieldWork;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitReport;
import org.truckroll.field.VisitSearch;
import org.truckroll.field.VisitWrites;
import org.truckroll.people.Callers;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

@RestController
@RequestMapping("/api/v1/field-activities")
class FieldActivityController {

    /** A crew's own key: what it sends twice under one key counts once. */
    private static final String KEY = "Idempotency-Key";

    record Appointment(
            @Nullable Instant start,
            @Nullable Instant end,
            @Nullable String reason) {}

    /** @param at when the crew said so, if not now */
    record StatusReport(
            Visit.@Nullable Status status, @Nullable Instant at) {}

    record Completion(
            @Nullable String mode,
            @Nullable Instant performedAt,
            @Nullable String deviceId,
            @Nullable Device installedDevice,
            @Nullable List<Reading> readings,
            @Nullable Integer count,
            @Nullable String remarks) {}

    record Failure(
            VisitReport.@Nullable Reason reason, @Nullable String remarks) {}

    enum TestResult {
        PASSED,
        NOT_PASSED
    }

    record Test(@Nullable TestResult result, @Nullable String remarks) {}

    private final FieldWork work;
    private final VisitSearch search;
    private final VisitWrites writes;
    private final Callers callers;

    FieldActivityController(FieldWork work, VisitSearch search, VisitWrites writes, Callers callers) {
        this.work = work;
        this.search = search;
        this.writes = writes;
        this.callers = callers;
    }

    /** A step of the visit, once per {@code Idempotency-Key}. */
    private VisitSearch.View once(
            String id, @Nullable String key, String kind, @Nullable Object body, Supplier<Visit> write) {
        return search.view(writes.once(id, callers.current(), key, kind, body, write));
    }

    @GetMapping
    Page<VisitSearch.View> list(
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String assignee,
            @RequestParam(required = false) Visit.@Nullable Step step,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return search.find(callers.current(), group, state, assignee, step, Page.Request.of(limit, cursor));
    }

    @GetMapping("/{id}")
    VisitSearch.View get(@PathVariable String id) {
        return search.view(work.seen(id, callers.current()));
    }

    @PostMapping("/{id}/claim")
    VisitSearch.View claim(@PathVariable String id, @RequestHeader(name = KEY, required = false) @Nullable String key) {
        return once(id, key, "claim", null, () -> work.claim(id, callers.current()));
    }

    @PostMapping("/{id}/appointment")
    VisitSearch.View appointment(
            @PathVariable String id,
            @RequestBody Appointment body,
            @RequestHeader(name = KEY, required = false) @Nullable String key) {
        if (body.start() == null) {
            throw Problem.badRequest(
                    "An appointment has a start.", List.of(new Problem.FieldError("/start", "is required")));
        }
        Visit.TimeSpan time = Visit.TimeSpan.of(body.start(), body.end());
        return once(
                id,
                key,
                "appointment",
                body,
                () -> work.appointment(id, callers.current(), time.start(), time.end(), body.reason()));
    }

    @PostMapping("/{id}/test")
    VisitSearch.View test(
            @PathVariable String id,
            @RequestBody Test body,
            @RequestHeader(name = KEY, required = false) @Nullable String key) {
        if (body.result() == null) {
            throw Problem.badRequest(
                    "A result is required.", List.of(new Problem.FieldError("/result", "is required")));
        }
        boolean passed = body.result() == TestResult.PASSED;
        return once(id, key, "test", body, () -> work.test(id, callers.current(), passed, body.remarks()));
    }

    @PostMapping("/{id}/status")
    VisitSearch.View status(
            @PathVariable String id,
            @RequestBody StatusReport body,
            @RequestHeader(name = KEY, required = false) @Nullable String key) {
        Visit.Status status = body.status();
        if (status == null) {
            throw Problem.badRequest(
                    "A status is required.", List.of(new Problem.FieldError("/status", "is required")));
        }
        return once(id, key, "status", body, () -> work.status(id, callers.current(), status, body.at()));
    }

    @PostMapping("/{id}/complete")
    VisitSearch.View complete(
            @PathVariable String id,
            @RequestBody Completion body,
            @RequestHeader(name = KEY, required = false) @Nullable String key) {
        if (body.mode() == null) {
            throw Problem.unprocessable(
                    "completion-not-possible",
                    "A completion says in which mode the work was done.",
                    new Problem.FieldError("/mode", "is required"));
        }
        VisitReport report = new VisitReport(
                body.mode(),
                null,
                body.performedAt(),
                body.deviceId(),
                body.installedDevice(),
                body.readings(),
                body.count(),
                body.remarks());
        return once(id, key, "complete", body, () -> work.report(id, callers.current(), report));
    }

    @PostMapping("/{id}/fail")
    VisitSearch.View fail(
            @PathVariable String id,
            @RequestBody Failure body,
            @RequestHeader(name = KEY, required = false) @Nullable String key) {
        if (body.reason() == null) {
            throw Problem.unprocessable(
                    "completion-not-possible",
                    "A failed visit says why.",
                    new Problem.FieldError("/reason", "is required"));
        }
        VisitReport report = new VisitReport(null, body.reason(), null, null, null, null, null, body.remarks());
        return once(id, key, "fail", body, () -> work.report(id, callers.current(), report));
    }
}
