// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce.web;

import io.swagger.v3.oas.annotations.Operation;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.field.workforce.DeviceVerification;
import org.truckroll.field.workforce.StatusReport;
import org.truckroll.field.workforce.WorkforceNews;
import org.truckroll.field.workforce.WorkforceSystems;
import org.truckroll.people.Callers;
import org.truckroll.shared.Problem;

/** Where a workforce system tells us how its work orders go, and asks about devices. */
@RestController
@RequestMapping("/api/v1/workforce/{system}")
class WorkforceController {

    record Receipt(String visitId, String eventId, StatusReport.Outcome outcome) {}

    private final WorkforceNews news;
    private final DeviceVerification devices;
    private final WorkforceSystems systems;
    private final Callers callers;

    WorkforceController(WorkforceNews news, DeviceVerification devices, WorkforceSystems systems, Callers callers) {
        this.news = news;
        this.devices = devices;
        this.systems = systems;
        this.callers = callers;
    }

    @Operation(
            summary = "Tell how a work order goes",
            description = "Once per eventId, in any order; a completion is checked as a crew's report is.")
    @PostMapping("/work-orders/{visitId}/status")
    Receipt status(@PathVariable String system, @PathVariable String visitId, @RequestBody StatusReport report) {
        known(system);
        StatusReport.Outcome outcome = news.tell(system, visitId, report, callers.current());
        return new Receipt(visitId, String.valueOf(report.eventId()), outcome);
    }

    @Operation(summary = "Ask whether a device is the right one at a point")
    @PostMapping("/device-verification")
    DeviceVerification.Answer verify(@PathVariable String system, @RequestBody DeviceVerification.Question question) {
        known(system);
        return devices.verify(question, callers.current());
    }

    private void known(String system) {
        if (!systems.knows(system)) {
            throw Problem.notFound("workforce system", system);
        }
    }
}
