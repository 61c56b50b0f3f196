// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.Readings;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * Takes in what a crew reports: the one place for Tasklist and REST. It refuses what cannot be (7.7) and changes nothing then; what it takes goes to
 * the activity, and the next assessment applies it by mode.
 */
@Service
public class VisitCompletion {

    private static final Logger log = LoggerFactory.getLogger(VisitCompletion.class);
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final Duration OLDEST_REPORT = Duration.ofDays(90);
    private static final int LONGEST_REMARKS = 2000;

    private final Visits visits;
    private final ServicePoints points;
    private final Readings readings;
    private final Activities activities;
    private final Clock clock;

    VisitCompletion(Visits visits, ServicePoints points, Readings readings, Activities activities, Clock clock) {
        this.visits = visits;
        this.points = points;
        this.readings = readings;
        this.activities = activities;
        this.clock = clock;
    }

    /**
     * Checks and stores the report within the transaction that completes the task.
     *
     * @throws Problem 422 with pointers; nothing is changed then
     */
    public void report(String visitId, VisitReport report, @Nullable String by) {
        Visit visit = visits.lock(visitId).orElseThrow(() -> Problem.notFound("visit", visitId));
        if (visit.ended()) {
            throw Problem.conflict("already-ended", "This visit has ended.");
        }
        Instant now = clock.instant();
        if (report.reason() != null) {
            activities.end(
                    visitId,
                    Activity.State.FAILED,
                    report.reason().name(),
                    new Observation(now, null, null, null, null, null, null, null, report.remarks()),
                    by);
            visits.status(visitId, Visit.Status.FAILED, now);
            log.info("Visit failed: visitId={} reason={}", visitId, report.reason());
            return;
        }
        ServicePoint point = points.get(visit.servicePointId());
        Device installed = report.installedDevice();
        List<FieldError> errors = check(visit, point, report, now);
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "completion-not-possible",
                    "The report does not fit this visit. Nothing was changed.",
                    errors.toArray(FieldError[]::new));
        }
        Instant performedAt = report.performedAt() == null ? now : report.performedAt();
        activities.end(
                visitId,
                Activity.State.COMPLETED,
                String.valueOf(report.mode()),
                new Observation(
                        performedAt,
                        report.deviceId(),
                        installed,
                        null,
                        report.readingList(),
                        report.count(),
                        null,
                        null,
                        report.remarks()),
                by);
        visits.status(visitId, Visit.Status.COMPLETED, now);
        log.info("Visit completed: visitId={} mode={}", visitId, report.mode());
    }

    private List<FieldError> check(Visit visit, ServicePoint point, VisitReport report, Instant now) {
        List<FieldError> errors = new ArrayList<>();
        VisitAction action = VisitAction.get(visit.action());
        VisitAction.Mode mode = mode(report.mode());
        if (mode == null || !action.modes().contains(mode)) {
            errors.add(new FieldError("/mode", visit.action() + " is completed as one of " + action.modes()));
            return errors;
        }
        if (report.performedAt() != null && report.performedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
            errors.add(new FieldError("/performedAt", "lies in the future"));
        }
        if (report.performedAt() != null && report.performedAt().isBefore(now.minus(OLDEST_REPORT))) {
            errors.add(new FieldError("/performedAt", "lies more than " + OLDEST_REPORT.toDays() + " days back"));
        }
        if (report.remarks() != null && report.remarks().length() > LONGEST_REMARKS) {
            errors.add(new FieldError("/remarks", "is longer than " + LONGEST_REMARKS + " characters"));
        }
        Device inPlace = point.hasDevice() ? point.device() : null;
        Device after = mode == VisitAction.Mode.INSTALLED ? report.installedDevice() : inPlace;
        checkDevice(point, report, mode, inPlace, errors);
        if (errors.isEmpty()) {
            checkReadings(point, report, mode, after, now, errors);
        }
        return errors;
    }

    private static VisitAction.@Nullable Mode mode(@Nullable String word) {
        for (VisitAction.Mode mode : VisitAction.Mode.values()) {
            if (mode.name().equals(word)) {
                return mode;
            }
        }
        return null;
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
                            inPlace.id() + " is in place at this point by now; report the visit as failed"));
                    return;
                }
                checkInstalled(point, installed, errors);
                if (badged && report.deviceId() == null) {
                    errors.add(new FieldError("/deviceId", "is required: the device that was installed"));
                } else if (badged && !Objects.equals(report.deviceId(), installed.id())) {
                    errors.add(new FieldError("/deviceId", "is not the id of the installed device"));
                }
            }
            case INVESTIGATED -> {
                checkInPlace(report.deviceId(), inPlace, "/deviceId", errors);
                if (installed != null) {
                    checkInPlace(installed.id(), inPlace, "/installedDevice/id", errors);
                }
            }
            default -> {
                checkInPlace(report.deviceId(), inPlace, "/deviceId", errors);
                if (installed != null) {
                    errors.add(new FieldError("/installedDevice", "is not allowed with " + mode));
                }
                if (inPlace == null && mode == VisitAction.Mode.TURNED_ON) {
                    errors.add(new FieldError("/mode", "there is no device to turn on"));
                }
            }
        }
    }

    private static void checkInPlace(
            @Nullable String given, @Nullable Device inPlace, String pointer, List<FieldError> errors) {
        if (given != null && (inPlace == null || !given.equals(inPlace.id()))) {
            errors.add(new FieldError(
                    pointer,
                    inPlace == null
                            ? "there is no device at this point"
                            : "the device in place is " + inPlace.id() + "; report NOT_FOUND if it is not there"));
        }
    }

    private static void checkInstalled(ServicePoint point, Device device, List<FieldError> errors) {
        if (point.category() == ServicePoint.Category.UNBADGED) {
            if (device.count() == null || device.count() < 1) {
                errors.add(new FieldError("/installedDevice/count", "is required: how many units, at least 1"));
            }
            return;
        }
        if (device.id() == null || !device.id().matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")) {
            errors.add(new FieldError("/installedDevice/id", "is required: letters, digits, . _ : -, at most 64"));
        }
        if (device.kind() == null) {
            errors.add(new FieldError("/installedDevice/kind", "is required: SMART or MANUAL"));
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < device.registerList().size(); i++) {
            Device.Register register = device.registerList().get(i);
            if (register == null || register.id() == null || register.id().isBlank() || !ids.add(register.id())) {
                errors.add(new FieldError("/installedDevice/registers/" + i + "/id", "is required, once per register"));
            }
        }
    }

    private void checkReadings(
            ServicePoint point,
            VisitReport report,
            VisitAction.Mode mode,
            @Nullable Device device,
            Instant now,
            List<FieldError> errors) {
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
        Set<String> known = new HashSet<>();
        device.registerList().forEach(register -> known.add(register.id()));
        Set<String> read = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            Reading reading = given.get(i);
            String pointer = "/readings/" + i;
            if (reading == null || reading.value() == null || reading.at() == null) {
                errors.add(new FieldError(pointer, "needs registerId, value and at"));
                continue;
            }
            checkReading(point, device, mode, reading, pointer, known, read, now, errors);
        }
        if (mode == VisitAction.Mode.READ && errors.isEmpty()) {
            for (Device.Register register : device.requiredRegisters()) {
                if (!read.contains(register.id())) {
                    errors.add(new FieldError("/readings", "register " + register.id() + " is missing"));
                }
            }
        }
    }

    private void checkReading(
            ServicePoint point,
            Device device,
            VisitAction.Mode mode,
            Reading reading,
            String pointer,
            Set<String> known,
            Set<String> read,
            Instant now,
            List<FieldError> errors) {
        String register = reading.registerId();
        if (register == null && device.requiredRegisters().size() == 1) {
            register = device.requiredRegisters().get(0).id();
        }
        if (register == null || register.length() > 64 || !known.isEmpty() && !known.contains(register)) {
            errors.add(new FieldError(pointer + "/registerId", "must be one of " + known));
            return;
        }
        if (!read.add(register)) {
            errors.add(new FieldError(pointer + "/registerId", "is read twice"));
        }
        if (reading.deviceId() != null && !reading.deviceId().equals(device.id())) {
            errors.add(new FieldError(pointer + "/deviceId", "is not the device of this visit"));
        }
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
                        + device.requiredRegisters().stream()
                                .map(Device.Register::id)
                                .toList();
    }
}
