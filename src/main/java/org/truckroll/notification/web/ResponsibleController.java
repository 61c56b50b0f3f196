// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.notification.ObjectResponsibles;
import org.truckroll.people.Callers;

/** Who is responsible for an object (SOL24-16). */
@RestController
@RequestMapping("/api/v1/responsibles")
class ResponsibleController {

    /** The whole list. */
    record Wish(@Nullable String division, @Nullable List<ObjectResponsibles.@Nullable Party> parties) {}

    private final ObjectResponsibles responsibles;
    private final Callers callers;

    ResponsibleController(ObjectResponsibles responsibles, Callers callers) {
        this.responsibles = responsibles;
        this.callers = callers;
    }

    @GetMapping("/{objectId}")
    ObjectResponsibles.Document get(
            @PathVariable String objectId, @RequestParam(required = false) @Nullable String division) {
        return responsibles.of(objectId, division, callers.current());
    }

    @PutMapping("/{objectId}")
    ObjectResponsibles.Document put(@PathVariable String objectId, @RequestBody Wish wish) {
        return responsibles.put(objectId, wish.division(), wish.parties(), callers.current());
    }
}
