// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.people.Callers;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.DeviceDocument;
import org.truckroll.servicepoint.DeviceModels;
import org.truckroll.servicepoint.Faults;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** What device models can do: read by operators, corrected by them. */
@RestController
@RequestMapping("/api/v1/device-models")
class DeviceModelController {

    /** What an operator declares. */
    record Declaration(DeviceDocument.@Nullable CapabilitiesDocument capabilities) {}

    private final DeviceModels models;
    private final Callers callers;

    DeviceModelController(DeviceModels models, Callers callers) {
        this.models = models;
        this.callers = callers;
    }

    @GetMapping
    Page<DeviceModels.Model> list(
            @RequestParam(required = false) @Nullable String headEnd,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        return page.page(models.page(headEnd, page), DeviceModels::cursor);
    }

    @GetMapping("/{headEnd}/{model}")
    DeviceModels.Model get(@PathVariable String headEnd, @PathVariable String model) {
        return models.find(headEnd, model).orElseThrow(() -> Problem.notFound("device model", headEnd + "/" + model));
    }

    /** Devices that come later start with it; those in place keep what they have. */
    @PutMapping("/{headEnd}/{model}")
    DeviceModels.Model declare(
            @PathVariable String headEnd, @PathVariable String model, @RequestBody Declaration body) {
        Faults faults = new Faults();
        faults.required("/headEnd", headEnd, 64);
        faults.required("/model", model, 100);
        Device.Capabilities can =
                body.capabilities() == null ? null : body.capabilities().toCapabilities("/capabilities", faults);
        if (can == null || can.equals(Device.Capabilities.UNKNOWN)) {
            faults.add(
                    "/capabilities",
                    "required: at least one of switch, onDemandReadScalar, onDemandReadInterval, ping");
        }
        if (!faults.none() || can == null) {
            throw Problem.badRequest(
                    "The device model is not in the form of the contract.", List.copyOf(faults.list()));
        }
        return models.declare(headEnd, model, can, callers.current().id());
    }
}
