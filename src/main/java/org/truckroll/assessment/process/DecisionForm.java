// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.assessment.PersonsDecision;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Problem;

/** Reads the flat fields of the decision forms. An estimate is one line per register, {@code register = value}; for a single register the value alone. */
@Component
final class DecisionForm {

    private static final String SCALAR_READING_TYPE = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0";

    private static final List<String> FIELDS = List.of(
            "decision",
            "supply",
            "switchPosition",
            "switchControl",
            "onDemandReadScalar",
            "onDemandReadInterval",
            "ping",
            "commission",
            "condition",
            "noDevice",
            "deviceId",
            "deviceKind",
            "deviceHeadEnd",
            "deviceRegisters",
            "readings",
            "readAt",
            "evidence",
            "remarks");

    private final Clock clock;

    DecisionForm(Clock clock) {
        this.clock = clock;
    }

    /** The values leave the process with the step that read them. */
    void forget(DelegateTask task) {
        FIELDS.forEach(task::removeVariable);
    }

    PersonsDecision read(DelegateTask task, ServicePoint point) {
        Device.SwitchPosition position = choose(task, "switchPosition", Device.SwitchPosition.class);
        Device.Commission commission = choose(task, "commission", Device.Commission.class);
        Device.Condition condition = choose(task, "condition", Device.Condition.class);
        Device.Capabilities capabilities = capabilities(task);
        Device device = device(task, point);
        Observation.Correction facts = new Observation.Correction(
                choose(task, "supply", ServicePoint.Supply.class),
                position,
                commission,
                condition,
                capabilities,
                device,
                Boolean.TRUE.equals(task.getVariable("noDevice")) ? true : null,
                null);
        return new PersonsDecision(
                text(task, "decision"),
                facts.empty() ? null : facts,
                text(task, "evidence"),
                readings(task, point),
                text(task, "remarks"));
    }

    /** Another device than on record; what the form leaves open is as it was. */
    private static @Nullable Device device(DelegateTask task, ServicePoint point) {
        String id = text(task, "deviceId");
        Device known = point.device();
        if (id == null || known != null && id.equals(known.id())) {
            return null;
        }
        Device.Kind kind = choose(task, "deviceKind", Device.Kind.class);
        if (kind == null) {
            kind = known == null ? null : known.kind();
        }
        boolean smart = kind == Device.Kind.SMART;
        String headEnd = text(task, "deviceHeadEnd");
        String registers = text(task, "deviceRegisters");
        return new Device(
                id,
                kind,
                Device.Condition.OK,
                Device.Commission.PRE,
                Device.SwitchPosition.UNKNOWN,
                smart && known != null ? known.capabilities() : null,
                !smart || headEnd != null || known == null ? headEnd : known.headEnd(),
                null,
                registers != null || known == null ? registers(registers == null ? "1" : registers) : known.registers(),
                null);
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

    private static Device.@Nullable Capabilities capabilities(DelegateTask task) {
        Device.SwitchControl control = choose(task, "switchControl", Device.SwitchControl.class);
        return control == null
                ? null
                : new Device.Capabilities(
                        control,
                        ticked(task, "onDemandReadScalar"),
                        ticked(task, "onDemandReadInterval"),
                        ticked(task, "ping"),
                        null);
    }

    private static boolean ticked(DelegateTask task, String name) {
        return Boolean.TRUE.equals(task.getVariable(name));
    }

    private @Nullable List<Reading> readings(DelegateTask task, ServicePoint point) {
        String text = text(task, "readings");
        if (text == null) {
            return null;
        }
        Instant at = at(text(task, "readAt"), point);
        List<Reading> readings = new ArrayList<>();
        for (String line : text.split("[\\n;]+")) {
            if (line.isBlank()) {
                continue;
            }
            String[] parts = line.split("=", 2);
            String value = parts[parts.length - 1].strip().replace(',', '.');
            try {
                readings.add(new Reading(
                        parts.length == 2 ? parts[0].strip() : null, null, new BigDecimal(value), at, null));
            } catch (NumberFormatException e) {
                throw refuse(
                        "/readings", "'" + line.strip() + "' is not a reading; write 12.3, or 1 = 12.3 per register");
            }
        }
        return readings;
    }

    private Instant at(@Nullable String text, ServicePoint point) {
        if (text == null) {
            return clock.instant();
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            try {
                return LocalDateTime.parse(text).atZone(point.timeZone()).toInstant();
            } catch (DateTimeParseException again) {
                throw refuse("/readAt", "'" + text + "' is not a time");
            }
        }
    }

    private static <E extends Enum<E>> @Nullable E choose(DelegateTask task, String name, Class<E> type) {
        String word = text(task, name);
        if (word == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw refuse("/" + name, "'" + word + "' is not one of " + List.of(type.getEnumConstants()));
        }
    }

    private static @Nullable String text(DelegateTask task, String name) {
        Object value = task.getVariable(name);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }

    private static Problem refuse(String pointer, String message) {
        return Problem.unprocessable(
                "decision-not-allowed",
                "The form does not fit this decision. Nothing was changed.",
                new Problem.FieldError(pointer, message));
    }
}
