// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A requester's wish for an outcome at one service point (SOM-04). Amounts in {@link #currency()}; priority 0 to 100, higher first.
 *
 * @param type the order type; which exist is decided by the decision tables of the model release
 * @param reason why the requester asks (MOVE_IN, NON_PAYMENT, ...)
 * @param outcome how it ended (DONE, DONE_WITH_FOLLOW_UP, PARTIAL, or the code of a refusal)
 * @param raisedBy the order that raised this one, for follow-ups
 * @param waitsFor the order of the same point behind which this one queues
 * @param mergedInto the order of the same point whose outcome also serves this one (7.5 MERGE)
 * @param askedType the type as it was asked for, where a merge or guard G10 has changed it
 */
public record ServiceOrder(
        String id,
        String externalId,
        String requester,
        String type,
        String servicePointId,
        String division,
        OrderState state,
        @Nullable String reason,
        @Nullable String outcome,
        @Nullable Instant requestedDate,
        int priority,
        boolean permanent,
        Collection collection,
        @Nullable String replyTo,
        @Nullable String notes,
        String bodyHash,
        @Nullable String idempotencyKey,
        @Nullable String raisedBy,
        @Nullable String waitsFor,
        @Nullable String mergedInto,
        @Nullable String askedType,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant completedAt) {

    /** Past-due details of a cut. */
    public record Collection(
            @Nullable BigDecimal amountDue,
            @Nullable String currency,
            boolean paid,
            boolean arrangement,
            boolean disputed,
            @Nullable Instant noticeGivenAt) {

        public static final Collection NONE = new Collection(null, null, false, false, false, null);

        public Collection withPaid(boolean value) {
            return new Collection(amountDue, currency, value, arrangement, disputed, noticeGivenAt);
        }

        public Collection withDisputed(boolean value) {
            return new Collection(amountDue, currency, paid, arrangement, value, noticeGivenAt);
        }

        public Collection withNoticeGivenAt(Instant value) {
            return new Collection(amountDue, currency, paid, arrangement, disputed, value);
        }
    }

    /** Whom to call; kept apart from the order in one erasable row. */
    public record Contact(
            @Nullable String name,
            @Nullable String phone,
            @Nullable String email) {}

    public ServiceOrder withType(String value) {
        String asked = askedType == null ? type : askedType;
        return with(state, value, collection, waitsFor, mergedInto, value.equals(asked) ? null : asked);
    }

    public ServiceOrder withCollection(Collection value) {
        return with(state, type, value, waitsFor, mergedInto, askedType);
    }

    /** With what its requester may change afterwards. */
    public ServiceOrder amended(
            @Nullable Instant newDate, int newPriority, @Nullable String newNotes, Collection newCollection) {
        return new ServiceOrder(
                id,
                externalId,
                requester,
                type,
                servicePointId,
                division,
                state,
                reason,
                outcome,
                newDate,
                newPriority,
                permanent,
                newCollection,
                replyTo,
                newNotes,
                bodyHash,
                idempotencyKey,
                raisedBy,
                waitsFor,
                mergedInto,
                askedType,
                createdAt,
                updatedAt,
                completedAt);
    }

    /** The order waits for another one of its point, or for none. */
    public ServiceOrder queuedBehind(@Nullable String other) {
        return with(OrderState.PENDING, type, collection, other, mergedInto, askedType);
    }

    /** The order becomes part of another one and follows its state. */
    public ServiceOrder mergedInto(ServiceOrder host) {
        return with(host.state(), type, collection, host.id(), host.id(), askedType);
    }

    private ServiceOrder with(
            OrderState newState,
            String newType,
            Collection newCollection,
            @Nullable String other,
            @Nullable String host,
            @Nullable String asked) {
        return new ServiceOrder(
                id,
                externalId,
                requester,
                newType,
                servicePointId,
                division,
                newState,
                reason,
                outcome,
                requestedDate,
                priority,
                permanent,
                newCollection,
                replyTo,
                notes,
                bodyHash,
                idempotencyKey,
                raisedBy,
                other,
                host,
                asked,
                createdAt,
                updatedAt,
                completedAt);
    }

    /** The date the order is about: as requested, else when it was received (6.3). */
    public Instant serviceDate() {
        return requestedDate == null ? createdAt : requestedDate;
    }
}
