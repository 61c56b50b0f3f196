// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.process;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.field.VisitReport;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.DeviceModels;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;

/**
 * Reads the flat fields of the visit forms. The field {@code result} holds a mode or a failure reason. Readings are one line per register,
 * {@code register = value}; for a single register the value alone.
 */
@Component
final class VisitForm {

    static final String SCALAR_READING_TYPE = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";

    private static final List<String> FIELDS = List.of(
            "result",
            "performedAt",
            "newDeviceId",
            "newDeviceKind",
            "newDeviceSwitchControl",
            "newDeviceSwitch",
            "newDeviceCommission",
            "newDeviceHeadEnd",
            "newDeviceModel",
            "newDeviceReadRemotely",
            "newDevicePing",
            "newDeviceRegisters",
            "newDeviceCount",
            "foundDeviceId",
            "removedDeviceId",
            "foundCondition",
            "foundSwitch",
            "readings",
            "oldReadings",
            "remainingCount",
            "remarks");

    private final ServicePoints points;
    private final DeviceModels models;
    private final Clock clock;

    VisitForm(ServicePoints points, DeviceModels models, Clock clock) {
        this.points = points;
        this.models = models;
        this.clock = clock;
    }

    /** The values leave the process with the step that read them. */
    void forget(DelegateTask task) {
        forget(task, FIELDS);
    }

    static void forget(DelegateTask task, List<String> fields) {
        fields.forEach(task::removeVariableLocal);
        fields.forEach(task.getExecution()::removeVariable);
    }

    VisitReport read(DelegateTask task) {
        String result = text(task, "result");
        if (result == null) {
            throw refuse("/result", "say how the visit ended");
        }
        for (VisitReport.Reason reason : VisitReport.Reason.values()) {
            if (reason.name().equals(result)) {
                return new VisitReport(null, reason, null, null, null, null, null, text(task, "remarks"));
            }
        }
        ServicePoint point = points.get((String) task.getVariable("servicePointId"));
        Instant performedAt = instant(text(task, "performedAt"), point, "/performedAt");
        Instant readAt = performedAt == null ? clock.instant() : performedAt;
        boolean exchanged = "EXCHANGED".equals(result);
        boolean installs = "INSTALLED".equals(result);
        boolean takesOut = exchanged || "REMOVED".equals(result);
        Device device =
                installs || exchanged ? installed(task) : "INVESTIGATED".equals(result) ? found(task, point) : null;
        List<Reading> readings = new ArrayList<>();
        if (exchanged && point.device() != null) {
            readings.addAll(readings(text(task, "oldReadings"), point.device(), readAt, "/oldReadings")
                    .map(reading -> of(reading, point.device().id()))
                    .toList());
        }
        Device read = installs || exchanged ? device : point.device();
        readings.addAll(
                readings(text(task, "readings"), read, readAt, "/readings").toList());
        return new VisitReport(
                result,
                null,
                performedAt,
                installs && device != null ? device.id() : text(task, takesOut ? "removedDeviceId" : "foundDeviceId"),
                device,
                readings,
                "REMOVED".equals(result) ? number(task, "remainingCount") : null,
                text(task, "remarks"));
    }

    private static Reading of(Reading reading, @Nullable String deviceId) {
        return new Reading(reading.registerId(), reading.readingType(), reading.value(), reading.at(), deviceId);
    }

    private Device installed(DelegateTask task) {
        Integer count = number(task, "newDeviceCount");
        String kind = text(task, "newDeviceKind");
        boolean smart = "SMART".equals(kind);
        return new Device(
                text(task, "newDeviceId"),
                kind == null
                        ? (count == null ? null : Device.Kind.MANUAL)
                        : choose("/newDeviceKind", Device.Kind.class, kind),
                Device.Condition.OK,
                choose("/newDeviceCommission", Device.Commission.class, or(text(task, "newDeviceCommission"), "PRE")),
                choose("/newDeviceSwitch", Device.SwitchPosition.class, or(text(task, "newDeviceSwitch"), "UNKNOWN")),
                smart ? capabilities(task) : null,
                smart ? text(task, "newDeviceHeadEnd") : null,
                null,
                count == null ? registers(or(text(task, "newDeviceRegisters"), "1")) : null,
                count,
                smart ? text(task, "newDeviceModel") : null);
    }

