// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An order as TMF641 4.1 writes it (service-orders 4.1 and 9): the same order as in our own form, in other words. One order has one item.
 *
 * @param category the order type
 * @param priority 0 (highest) to 4, of our 100 to 0
 * @param startDate when the order did its first thing
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TmfServiceOrder(
        String id,
        String href,
        @Nullable String externalId,
        @Nullable List<TmfExternalReference> externalReference,
        @Nullable String category,
        @Nullable String priority,
        @Nullable OrderState state,
        @Nullable Instant orderDate,
        @Nullable Instant requestedStartDate,
        @Nullable Instant startDate,
        @Nullable Instant completionDate,
        @Nullable Instant cancellationDate,
        @Nullable String cancellationReason,
        @Nullable List<TmfNote> note,
        @Nullable List<TmfRelatedParty> relatedParty,
        @Nullable List<TmfOrderItem> serviceOrderItem,
        @Nullable List<TmfMilestone> milestone,
        @Nullable List<TmfJeopardyAlert> jeopardyAlert,
        @Nullable List<TmfErrorMessage> errorMessage,
        @Nullable List<TmfOrderRelationship> orderRelationship,

        @JsonProperty("@type") String type) {

    /** The collection that holds all orders in this form. */
    public static final String PATH = "/tmf-api/serviceOrdering/v4/serviceOrder";

    /** What {@link #only} can choose from. */
    public static final Set<String> FIELDS = Arrays.stream(TmfServiceOrder.class.getRecordComponents())
            .map(RecordComponent::getName)
            .filter(name -> !name.equals("type"))
            .collect(Collectors.toUnmodifiableSet());

    private static final int STEP = 25;
    private static final int LOWEST = 4;

    /** The id that the requester gave. */
    public record TmfExternalReference(
            String id,
            String name,
            String externalReferenceType,
            @JsonProperty("@type") String type) {}

    public record TmfNote(
            String id, String text, @JsonProperty("@type") String type) {}

    public record TmfRelatedParty(
            String id,
            String role,
            @JsonProperty("@referredType") String referredType,
            @JsonProperty("@type") String type) {}

    /** The only item of an order; its state is the order's. */
    public record TmfOrderItem(
            String id,
            String action,
            OrderState state,
            TmfService service,
            @JsonProperty("@type") String type) {}

    public record TmfService(
            List<TmfCharacteristic> serviceCharacteristic,
            @JsonProperty("@type") String type) {}

    public record TmfCharacteristic(String name, String valueType, Object value) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TmfMilestone(
            String id,
            String name,
            @Nullable String message,
            Instant milestoneDate,
            String status,
            @JsonProperty("@type") String type) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TmfJeopardyAlert(
            String id,
            String name,
            @Nullable String message,
            Instant alertDate,
            @JsonProperty("@type") String type) {}

    /** An activity that failed: its outcome, its action, and why it was tried. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TmfErrorMessage(
            String code,
            String reason,
            @Nullable String message,
            @Nullable Instant timestamp,
            @JsonProperty("@type") String type) {}

    public record TmfOrderRelationship(
            String id,
            String href,
            String relationshipType,
            @JsonProperty("@referredType") String referredType) {}

    /** The id, the address and the members named. */
    public TmfServiceOrder only(Set<String> fields) {
        return new TmfServiceOrder(
                id,
                href,
                fields.contains("externalId") ? externalId : null,
                fields.contains("externalReference") ? externalReference : null,
                fields.contains("category") ? category : null,
                fields.contains("priority") ? priority : null,
                fields.contains("state") ? state : null,
                fields.contains("orderDate") ? orderDate : null,
                fields.contains("requestedStartDate") ? requestedStartDate : null,
                fields.contains("startDate") ? startDate : null,
                fields.contains("completionDate") ? completionDate : null,
                fields.contains("cancellationDate") ? cancellationDate : null,
                fields.contains("cancellationReason") ? cancellationReason : null,
                fields.contains("note") ? note : null,
                fields.contains("relatedParty") ? relatedParty : null,
                fields.contains("serviceOrderItem") ? serviceOrderItem : null,
                fields.contains("milestone") ? milestone : null,
                fields.contains("jeopardyAlert") ? jeopardyAlert : null,
                fields.contains("errorMessage") ? errorMessage : null,
                fields.contains("orderRelationship") ? orderRelationship : null,
                type);
    }

    public static String hrefOf(String orderId) {
        return PATH + "/" + orderId;
    }

    /** Ours (0 to 100, higher first) in theirs (0 to 4, lower first): the nearest. */
    public static String priorityOf(int priority) {
        return Long.toString(LOWEST - Math.round(priority / (double) STEP));
    }

    /** Theirs in ours; null when it is none of 0 to 4. */
    public static @Nullable Integer priorityOf(String priority) {
        return priority.matches("[0-4]") ? (LOWEST - Integer.parseInt(priority)) * STEP : null;
    }

    /** What an order of this type does to the service, in the four words of TMF641. */
    public static String actionOf(String orderType) {
        return switch (orderType) {
            case "ENABLE", "INSTALL", "COMMISSION" -> "add";
            case "DISABLE", "REMOVE", "DECOMMISSION" -> "delete";
            case "READ", "INVESTIGATE", "PING" -> "noChange";
            default -> "modify";
        };
    }
}
