// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.Readings;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** Whether what a crew reports can be (7.7): its mode, device, units and readings, against what is on record. It changes nothing. */
@Component
class ReportCheck {

    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final Duration OLDEST_REPORT = Duration.ofDays(90);
    private static final int LONGEST_REMARKS = 2000;
    private static final int MOST_REGISTERS = 100;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_ADDRESS = 200;
    private static final int LONGEST_READING_TYPE = 100;

    private final Readings readings;

    ReportCheck(Readings readings) {
        this.readings = readings;
    }

    static void refuseIf(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "completion-not-possible",
                    "The report does not fit this visit. Nothing was changed.",
                    errors.toArray(FieldError[]::new));
        }
    }

    /** Pointers to what cannot be; none when all is well. */
    List<FieldError> of(Visit visit, ServiceOrder order, ServicePoint point, VisitReport report, Instant now) {
        List<FieldError> errors = new ArrayList<>();
        List<VisitAction.Mode> legal = VisitAction.get(visit.action()).modes(order.type(), point.supply());
        VisitAction.Mode mode = VisitAction.Mode.of(report.mode());
        if (mode == null || !legal.contains(mode)) {
            errors.add(new FieldError("/mode", visit.action() + " is completed here as one of " + legal));
            return errors;
        }
        if (report.performedAt() != null && report.performedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
            errors.add(new FieldError("/performedAt", "lies in the future"));
        }
        if (report.performedAt() != null && report.performedAt().isBefore(now.minus(OLDEST_REPORT))) {
            errors.add(new FieldError("/performedAt", "lies more than " + OLDEST_REPORT.toDays() + " days back"));
        }
        remarks(report.remarks(), errors);
        Device inPlace = point.hasDevice() ? point.device() : null;
        checkDevice(point, report, mode, inPlace, errors);
        checkCount(point, report, mode, inPlace, errors);
        if (errors.isEmpty()) {
            checkReadings(point, report, mode, inPlace, now, errors);
        }
        return errors;
    }

    static void remarks(@Nullable String remarks, List<FieldError> errors) {
        tooLong(remarks, LONGEST_REMARKS, "/remarks", errors);
    }

    private static void checkDevice(
            ServicePoint point,
            VisitReport report,
            VisitAction.Mode mode,
            @Nullable Device inPlace,
            List<FieldError> errors) {
        boolean badged = point.category() != ServicePoint.Category.UNBADGED;
        Device installed = report.installedDevice();
        switch (mode) {
            case INSTALLED -> {
                if (installed == null) {
                    errors.add(new FieldError("/installedDevice", "is required: the device that was installed"));
                    return;
                }
                if (inPlace != null) {
                    errors.add(new FieldError(
                            "/installedDevice",
                            named(inPlace) + " in place at this point by now; report the visit as failed"));
                    return;
                }
                checkInstalled(point, installed, errors);
                if (badged && report.deviceId() == null) {
                    errors.add(new FieldError("/deviceId", "is required: the device that was installed"));
                } else if (badged && !Objects.equals(report.deviceId(), installed.id())) {
                    errors.add(new FieldError("/deviceId", "is not the id of the installed device"));
                }
            }
            case EXCHANGED -> {
                checkTakenOut(badged, report, mode, inPlace, errors);
                if (installed == null) {
                    errors.add(new FieldError("/installedDevice", "is required: the new device"));
                    return;
                }
                checkInstalled(point, installed, errors);
                if (badged && inPlace != null && Objects.equals(installed.id(), inPlace.id())) {
                    errors.add(new FieldError("/installedDevice/id", "is the old device; the new one has another id"));
                }
            }
            case REMOVED -> {
                checkTakenOut(badged, report, mode, inPlace, errors);
                notInstalled(installed, mode, errors);
            }
            case INVESTIGATED -> {
                checkInPlace(report.deviceId(), inPlace, "/deviceId", errors);
                if (installed != null && inPlace == null) {
                    errors.add(new FieldError("/installedDevice", "there is no device at this point"));
                } else if (installed != null && badged && installed.id() == null) {
                    errors.add(new FieldError("/installedDevice/id", "is required: the device as found"));
                } else if (installed != null) {
                    checkInPlace(installed.id(), inPlace, "/installedDevice/id", errors);
                }
            }
            default -> {
                checkInPlace(report.deviceId(), inPlace, "/deviceId", errors);
                notInstalled(installed, mode, errors);
                if (inPlace == null && mode.switches()) {
                    errors.add(new FieldError("/mode", "there is no device to switch"));
                }
            }
        }
    }

    private static void notInstalled(@Nullable Device installed, VisitAction.Mode mode, List<FieldError> errors) {
        if (installed != null) {
            errors.add(new FieldError("/installedDevice", "is not allowed with " + mode));
        }
    }

    private static void checkTakenOut(
            boolean badged,
            VisitReport report,
            VisitAction.Mode mode,
            @Nullable Device inPlace,
            List<FieldError> errors) {
        if (inPlace == null) {
            errors.add(new FieldError("/mode", "there is no device at this point, so none is " + mode));
        } else if (badged && report.deviceId() == null) {
            errors.add(new FieldError("/deviceId", "is required: the device that was taken out"));
        } else {
            checkInPlace(report.deviceId(), inPlace, "/deviceId", errors);
        }
    }

    private static void checkInPlace(
            @Nullable String given, @Nullable Device inPlace, String pointer, List<FieldError> errors) {
        if (given != null && (inPlace == null || !given.equals(inPlace.id()))) {
            errors.add(new FieldError(
                    pointer,
                    inPlace == null
                            ? "there is no device at this point"
                            : named(inPlace) + " in place; report NOT_FOUND if that is not so"));
        }
    }

    private static String named(Device inPlace) {
        return inPlace.id() == null ? inPlace.count() + " units without ids are" : inPlace.id() + " is";
    }

    private static void checkCount(
            ServicePoint point,
            VisitReport report,
            VisitAction.Mode mode,
            @Nullable Device inPlace,
            List<FieldError> errors) {
        Integer count = report.count();
        if (count == null) {
            return;
        }
        Device installed = report.installedDevice();
        if (point.category() != ServicePoint.Category.UNBADGED) {
            errors.add(new FieldError("/count", "is for points with units without ids"));
        } else if (mode == VisitAction.Mode.REMOVED) {
            Integer before = inPlace == null ? null : inPlace.count();
            if (count < 0 || before != null && count >= before) {
                errors.add(new FieldError(
                        "/count", "is how many units are left: 0 or more, and fewer than the " + before + " before"));
            }
        } else if (mode.bringsDevice()) {
            if (installed != null && !count.equals(installed.count())) {
                errors.add(new FieldError("/count", "is not the count of the installed device"));
            }
        } else if (inPlace == null ? count != 0 : count < 1) {
            errors.add(new FieldError(
                    "/count",
                    inPlace == null ? "there are no units at this point" : "is how many units are there, at least 1"));
        }
    }

    private static void checkInstalled(ServicePoint point, Device device, List<FieldError> errors) {
        if (point.category() == ServicePoint.Category.UNBADGED) {
            if (device.count() == null || device.count() < 1) {
                errors.add(new FieldError("/installedDevice/count", "is required: how many units, at least 1"));
            }
            return;
        }
        if (device.count() != null) {
            errors.add(new FieldError("/installedDevice/count", "is for points with units without ids"));
        }
        if (device.id() == null || !device.id().matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")) {
            errors.add(new FieldError("/installedDevice/id", "is required: letters, digits, . _ : -, at most 64"));
        }
        if (device.kind() == null) {
            errors.add(new FieldError("/installedDevice/kind", "is required: SMART or MANUAL"));
        }
        tooLong(device.headEnd(), LONGEST_NAME, "/installedDevice/headEnd", errors);
        tooLong(device.headEndAddress(), LONGEST_ADDRESS, "/installedDevice/headEndAddress", errors);
        if (device.registerList().size() > MOST_REGISTERS) {
            errors.add(new FieldError("/installedDevice/registers", "at most " + MOST_REGISTERS + " registers"));
            return;
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < device.registerList().size(); i++) {
            Device.Register register = device.registerList().get(i);
            String pointer = "/installedDevice/registers/" + i;
            if (register == null || register.id() == null || register.id().isBlank() || !ids.add(register.id())) {
                errors.add(new FieldError(pointer + "/id", "is required, once per register"));
            } else {
                tooLong(register.id(), LONGEST_NAME, pointer + "/id", errors);
                tooLong(register.readingType(), LONGEST_READING_TYPE, pointer + "/readingType", errors);
            }
        }
    }

    private static void tooLong(@Nullable String text, int most, String pointer, List<FieldError> errors) {
        if (text != null && text.length() > most) {
            errors.add(new FieldError(pointer, "is longer than " + most + " characters"));
        }
    }

    private void checkReadings(
            ServicePoint point,
            VisitReport report,
            VisitAction.Mode mode,
            @Nullable Device inPlace,
            Instant now,
            List<FieldError> errors) {
        Device device = mode.bringsDevice() ? report.installedDevice() : inPlace;
        List<Reading> given = report.readingList();
        if (given.isEmpty()) {
            if (mode == VisitAction.Mode.READ) {
                errors.add(new FieldError("/readings", "are required: " + registers(device)));
            }
            return;
        }
        if (device == null || point.category() != ServicePoint.Category.METER) {
            errors.add(new FieldError("/readings", "there is no meter to read"));
            return;
        }
        Map<String, Set<String>> read = new HashMap<>();
        for (int i = 0; i < given.size(); i++) {
            Reading reading = given.get(i);
            String pointer = "/readings/" + i;
            if (reading == null || reading.value() == null || reading.at() == null) {
                errors.add(new FieldError(pointer, "needs registerId, value and at"));
                continue;
            }
            Device whose = whose(reading, mode, device, inPlace, pointer, errors);
            if (whose != null) {
                Set<String> already = read.computeIfAbsent(String.valueOf(whose.id()), id -> new HashSet<>());
                checkReading(point, whose, mode, reading, pointer, already, now, errors);
            }
        }
        if (mode == VisitAction.Mode.READ && errors.isEmpty()) {
            Set<String> found = read.getOrDefault(String.valueOf(device.id()), Set.of());
            for (Device.Register register : device.requiredRegisters()) {
                if (!found.contains(register.id())) {
                    errors.add(new FieldError("/readings", "register " + register.id() + " is missing"));
                }
            }
        }
    }

    /** Whose reading it is; only an exchange speaks of two devices. */
    private static @Nullable Device whose(
            Reading reading,
            VisitAction.Mode mode,
            Device device,
            @Nullable Device inPlace,
            String pointer,
            List<FieldError> errors) {
        if (mode != VisitAction.Mode.EXCHANGED || inPlace == null) {
            if (reading.deviceId() != null) {
                errors.add(new FieldError(pointer + "/deviceId", "is only for EXCHANGED"));
            }
            return device;
        }
        if (Objects.equals(reading.deviceId(), inPlace.id())) {
            return inPlace;
        }
        if (!Objects.equals(reading.deviceId(), device.id())) {
            errors.add(new FieldError(
                    pointer + "/deviceId", "is neither the old device " + inPlace.id() + " nor the new one"));
            return null;
        }
        return device;
    }

    private void checkReading(
            ServicePoint point,
            Device device,
            VisitAction.Mode mode,
            Reading reading,
            String pointer,
            Set<String> read,
            Instant now,
            List<FieldError> errors) {
        List<String> known =
                device.registerList().stream().map(Device.Register::id).toList();
        String register = reading.registerId();
        if (register == null && device.askedRegisters().size() == 1) {
            register = device.askedRegisters().get(0).id();
        }
        if (register == null || register.length() > LONGEST_NAME || !known.isEmpty() && !known.contains(register)) {
            errors.add(new FieldError(pointer + "/registerId", "must be one of " + known + " of " + device.id()));
            return;
        }
        if (!read.add(register)) {
            errors.add(new FieldError(pointer + "/registerId", "is read twice"));
        }
        tooLong(reading.readingType(), LONGEST_READING_TYPE, pointer + "/readingType", errors);
        if (reading.at().isAfter(now.plus(CLOCK_TOLERANCE))) {
            errors.add(new FieldError(pointer + "/at", "lies in the future"));
        }
        if (mode == VisitAction.Mode.READ
                && reading.at().isBefore(point.phaseSince().minus(CLOCK_TOLERANCE))) {
            errors.add(new FieldError(
                    pointer + "/at",
                    "is older than the present state of the point, which holds since " + point.phaseSince()));
        }
        if (reading.value().signum() < 0 || !ReadingIntake.readable(reading.value())) {
            errors.add(new FieldError(pointer + "/value", "is not a register value"));
            return;
        }
        BigDecimal last =
                readings.last(point.id(), String.valueOf(device.id()), register).orElse(null);
        if (last != null && reading.value().compareTo(last) < 0) {
            errors.add(new FieldError(pointer + "/value", "is below the last reading " + last.toPlainString()));
        }
    }

    private static String registers(@Nullable Device device) {
        return device == null
                ? "a complete set"
                : "registers "
                        + device.askedRegisters().stream()
                                .map(Device.Register::id)
                                .toList();
    }
}
