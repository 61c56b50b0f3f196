// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.truckroll.serviceorder.TmfServiceOrder;

/** A cancel task as TMF641 4.1 writes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TmfCancelServiceOrder(
        String id,
        String href,
        CancelTask.State state,
        @Nullable String cancellationReason,
        @Nullable Instant requestedCancellationDate,
        @Nullable Instant effectiveCancellationDate,
        TmfOrderRef serviceOrder,
        @Nullable TmfTaskError errorMessage,
        @JsonProperty("@type") String type) {

    /** The collection that holds all tasks. */
    public static final String PATH = "/tmf-api/serviceOrdering/v4/cancelServiceOrder";

    public record TmfOrderRef(
            String id,
            String href,
            @JsonProperty("@referredType") String referredType) {}

    public record TmfTaskError(
            String code,
            String reason,
            String message,
            @JsonProperty("@type") String type) {}

    static TmfCancelServiceOrder of(CancelTask task) {
        CancelTask.Error error = task.error();
        return new TmfCancelServiceOrder(
                task.id(),
                PATH + "/" + task.id(),
                task.state(),
                task.reason(),
                task.requestedDate(),
                task.effectiveAt(),
                new TmfOrderRef(task.orderId(), TmfServiceOrder.hrefOf(task.orderId()), "ServiceOrder"),
                error == null
                        ? null
                        : new TmfTaskError(
                                error.code(), error.code().replace('-', ' '), error.message(), "ErrorMessage"),
                "CancelServiceOrder");
    }
}
