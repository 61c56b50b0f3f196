// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ServicePoint;

/**
 * Work that a crew found in the field without having been sent for it (service-orders 8, found-work).
 *
 * @param externalId the crew's own id of the finding; once per caller
 * @param finding what was found, in words
 * @param type the order to raise where none is open: INVESTIGATE (default), EXCHANGE or READ
 * @param deviceId the device that was seen
 * @param supply facts that were seen; they need evidence
 * @param performedAt when; default now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FoundWork(
        @Nullable String externalId,
        @Nullable String servicePointId,
        @Nullable String finding,
        @Nullable String type,
        @Nullable String deviceId,
        Device.@Nullable Condition condition,
        @JsonProperty("switch") Device.@Nullable SwitchPosition switchPosition,
        ServicePoint.@Nullable Supply supply,
        @Nullable String evidence,
        @Nullable List<Reading> readings,
        @Nullable Instant performedAt,
        @Nullable String remarks) {

    boolean speaksOfFacts() {
        return condition != null || switchPosition != null || supply != null;
    }

    List<Reading> readingList() {
        return readings == null ? List.of() : readings;
    }
}
