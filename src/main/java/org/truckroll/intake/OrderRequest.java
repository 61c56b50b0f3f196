// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The body of a new order (api.md 2). Instants and dates are texts here, so that a fault is named with its pointer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderRequest(
        @Nullable String externalId,
        @Nullable String type,
        @Nullable String servicePointId,
        @Nullable String requestedDate,
        @Nullable Integer priority,
        @Nullable String reason,
        @Nullable Boolean permanent,
        @Nullable Contact contact,
        @Nullable Collection collection,
        @Nullable String replyTo,
        @Nullable String notes) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Contact(
            @Nullable String name,
            @Nullable String phone,
            @Nullable String email) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Collection(
            @Nullable BigDecimal amountDue,
            @Nullable String currency,
            @Nullable Boolean paid,
            @Nullable Boolean arrangement,
            @Nullable Boolean disputed,
            @Nullable String noticeGivenAt) {}
}
