// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an activity saw or did at a point: the document that travels from a visit, a command or a person to the next assessment.
 *
 * @param at when it was done there (performedAt of a visit, at of a reply)
 * @param deviceId the device it speaks of
 * @param installedDevice the device in place afterwards
 * @param count units of an UNBADGED point
 * @param loadSide what the meter measured behind its switch
 * @param correction facts that a person set right, with evidence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Observation(
        Instant at,
        @Nullable String deviceId,
        @Nullable Device installedDevice,
        Device.@Nullable SwitchPosition switchPosition,
        @Nullable List<Reading> readings,
        @Nullable Integer count,
        @Nullable Correction correction,
        @Nullable String evidence,
        @Nullable String remarks,
        @Nullable LoadSide loadSide) {

    /** Of those who cannot look behind the switch. */
    public Observation(
            Instant at,
            @Nullable String deviceId,
            @Nullable Device installedDevice,
            Device.@Nullable SwitchPosition switchPosition,
            @Nullable List<Reading> readings,
            @Nullable Integer count,
            @Nullable Correction correction,
            @Nullable String evidence,
            @Nullable String remarks) {
        this(at, deviceId, installedDevice, switchPosition, readings, count, correction, evidence, remarks, null);
    }

    /** The same, with what the meter measured behind its switch. */
    public Observation with(@Nullable LoadSide side) {
        return new Observation(
                at, deviceId, installedDevice, switchPosition, readings, count, correction, evidence, remarks, side);
    }

    public static Observation nothing(Instant at) {
        return new Observation(at, null, null, null, null, null, null, null, null);
    }

    public List<Reading> readingList() {
        return readings == null ? List.of() : readings;
    }

    /** The facts take effect when the readings were taken, else when the work was done (7.8). */
    public Instant effectiveAt() {
        return readingList().stream().map(Reading::at).min(Instant::compareTo).orElse(at);
    }

    /**
     * Facts that a person may set right; null leaves a fact alone.
     *
     * @param device the device that is really in place
     * @param noDevice true: none is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Correction(
            ServicePoint.@Nullable Supply supply,

            @com.fasterxml.jackson.annotation.JsonProperty("switch")
            Device.@Nullable SwitchPosition switchPosition,

            Device.@Nullable Commission commission,
            Device.@Nullable Condition condition,
            Device.@Nullable Capabilities capabilities,
            @Nullable Device device,
            @Nullable Boolean noDevice,
            @Nullable List<Reading> readings) {

        /** Nothing is in place, whatever our records say. */
        public boolean withoutDevice() {
            return Boolean.TRUE.equals(noDevice);
        }

        public boolean empty() {
            return supply == null
                    && switchPosition == null
                    && commission == null
                    && condition == null
                    && capabilities == null
                    && device == null
                    && !withoutDevice();
        }
    }
}
