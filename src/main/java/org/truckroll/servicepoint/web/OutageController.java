// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.servicepoint.Faults;
import org.truckroll.servicepoint.Outages;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;

/** The door of the outages (api.md 3). An outage is seen by who sees every division that it touches. */
@RestController
@RequestMapping("/api/v1/outages/{id}")
class OutageController {

    private static final int MOST_POINTS = 10_000;

    private final Outages outages;
    private final ServicePoints points;
    private final Callers callers;
    private final Clock clock;

    OutageController(Outages outages, ServicePoints points, Callers callers, Clock clock) {
        this.outages = outages;
        this.points = points;
        this.callers = callers;
        this.clock = clock;
    }

    /** An outage by area, by points, or both. */
    record OutageDocument(
            @Nullable String id,
            @Nullable String area,
            @Nullable List<@Nullable String> servicePointIds,
            @Nullable Instant since,
            @Nullable Instant clearedAt) {}

    @PutMapping
    ResponseEntity<Outages.Outage> put(@PathVariable String id, @RequestBody OutageDocument document) {
        Caller caller = callers.current();
        if (document.id() != null && !document.id().equals(id)) {
            throw Problem.badRequest(
                    "The id in the body is another one than in the path.",
                    List.of(new Problem.FieldError("/id", "must be '" + id + "' or absent")));
        }
        if (ServicePointDocument.validId(id)) {
            outages.find(id).ifPresent(known -> requireVisible(known, caller));
        }
        Faults faults = new Faults();
        Outages.Outage outage = check(id, document, caller, faults);
        if (outage == null) {
            throw new Problem(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "invalid-outage",
                    "The outage has " + faults.list().size() + " fault(s). Nothing was changed.",
                    faults.list());
        }
        boolean created = Twice.unlessCreated(() -> outages.put(outage));
        Outages.Outage stored = outages.find(id).orElse(outage);
        return created
                ? ResponseEntity.created(ServletUriComponentsBuilder.fromCurrentRequestUri()
                                .build()
                                .toUri())
                        .body(stored)
                : ResponseEntity.ok(stored);
    }

    @GetMapping
    Outages.Outage get(@PathVariable String id) {
        if (!ServicePointDocument.validId(id)) {
            throw Problem.notFound("outage", id);
        }
        Outages.Outage outage = outages.find(id).orElseThrow(() -> Problem.notFound("outage", id));
        requireVisible(outage, callers.current());
        return outage;
    }

    private Outages.@Nullable Outage check(String id, OutageDocument document, Caller caller, Faults faults) {
        if (!ServicePointDocument.validId(id)) {
            faults.add("/id", "1 to 64 letters, digits and . _ : - beginning with a letter or a digit");
        }
        List<@Nullable String> given = document.servicePointIds() == null ? List.of() : document.servicePointIds();
        String area = null;
        if (document.area() != null) {
            area = ServicePointDocument.area(document.area(), "/area", faults);
            if (area != null
                    && faults.none()
                    && !points.divisionsIn(area).stream().allMatch(caller::sees)) {
                faults.add("/area", "reaches into a division that you may not see");
            }
        } else if (given.isEmpty()) {
            faults.add("/area", "required, or servicePointIds");
        }
        Set<String> touched = touched(given, caller, faults);
        if (document.since() == null) {
            faults.add("/since", "required");
        }
        faults.past("/since", document.since(), clock.instant());
        faults.past("/clearedAt", document.clearedAt(), clock.instant());
        if (document.since() != null
                && document.clearedAt() != null
                && document.clearedAt().isBefore(document.since())) {
            faults.add("/clearedAt", "not before 'since'");
        }
        return faults.none() && document.since() != null
                ? new Outages.Outage(id, area, List.copyOf(touched), document.since(), document.clearedAt())
                : null;
    }

    private Set<String> touched(List<@Nullable String> given, Caller caller, Faults faults) {
        if (given.size() > MOST_POINTS) {
            faults.add("/servicePointIds", "at most " + MOST_POINTS + " points; name an area");
            return Set.of();
        }
        Set<String> wanted = new LinkedHashSet<>();
        for (String point : given) {
            if (point != null && ServicePointDocument.validId(point)) {
                wanted.add(point);
            }
        }
        Map<String, String> divisions = points.divisionsOf(wanted);
        for (int i = 0; i < given.size(); i++) {
            String division = given.get(i) == null ? null : divisions.get(given.get(i));
            if (division == null || !caller.sees(division)) {
                faults.add("/servicePointIds/" + i, "unknown service point");
            }
        }
        return wanted;
    }

    private void requireVisible(Outages.Outage outage, Caller caller) {
        boolean visible =
                points.divisionsOf(outage.servicePointIds()).values().stream().allMatch(caller::sees)
                        && (outage.area() == null
                                || points.divisionsIn(outage.area()).stream().allMatch(caller::sees));
        if (!visible) {
            throw Problem.notFound("outage", outage.id());
        }
    }
}
