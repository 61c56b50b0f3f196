// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.people.Callers;
import org.truckroll.people.OrgUnit;
import org.truckroll.people.Organisation;
import org.truckroll.people.WorkInHand;
import org.truckroll.shared.Problem;

/** The organisation's units, as a list or as a tree (HCDC-22). */
@RestController
@RequestMapping("/api/v1/org-units")
class OrgUnitController {

    /** A unit with those below it. */
    record Branch(
            String id,
            String division,
            OrgUnit.Kind kind,
            String name,
            boolean active,
            String source,
            List<Branch> units) {

        static Branch of(OrgUnit unit, List<OrgUnit> all) {
            return new Branch(
                    unit.id(),
                    unit.division(),
                    unit.kind(),
                    unit.name(),
                    unit.active(),
                    unit.source(),
                    all.stream()
                            .filter(child -> unit.id().equals(child.parent()))
                            .map(child -> of(child, all))
                            .toList());
        }
    }

    record Units(List<OrgUnit> items) {}

    record Tree(List<Branch> items) {}

    record Moved(List<WorkInHand.Item> work) {}

    private final Organisation organisation;
    private final Callers callers;

    OrgUnitController(Organisation organisation, Callers callers) {
        this.organisation = organisation;
        this.callers = callers;
    }

    @GetMapping(params = "!tree")
    Units list(@RequestParam(required = false) @Nullable String division) {
        return new Units(seen(division));
    }

    @GetMapping(params = "tree")
    Tree tree(@RequestParam(required = false) @Nullable String division) {
        List<OrgUnit> all = seen(division);
        return new Tree(all.stream()
                .filter(unit -> unit.parent() == null)
                .map(unit -> Branch.of(unit, all))
                .toList());
    }

    private List<OrgUnit> seen(@Nullable String division) {
        List<OrgUnit> all = organisation.visible(callers.current());
        if (division == null) {
            return all;
        }
        List<OrgUnit> own =
                all.stream().filter(unit -> unit.division().equals(division)).toList();
        if (own.isEmpty()) {
            throw Problem.notFound("division", division);
        }
        return own;
    }

    @GetMapping("/{id}")
    OrgUnit get(@PathVariable String id) {
        return organisation.visible(id, callers.current());
    }

    @GetMapping("/{id}/work")
    List<WorkInHand.Item> work(@PathVariable String id) {
        return organisation.workOf(id, callers.current());
    }

    @PostMapping
    ResponseEntity<OrgUnit> add(@RequestBody Organisation.Wish wish) {
        OrgUnit unit = organisation.add(wish, callers.current());
        return ResponseEntity.created(ServletUriComponentsBuilder.fromCurrentRequestUri()
                        .pathSegment(unit.id())
                        .build()
                        .toUri())
                .body(unit);
    }

    @PatchMapping("/{id}")
    OrgUnit change(@PathVariable String id, @RequestBody Organisation.Wish wish) {
        return organisation.change(id, wish, callers.current());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id) {
        organisation.remove(id, callers.current());
    }

    @PostMapping("/{id}:hand-over")
    Moved handOver(@PathVariable String id, @RequestBody Successor body) {
        return new Moved(organisation.handOver(id, body.target(), body.words(), callers.current()));
    }
}
