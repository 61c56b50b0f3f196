// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.truckroll.people.Caller;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** Tells whoever stands before a device whether it is the right one, by the records that a report would be checked against (service-orders 7.7). */
@Service
public class DeviceVerification {

    /** What the device is there for. */
    public enum Use {
        /** It is in place, and is worked on, read or taken out. */
        IN_PLACE,
        /** It is to be installed. */
        NEW
    }

    /** What our records say. */
    public enum Verdict {
        /** In place as it should be; or free to be installed. */
        MATCH,
        /** Another device should be here. */
        EXPECTED_OTHER,
        /** No device should be here. */
        NONE_EXPECTED,
        /** It is on record at another point. */
        ELSEWHERE,
        /** It is on record nowhere. */
        NOT_STORED
    }

    /**
     * A question.
     *
     * @param servicePointId where
     * @param deviceId as it stands on the device
     * @param use null means IN_PLACE
     */
    public record Question(
            @Nullable String servicePointId,
            @Nullable String deviceId,
            @Nullable Use use) {}

    /**
     * The answer.
     *
     * @param expectedDeviceId the device on record at the point, if there is one with an id
     */
    public record Answer(
            String servicePointId,
            String deviceId,
            Verdict verdict,
            @Nullable String expectedDeviceId) {}

    private static final int LONGEST_ID = 64;

    private final ServicePoints points;

    DeviceVerification(ServicePoints points) {
        this.points = points;
    }

    /**
     * Compares; nothing is changed or kept.
     *
     * @throws Problem 400, 404 for a point of a division that is not the caller's
     */
    public Answer verify(Question question, Caller caller) {
        List<FieldError> errors = new ArrayList<>();
        String pointId = required(errors, "/servicePointId", question.servicePointId());
        String deviceId = required(errors, "/deviceId", question.deviceId());
        if (!errors.isEmpty()) {
            throw Problem.badRequest("Say which device, and where.", errors);
        }
        ServicePoint point = points.find(pointId)
                .filter(found -> caller.sees(found.division()))
                .orElseThrow(() -> Problem.notFound("service point", pointId));
        Device expected = point.hasDevice() ? point.device() : null;
        return new Answer(
                pointId,
                deviceId,
                question.use() == Use.NEW ? free(point, deviceId) : inPlace(expected, point, deviceId),
                expected == null ? null : expected.id());
    }

    private static String required(List<FieldError> errors, String pointer, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > LONGEST_ID) {
            errors.add(new FieldError(pointer, "is required, at most " + LONGEST_ID + " characters"));
            return "";
        }
        return value.strip();
    }

    private Verdict inPlace(@Nullable Device expected, ServicePoint point, String deviceId) {
        if (expected != null && deviceId.equals(expected.id())) {
            return Verdict.MATCH;
        }
        if (elsewhere(point, deviceId)) {
            return Verdict.ELSEWHERE;
        }
        return expected == null ? Verdict.NONE_EXPECTED : Verdict.EXPECTED_OTHER;
    }

    /** A new device may be unknown; it must not be on record anywhere. */
    private Verdict free(ServicePoint point, String deviceId) {
        Device expected = point.hasDevice() ? point.device() : null;
        if (expected != null && deviceId.equals(expected.id())) {
            return Verdict.EXPECTED_OTHER;
        }
        return elsewhere(point, deviceId) ? Verdict.ELSEWHERE : Verdict.MATCH;
    }

    private boolean elsewhere(ServicePoint point, String deviceId) {
        return points.withDevice(deviceId).stream()
                .anyMatch(other -> !other.id().equals(point.id()) && other.hasDevice());
    }
}
