// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.web;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.field.Assignment;
import org.truckroll.field.Dispatching;
import org.truckroll.field.Suggestion;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitSearch;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

@RestController
@RequestMapping("/api/v1")
class DispatchController {

    record Times(@Nullable Instant start, @Nullable Instant end) {}

    record Assign(
            @Nullable String group,
            @Nullable String person,
            @Nullable Boolean addressVerified,
            @Nullable Times preliminaryVisit,
            @Nullable String reason) {}

    record Transfer(@Nullable String to, @Nullable String reason) {}

    record Release(@Nullable String reason) {}

    record Reassign(
            @Nullable List<@Nullable String> ids,
            @Nullable String group,
            @Nullable String person,
            @Nullable String reason) {}

    record Results(long reassigned, long refused, List<Dispatching.Moved> results) {}

    record Items<T>(List<T> items) {}

    private final Dispatching dispatching;
    private final VisitSearch search;
    private final Callers callers;

    DispatchController(Dispatching dispatching, VisitSearch search, Callers callers) {
        this.dispatching = dispatching;
        this.search = search;
        this.callers = callers;
    }

    @PostMapping("/field-activities/{id}/assign")
    VisitSearch.View assign(@PathVariable String id, @RequestBody Assign body) {
        return search.view(dispatching.assign(
                id,
                callers.current(),
                new Dispatching.Order(
                        body.group(),
                        body.person(),
                        body.addressVerified(),
                        times(body.preliminaryVisit()),
                        body.reason())));
    }

    private static Visit.@Nullable TimeSpan times(@Nullable Times times) {
        if (times == null) {
            return null;
        }
        if (times.start() == null) {
            throw Problem.badRequest(
                    "A preliminary visit has a start.",
                    List.of(new FieldError("/preliminaryVisit/start", "is required")));
        }
        return Visit.TimeSpan.of(times.start(), times.end());
    }

    @PostMapping("/field-activities/{id}/transfer")
    VisitSearch.View transfer(@PathVariable String id, @RequestBody Transfer body) {
        return search.view(dispatching.transfer(id, callers.current(), body.to(), body.reason()));
    }

    @PostMapping("/field-activities/{id}/release")
    VisitSearch.View release(@PathVariable String id, @RequestBody(required = false) @Nullable Release body) {
        return search.view(dispatching.release(id, callers.current(), body == null ? null : body.reason()));
    }

    @PostMapping("/field-activities:reassign")
    Results reassign(@RequestBody Reassign body) {
        if (body.ids() == null || body.ids().contains(null)) {
            throw Problem.badRequest("Say which visits.", List.of(new FieldError("/ids", "is required")));
        }
        List<String> ids = body.ids().stream().map(String::valueOf).toList();
        List<Dispatching.Moved> results = dispatching.reassign(
                ids, new Dispatching.Order(body.group(), body.person(), null, null, body.reason()), callers.current());
        long done = results.stream().filter(Dispatching.Moved::done).count();
        return new Results(done, results.size() - done, results);
    }

    @GetMapping("/field-activities/{id}/assignments")
    Items<Assignment> assignments(@PathVariable String id) {
        return new Items<>(dispatching.chain(id, callers.current()));
    }

    @GetMapping("/field-activities/{id}/suggestions")
    Items<Suggestion> suggestions(@PathVariable String id) {
        return new Items<>(dispatching.suggestions(id, callers.current()));
    }

    /** {@code by=me} or the id of a colleague. */
    @GetMapping("/assignments")
    Page<Dispatching.Given> given(
            @RequestParam(required = false) @Nullable String by,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Caller caller = callers.current();
        String person = by == null || by.equals("me") ? caller.id() : by;
        return dispatching.givenBy(person, caller, Page.Request.of(limit, cursor));
    }
}
