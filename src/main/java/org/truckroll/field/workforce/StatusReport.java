// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.field.VisitReport;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;

/**
 * What a workforce system tells of a work order.
 *
 * @param eventId the system's id of this news; the same again changes nothing
 * @param at when it was true
 * @param state of TMF697
 * @param stage how far its people are, with {@code inProgress}
 * @param workOrderId the system's name of the work order
 * @param worker who does it, for those who have to call
 * @param appointment the time agreed with the customer
 * @param result how the visit ended, with {@code completed} and {@code failed}
 * @param reason why, with {@code rejected}, {@code cancelled} and {@code held}
 */
public record StatusReport(
        @Nullable String eventId,
        @Nullable Instant at,
        @Nullable State state,
        @Nullable Stage stage,
        @Nullable String workOrderId,
        @Nullable String worker,
        @Nullable Appointment appointment,
        @Nullable Result result,
        @Nullable String reason) {

    /** The states of a TMF697 work order, by their names there. */
    public enum State {
        ACKNOWLEDGED("acknowledged"),
        REJECTED("rejected"),
        PENDING("pending"),
        HELD("held"),
        IN_PROGRESS("inProgress"),
        CANCELLED("cancelled"),
        COMPLETED("completed"),
        FAILED("failed"),
        PARTIAL("partial");

        private final String word;

        State(String word) {
            this.word = word;
        }

        @JsonValue
        public String word() {
            return word;
        }
    }

    /** How far its people are. */
    public enum Stage {
        DISPATCHED,
        EN_ROUTE,
        ON_SITE
    }

    public record Appointment(
            @Nullable Instant start, @Nullable Instant end) {}

    /**
     * As a crew reports it (api.md 3): a mode, or a reason.
     *
     * @param test PASSED where the work order asks for a test on site
     */
    public record Result(
            @Nullable String mode,
            VisitReport.@Nullable Reason reason,
            @Nullable Instant performedAt,
            @Nullable String deviceId,
            @Nullable Device installedDevice,
            @Nullable List<Reading> readings,
            @Nullable Integer count,
            @Nullable String test,
            @Nullable String remarks) {}

    /** What became of it. */
    public enum Outcome {
        /** The visit has moved. */
        APPLIED,
        /** Kept, but the visit is further, or nothing follows from it. */
        NOTED,
        /** The same news was told before. */
        KNOWN,
        /** The visit was withdrawn before: taken in as a late result. */
        LATE
    }
}
