// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.DeviceModels;
import org.truckroll.servicepoint.ServicePoints;

/** What commands teach about devices: the device itself hears of it with the result, its model here. */
@Component
class DeviceKnowledge {

    private final ServicePoints points;
    private final DeviceModels models;

    DeviceKnowledge(ServicePoints points, DeviceModels models) {
        this.points = points;
        this.models = models;
    }

    /** The device as its head end describes it in a reply; null when the reply says nothing of it. */
    static @Nullable Device described(MeterCommand command, @Nullable Reply reply) {
        return reply == null || reply.model() == null && reply.capabilities() == null
                ? null
                : new Device(
                        command.deviceId(),
                        null,
                        null,
                        null,
                        null,
                        reply.capabilities(),
                        command.headEnd(),
                        null,
                        null,
                        null,
                        reply.model());
    }

    /** Keeps for the model what the reply told, or what a command met in vain. */
    void concluded(MeterCommand command, String outcome, @Nullable Reply reply) {
        String model = reply != null && reply.model() != null ? reply.model() : model(command);
        if (model == null) {
            return;
        }
        if ("UNSUPPORTED".equals(outcome)) {
            models.learned(command.headEnd(), model, command.command(), command.id());
        } else if (reply != null && reply.capabilities() != null) {
            models.told(command.headEnd(), model, reply.capabilities(), command.id());
        }
    }

    /** The model of the device that was commanded, if it is still in place and its model is known. */
    @Nullable
    String model(MeterCommand command) {
        return command.servicePointId() == null
                ? null
                : points.find(command.servicePointId())
                        .map(point -> point.device())
                        .filter(device -> command.deviceId().equals(device.id()))
                        .map(Device::model)
                        .orElse(null);
    }
}
