// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a new order in TMF641: what our profile of it keeps. Members that only tell of the form are read over, any other is refused. */
@JsonIgnoreProperties({"href", "@type", "@baseType", "@schemaLocation"})
record TmfOrderRequest(
        @Nullable String externalId,
        @Nullable List<@Nullable TmfReferenceRequest> externalReference,
        @Nullable String category,
        @Nullable String priority,
        @Nullable String requestedStartDate,
        @Nullable List<@Nullable TmfNoteRequest> note,
        @Nullable List<@Nullable TmfPartyRequest> relatedParty,
        @Nullable List<@Nullable TmfItemRequest> serviceOrderItem) {

    @JsonIgnoreProperties({"href", "name", "externalReferenceType", "@type", "@baseType", "@schemaLocation"})
    record TmfReferenceRequest(@Nullable String id) {}

    @JsonIgnoreProperties({"id", "@type", "@baseType", "@schemaLocation"})
    record TmfNoteRequest(@Nullable String text) {}

    @JsonIgnoreProperties({"id", "href", "@type", "@baseType", "@schemaLocation", "@referredType"})
    record TmfPartyRequest(
            @Nullable String role,
            @Nullable String name,
            @Nullable List<@Nullable TmfMediumRequest> contactMedium) {}

    @JsonIgnoreProperties({"preferred", "@type", "@baseType", "@schemaLocation"})
    record TmfMediumRequest(
            @Nullable String mediumType, @Nullable TmfMediumCharacteristicRequest characteristic) {}

    @JsonIgnoreProperties({"contactType", "@type", "@baseType", "@schemaLocation"})
    record TmfMediumCharacteristicRequest(
            @Nullable String phoneNumber, @Nullable String emailAddress) {}

    @JsonIgnoreProperties({"id", "@type", "@baseType", "@schemaLocation"})
    record TmfItemRequest(
            @Nullable String action,
            @Nullable Integer quantity,
            @Nullable TmfServiceRequest service) {}

    @JsonIgnoreProperties({"id", "href", "@type", "@baseType", "@schemaLocation", "@referredType"})
    record TmfServiceRequest(@Nullable List<@Nullable TmfCharacteristicRequest> serviceCharacteristic) {}

    @JsonIgnoreProperties({"id", "valueType", "@type", "@baseType", "@schemaLocation"})
    record TmfCharacteristicRequest(
            @Nullable String name, @Nullable JsonNode value) {}
}
