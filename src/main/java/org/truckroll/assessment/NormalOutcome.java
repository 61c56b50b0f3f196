// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.Activity;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Device.SwitchPosition;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;

/** The outcome that each activity has when everything goes well (service-orders 7.9). */
public final class NormalOutcome {

    /** The first mode of each visit (7.7); the others are named after what they leave. */
    private static final Map<String, String> MODES = Map.ofEntries(
            Map.entry("CONNECT_SP_AT_SOURCE_AND_INSTALL", "INSTALLED"),
            Map.entry("CONNECT_SP_AT_METER_AND_INSTALL", "INSTALLED"),
            Map.entry("CONNECT_SP_AT_DEVICE_AND_INSTALL", "INSTALLED"),
            Map.entry("INSTALL_METER", "INSTALLED"),
            Map.entry("INSTALL_DEVICE", "INSTALLED"),
            Map.entry("CONNECT_SP_AT_SOURCE_AND_TURN_ON", "TURNED_ON"),
            Map.entry("CONNECT_SP_AT_METER_AND_TURN_ON", "TURNED_ON"),
            Map.entry("CONNECT_SP_AT_DEVICE_AND_TURN_ON", "TURNED_ON"),
            Map.entry("CONNECT_SP_AT_SOURCE", "CONNECTED_AT_SOURCE"),
            Map.entry("CONNECT_SP_AT_METER", "CONNECTED_AT_METER"),
            Map.entry("CONNECT_SP_AT_DEVICE", "CONNECTED_AT_METER"),
            Map.entry("TURN_ON_METER", "TURNED_ON"),
            Map.entry("TURN_ON_ITEM", "TURNED_ON"),
            Map.entry("TURN_OFF_METER", "TURNED_OFF"),
            Map.entry("TURN_OFF_ITEM", "TURNED_OFF"),
            Map.entry("READ_METER", "READ"),
            Map.entry("CUT_FOR_NON_PAYMENT", "OFF_AT_SWITCH"),
            Map.entry("CUT_ITEM_FOR_NON_PAYMENT", "OFF_AT_SWITCH"),
            Map.entry("RECONNECT_FOR_PAYMENT", "TURNED_ON"),
            Map.entry("RECONNECT_ITEM_FOR_PAYMENT", "TURNED_ON"),
            Map.entry("DISCONNECT_SP_AT_SOURCE", "OFF_AT_SOURCE"),
            Map.entry("DISCONNECT_SP_AT_SOURCE_AND_REMOVE", "REMOVED"),
            Map.entry("REMOVE_METER", "REMOVED"),
            Map.entry("REMOVE_DEVICE", "REMOVED"),
            Map.entry("EXCHANGE_METER", "EXCHANGED"),
            Map.entry("EXCHANGE_DEVICE", "EXCHANGED"),
            Map.entry("SERVICE_INVESTIGATION", "INVESTIGATED"),
            Map.entry("DISCONNECT_WARNING", "WARNED"));

    private NormalOutcome() {}

    /** @param headEnd where a new meter of the division is enrolled */
    public static Situation after(Situation now, Activity.Kind kind, String action, @Nullable String headEnd) {
        return switch (kind) {
            case COMMAND -> Rehearsal.after(now, kind, action, "SUCCESS", answer(now, action));
            case FIELD -> visited(now, action, headEnd);
            case WAIT -> waited(now, action);
            case DATA -> done(now, action, headEnd);
            case HUMAN -> throw new IllegalArgumentException("Nobody can foresee what a person decides: " + action);
        };
    }

    private static Observation answer(Situation now, String command) {
        Device device = now.point().device();
        SwitchPosition said = null;
        if ("PING".equals(command) && device != null) {
            said = device.position() == SwitchPosition.UNKNOWN ? SwitchPosition.ON : device.position();
        }
        List<Reading> readings =
                command.startsWith("ON_DEMAND_READ") && device != null ? complete(device, now.now()) : null;
        return observation(now, null, null, said, readings);
    }

    private static Observation observation(
            Situation now,
            @Nullable String deviceId,
            @Nullable Device installed,
            @Nullable SwitchPosition said,
            @Nullable List<Reading> readings) {
        return new Observation(now.now(), deviceId, installed, said, readings, null, null, null, null);
    }

    private static List<Reading> complete(Device device, Instant at) {
        List<Device.Register> registers = device.requiredRegisters();
        return registers.isEmpty()
                ? List.of(new Reading("1", null, BigDecimal.ZERO, at, device.id()))
                : registers.stream()
                        .map(register ->
                                new Reading(register.id(), register.readingType(), BigDecimal.ZERO, at, device.id()))
                        .toList();
    }

