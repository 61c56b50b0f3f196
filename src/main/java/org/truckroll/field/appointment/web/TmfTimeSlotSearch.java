// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.truckroll.field.Visit;
import org.truckroll.field.appointment.ExternalBooking;
import org.truckroll.field.appointment.web.TmfAppointment.TmfEntity;
import org.truckroll.field.appointment.web.TmfAppointment.TmfPeriod;

/**
 * A search for free slots as TMF646 4.0 writes it, with its answer (service-orders 4.1).
 *
 * @param searchResult success, or fail when nothing is free
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TmfTimeSlotSearch(
        String id,
        String href,
        String status,
        Instant searchDate,
        String searchResult,
        @Nullable List<TmfSlot> requestedTimeSlot,
        List<TmfSlot> availableTimeSlot,
        List<TmfEntity> relatedEntity,

        @JsonProperty("@type") String type) {

    static final String PATH = "/tmf-api/appointment/v4/searchTimeSlot";

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TmfSlot(@Nullable String id, TmfPeriod validFor) {}

    static TmfTimeSlotSearch of(ExternalBooking.Offer offer, List<Visit.TimeSpan> requested, Instant now) {
        return new TmfTimeSlotSearch(
                offer.searchId(),
                PATH + "/" + offer.searchId(),
                "done",
                now,
                offer.free().isEmpty() ? "fail" : "success",
                requested.isEmpty()
                        ? null
                        : requested.stream()
                                .map(time -> new TmfSlot(null, new TmfPeriod(time.start(), time.end())))
                                .toList(),
                offer.free().stream()
                        .map(slot ->
                                new TmfSlot(slot.start() + "/" + slot.end(), new TmfPeriod(slot.start(), slot.end())))
                        .toList(),
                TmfEntity.of(offer.visit().orderId(), offer.visit().id()),
                "SearchTimeSlot");
    }
}
