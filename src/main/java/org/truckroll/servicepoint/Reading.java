// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One value of one register, in the unit of its reading type.
 *
 * @param deviceId whose it is, where a message speaks of two devices (EXCHANGED)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reading(
        @Nullable String registerId,
        @Nullable String readingType,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal value,
        Instant at,
        @Nullable String deviceId) {}
