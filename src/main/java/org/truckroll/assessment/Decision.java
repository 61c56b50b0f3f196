// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why an order did what it did: one record per assessment.
 *
 * @param decision the table that decided
 * @param decisionVersion its version in the model release that the order runs on
 * @param rule the row of it
 * @param code reason code of an END
 * @param facts the inputs of the tables, as JSON
 * @param childResult what the activity before this assessment ended with
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Decision(
        @JsonIgnore String orderId,
        int step,
        Instant at,
        String decision,
        int decisionVersion,
        String rule,
        String action,
        String channel,
        @Nullable String code,
        String reason,
        @Nullable String activityId,
        @JsonRawValue String facts,
        @JsonIgnore String factsHash,
        @Nullable String childResult) {}
