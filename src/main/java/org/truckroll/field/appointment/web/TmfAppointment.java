// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.truckroll.field.appointment.Appointment;
import org.truckroll.field.appointment.ExternalBooking;
import org.truckroll.serviceorder.TmfServiceOrder;

/**
 * An appointment as TMF646 4.0 writes it (service-orders 4.1).
 *
 * @param category the visit, such as INSTALL_METER
 * @param status initialized (proposed), confirmed, cancelled, completed, or failed: the crew came and nobody was there
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record TmfAppointment(
        String id,
        String href,
        @Nullable String externalId,
        @Nullable String category,
        @Nullable Instant creationDate,
        @Nullable Instant lastUpdate,
        @Nullable String status,
        @Nullable TmfPeriod validFor,
        @Nullable List<TmfEntity> relatedEntity,

        @JsonProperty("@type") String type) {

    static final String PATH = "/tmf-api/appointment/v4/appointment";

    static final Set<String> FIELDS = Set.of(
            "id",
            "href",
            "externalId",
            "category",
            "creationDate",
            "lastUpdate",
            "status",
            "validFor",
            "relatedEntity");

    record TmfPeriod(Instant startDateTime, Instant endDateTime) {}

    /** An order or a visit of ours. */
    record TmfEntity(
            String id,
            @Nullable String href,
            String role,
            @JsonProperty("@referredType") String referredType) {

        static List<TmfEntity> of(String orderId, String visitId) {
            return List.of(
                    new TmfEntity(orderId, TmfServiceOrder.hrefOf(orderId), "order", TmfBookingReader.ORDER),
                    new TmfEntity(visitId, null, "visit", TmfBookingReader.VISIT));
        }
    }

    static TmfAppointment of(ExternalBooking.Booked booked, Set<String> fields) {
        Appointment appointment = booked.appointment();
        return new TmfAppointment(
                appointment.visitId(),
                PATH + "/" + appointment.visitId(),
                fields.contains("externalId") ? booked.externalId() : null,
                fields.contains("category") ? booked.action() : null,
                fields.contains("creationDate") ? booked.createdAt() : null,
                fields.contains("lastUpdate") ? appointment.changedAt() : null,
                fields.contains("status") ? word(appointment.state()) : null,
                fields.contains("validFor") ? new TmfPeriod(appointment.start(), appointment.end()) : null,
                fields.contains("relatedEntity") ? TmfEntity.of(booked.orderId(), appointment.visitId()) : null,
                "Appointment");
    }

    static String word(Appointment.State state) {
        return switch (state) {
            case PROPOSED -> "initialized";
            case CONFIRMED -> "confirmed";
            case CANCELLED -> "cancelled";
            case COMPLETED -> "completed";
            case NO_SHOW -> "failed";
        };
    }

    static Optional<Appointment.State> state(String word) {
        return Arrays.stream(Appointment.State.values())
                .filter(state -> word(state).equals(word))
                .findFirst();
    }
}
