// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a head end tells of a device without being asked.
 *
 * @param eventId the same id again changes nothing
 * @param deviceId what the head end calls the device
 * @param code after IEC 61968-9, e.g. {@code 3.31.0.42}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceEvent(
        String eventId,
        String deviceId,
        @Nullable String code,
        @Nullable Instant at,
        @Nullable String detail) {}