    /** What its model is known to do, and what the form says of the rest. */
    private Device.Capabilities capabilities(DelegateTask task) {
        Device.Capabilities said = new Device.Capabilities(
                choose(
                        "/newDeviceSwitchControl",
                        Device.SwitchControl.class,
                        or(text(task, "newDeviceSwitchControl"), "NONE")),
                Boolean.TRUE.equals(task.getVariable("newDeviceReadRemotely")),
                false,
                Boolean.TRUE.equals(task.getVariable("newDevicePing")),
                null);
        String headEnd = text(task, "newDeviceHeadEnd");
        String model = text(task, "newDeviceModel");
        return headEnd == null || model == null
                ? said
                : models.find(headEnd, model)
                        .map(known -> known.capabilities().or(said))
                        .orElse(said);
    }

    private static List<Device.Register> registers(String text) {
        List<Device.Register> registers = new ArrayList<>();
        for (String id : text.split("[,;\\s]+")) {
            if (!id.isBlank()) {
                registers.add(
                        new Device.Register(id.strip(), Device.RegisterKind.SCALAR, SCALAR_READING_TYPE, null, null));
            }
        }
        return registers;
    }

    private static @Nullable Device found(DelegateTask task, ServicePoint point) {
        String condition = text(task, "foundCondition");
        String position = text(task, "foundSwitch");
        Device inPlace = point.device();
        if (inPlace == null || condition == null && position == null) {
            return null;
        }
        return new Device(
                inPlace.id(),
                inPlace.kind(),
                condition == null ? null : choose("/foundCondition", Device.Condition.class, condition),
                null,
                position == null ? null : choose("/foundSwitch", Device.SwitchPosition.class, position),
                null,
                null,
                null,
                null,
                null);
    }

    private static Stream<Reading> readings(
            @Nullable String text, @Nullable Device device, Instant at, String pointer) {
        List<Reading> readings = new ArrayList<>();
        if (text == null) {
            return readings.stream();
        }
        for (String line : text.split("[\\n;]+")) {
            if (line.isBlank()) {
                continue;
            }
            String[] parts = line.split("=", 2);
            String register = parts.length == 2 ? parts[0].strip() : null;
            if (register == null && device != null && device.requiredRegisters().size() == 1) {
                register = device.requiredRegisters().get(0).id();
            }
            String value = parts[parts.length - 1].strip().replace(',', '.');
            try {
                readings.add(new Reading(register, null, new BigDecimal(value), at, null));
            } catch (NumberFormatException e) {
                throw refuse(pointer, "'" + line.strip() + "' is not a reading; write 12.3, or 1 = 12.3 per register");
            }
        }
        return readings.stream();
    }

    static @Nullable Instant instant(@Nullable String text, ServicePoint point, String pointer) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            try {
                return LocalDateTime.parse(text).atZone(point.timeZone()).toInstant();
            } catch (DateTimeParseException again) {
                throw refuse(pointer, "'" + text + "' is not a time");
            }
        }
    }

    static <E extends Enum<E>> E choose(String pointer, Class<E> type, String word) {
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw refuse(pointer, "'" + word + "' is not one of " + List.of(type.getEnumConstants()));
        }
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private static @Nullable Integer number(DelegateTask task, String name) {
        Object value = task.getVariable(name);
        return value instanceof Number number ? Integer.valueOf(number.intValue()) : null;
    }

    static @Nullable String text(DelegateTask task, String name) {
        Object sent = task.getExecution().getVariable(name);
        // Tasklist writes over what the task proposes; who completes the task through the engine leaves that beside it.
        Object value = sent == null ? task.getVariable(name) : sent;
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }

    static Problem refuse(String pointer, String message) {
        return Problem.unprocessable(
                "completion-not-possible",
                "The form does not fit this visit. Nothing was changed.",
                new Problem.FieldError(pointer, message));
    }
}