    private static Situation visited(Situation now, String action, @Nullable String headEnd) {
        String mode = MODES.get(action);
        if (mode == null) {
            throw new IllegalStateException("No normal outcome known for " + action);
        }
        Device old = now.point().device();
        boolean brings = "INSTALLED".equals(mode) || "EXCHANGED".equals(mode);
        Device installed = brings ? newDevice(now.point(), headEnd) : null;
        List<Reading> readings = new ArrayList<>();
        boolean reads = now.point().category() == ServicePoint.Category.METER
                && !"INVESTIGATED".equals(mode)
                && !"WARNED".equals(mode);
        if (reads && old != null) {
            readings.addAll(complete(old, now.now()));
        }
        if (reads && installed != null) {
            readings.addAll(complete(installed, now.now()));
        }
        Observation seen =
                observation(now, old == null ? null : old.id(), installed, null, readings.isEmpty() ? null : readings);
        return Rehearsal.after(now, Activity.Kind.FIELD, action, mode, seen);
    }

    private static Device newDevice(ServicePoint point, @Nullable String headEnd) {
        if (point.category() != ServicePoint.Category.METER) {
            return new Device(
                    "NEW",
                    Device.Kind.MANUAL,
                    null,
                    null,
                    SwitchPosition.ON,
                    null,
                    null,
                    null,
                    null,
                    point.category() == ServicePoint.Category.UNBADGED ? 1 : null);
        }
        return new Device(
                "NEW",
                Device.Kind.SMART,
                null,
                Device.Commission.PRE,
                SwitchPosition.OFF,
                new Device.Capabilities(Device.SwitchControl.REMOTE, true, false, true, null),
                headEnd,
                null,
                List.of(new Device.Register("1", Device.RegisterKind.SCALAR, null, null, null)),
                null);
    }

    private static Situation waited(Situation now, String action) {
        Situation over = now.at(Waits.until(now, action));
        return switch (action) {
            case "WAIT_OUTAGE" ->
                Rehearsal.after(now.withoutOutage(), Activity.Kind.WAIT, action, "CLEARED", nothing(now));
            case "WAIT_CLOSE" -> {
                Device device = now.point().device();
                ServicePoint closed = device == null
                        ? now.point()
                        : now.point()
                                .withDevice(device.withSwitch(SwitchPosition.ON))
                                .after(now.point(), now.now());
                yield Rehearsal.after(
                        now.with(
                                now.order(),
                                closed,
                                now.facts(),
                                now.sets().stream().map(ReadingSet::voided).toList()),
                        Activity.Kind.WAIT,
                        action,
                        "CLOSED",
                        nothing(now));
            }
            case "WAIT_READ" -> {
                Instant day = now.point().nextScheduledRead() == null
                        ? now.now()
                        : now.point()
                                .nextScheduledRead()
                                .atTime(LocalTime.NOON)
                                .atZone(now.point().timeZone())
                                .toInstant();
                Situation then = now.at(day.isAfter(now.now()) ? day : now.now());
                yield Rehearsal.after(read(then, now.order().id()), Activity.Kind.WAIT, action, "READ", nothing(then));
            }
            default -> Rehearsal.after(over, Activity.Kind.WAIT, action, "TIMER", nothing(over));
        };
    }

    private static Observation nothing(Situation now) {
        return Observation.nothing(now.now());
    }

    private static Situation read(Situation now, String byOrder) {
        Device device = now.point().device();
        if (device == null || now.point().category() != ServicePoint.Category.METER) {
            return now;
        }
        List<ReadingSet> sets = new ArrayList<>(now.sets());
        sets.add(ReadingIntake.assemble(
                now.point(),
                device,
                ReadingSet.Source.SCHEDULED,
                byOrder,
                null,
                complete(device, now.now()),
                false,
                now.now(),
                at -> now.point().phase()));
        return now.with(now.order(), now.point(), now.facts(), sets);
    }

    private static Situation done(Situation now, String action, @Nullable String headEnd) {
        Situation next = Rehearsal.after(now, Activity.Kind.DATA, action, "DONE", nothing(now));
        boolean awaited = "SPAWN_EXCHANGE".equals(action)
                && !"INVESTIGATE".equals(now.order().type());
        if (!awaited || now.point().device() == null) {
            return next;
        }
        return exchanged(next, headEnd);
    }

    /**
     * What the awaited exchange leaves: a commissioned meter, or an item, on if power could flow before. Its readings do not serve a start: the meter came
     * off, and what turns it on begins a new phase (6.3). An outage has cleared, for the new meter was enrolled.
     */
    private static Situation exchanged(Situation next, @Nullable String headEnd) {
        ServicePoint point = next.point();
        boolean flowed = Situation.powerCouldFlow(point);
        Device fresh = newDevice(point, headEnd);
        // An item comes on, and nobody turns it off behind an open supply.
        boolean on = flowed || !fresh.smart() && point.supply() != ServicePoint.Supply.ON;
        Device left = fresh.withSwitch(on ? SwitchPosition.ON : SwitchPosition.OFF);
        return next.withoutOutage()
                .with(
                        next.order(),
                        point.withDevice(fresh.smart() ? left.withCommission(Device.Commission.COMMISSIONED) : left)
                                .after(point, next.now()),
                        next.facts(),
                        next.sets().stream().map(ReadingSet::voided).toList());
    }
}
