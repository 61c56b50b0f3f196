// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.people.Caller;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.HeadEndDirectory;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem;

/** Commands that change nothing, started by a third party without an order (api.md 4). */
@Service
public class ReadOnlyCommands {

    private static final Set<String> ALLOWED = Set.of("PING", "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL");
    private static final String PROCESS = "command-activity";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration BUSY = Duration.ofMinutes(1);

    private final ServicePoints points;
    private final HeadEndDirectory headEnds;
    private final CommandDispatch dispatch;
    private final MeterCommands commands;
    private final OrderLifecycle lifecycle;
    private final CommandProperties policy;
    private final Locks locks;
    private final Clock clock;

    ReadOnlyCommands(
            ServicePoints points,
            HeadEndDirectory headEnds,
            CommandDispatch dispatch,
            MeterCommands commands,
            OrderLifecycle lifecycle,
            CommandProperties policy,
            Locks locks,
            Clock clock) {
        this.points = points;
        this.headEnds = headEnds;
        this.dispatch = dispatch;
        this.commands = commands;
        this.lifecycle = lifecycle;
        this.policy = policy;
        this.locks = locks;
        this.clock = clock;
    }

    /** Stores and starts a command for the device at a point, found by the device's id or by the point's. */
    @Transactional
    public MeterCommand start(
            @Nullable String deviceId, @Nullable String servicePointId, @Nullable String command, Caller caller) {
        if (command == null || !ALLOWED.contains(command)) {
            throw Problem.unprocessable(
                    "command-not-allowed",
                    "Only commands that change nothing may be started without an order: " + ALLOWED + ".",
                    new Problem.FieldError("/command", "must be one of " + ALLOWED));
        }
        ServicePoint point = place(deviceId, servicePointId, caller);
        Device device = point.device();
        if (device == null
                || !point.smart()
                || device.commissionState() != Device.Commission.COMMISSIONED
                || device.headEnd() == null
                || !headEnds.inService(device.headEnd())) {
            throw Problem.unprocessable(
                    "not-capable",
                    "The device cannot be commanded: it is not a commissioned smart meter of a head end in service.",
                    new Problem.FieldError("/deviceId", "cannot be commanded"));
        }
        locks.of(point.id(), command).ifPresent(lock -> {
            throw Problem.conflict("safety-lock", lock.because() + ". Nothing is sent to the device meanwhile.")
                    .retryAfter(BUSY);
        });
        if (commands.awaited(device.headEnd(), String.valueOf(device.id()))) {
            throw Problem.conflict(
                            "device-busy", "An order waits for a command to this device, which goes first. Try later.")
                    .retryAfter(BUSY);
        }
        withinQuota(caller);
        String id = Ids.next();
        dispatch.add(id, null, point, device, command, caller.id(), 0);
        lifecycle.start(PROCESS, id, Map.of());
        return commands.get(id);
    }

    /** Counted over all nodes; a refused command does not count. */
    private void withinQuota(Caller caller) {
        commands.holdCaller(caller.id());
        Instant now = clock.instant();
        List<Instant> started = commands.readOnlySince(caller.id(), now.minus(HOUR));
        int most = policy.readOnlyPerHour();
        if (started.size() < most) {
            return;
        }
        // Room is there when the one that fills the quota is an hour old.
        Duration wait = most == 0
                ? HOUR
                : Duration.between(now, started.get(started.size() - most).plus(HOUR));
        throw new Problem(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "quota-exceeded",
                        "At most " + most + " read-only commands in any 60 minutes.")
                .with("quota", most)
                .retryAfter(wait.plusMillis(999));
    }

    private ServicePoint place(@Nullable String deviceId, @Nullable String servicePointId, Caller caller) {
        List<ServicePoint> places = servicePointId != null
                ? points.find(servicePointId).stream().toList()
                : deviceId == null ? List.of() : points.withDevice(deviceId);
        return places.stream()
                .filter(point -> caller.sees(point.division()))
                .filter(point -> deviceId == null
                        || point.device() != null
                                && deviceId.equals(point.device().id()))
                .findFirst()
                .orElseThrow(() -> Problem.unprocessable(
                        "unknown-device",
                        "No such device is in place at a point that you may see.",
                        new Problem.FieldError("/deviceId", "is not known")));
    }
}
