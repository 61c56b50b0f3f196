// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.web;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.command.reconcile.Drift;
import org.truckroll.command.reconcile.Drifts;
import org.truckroll.command.reconcile.Reconciliation;
import org.truckroll.command.reconcile.ReconciliationRun;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.people.People;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** Where our facts and those of the head ends differ, and the comparisons that found it. */
@RestController
class DriftController {

    private static final List<String> CENTRAL =
            List.of(People.HEAD_END_OPS, People.INTEGRATION, People.METER_DATA, People.AUDITORS, People.ADMINS);

    private final Drifts drifts;
    private final Reconciliation reconciliation;
    private final Callers callers;

    DriftController(Drifts drifts, Reconciliation reconciliation, Callers callers) {
        this.drifts = drifts;
        this.reconciliation = reconciliation;
        this.callers = callers;
    }

    @GetMapping("/api/v1/drift")
    Page<Drift> search(
            @RequestParam(required = false) @Nullable String headEnd,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable Boolean open,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        Caller caller = callers.current();
        List<Drift> found = drifts.search(
                new Drifts.Search(headEnd, kind(kind), open),
                caller.divisions(),
                CENTRAL.stream().anyMatch(caller::in),
                page);
        return page.page(found, Drift::id);
    }

    /** Starts a comparison now; it runs in the background. */
    @PostMapping("/api/v1/head-ends/{headEnd}/reconciliation")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ReconciliationRun begin(@PathVariable String headEnd) {
        try {
            return reconciliation.begin(headEnd, callers.current());
        } catch (DuplicateKeyException e) {
            throw Problem.conflict("reconciliation-running", "Somebody else asked for it at the same moment.");
        }
    }

    @GetMapping("/api/v1/head-ends/{headEnd}/reconciliation")
    Page<ReconciliationRun> runs(
            @PathVariable String headEnd,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        return page.page(reconciliation.of(headEnd, page), ReconciliationRun::id);
    }

    private static Drift.@Nullable Kind kind(@Nullable String word) {
        return word == null
                ? null
                : Arrays.stream(Drift.Kind.values())
                        .filter(kind -> kind.name().equals(word))
                        .findFirst()
                        .orElseThrow(() -> Problem.badRequest(
                                "Parameter 'kind' must be one of " + Arrays.toString(Drift.Kind.values()) + ".",
                                List.of()));
    }
}
