// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.lifecycle.OrderTypes;
import org.truckroll.people.Caller;
import org.truckroll.serviceorder.OrderPreview;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;
import org.truckroll.shared.RefusedAddressException;
import org.truckroll.shared.RepeatedTransaction;

/**
 * Accepts orders: once per (requester, externalId), one after the other per service point. Row and token are committed together, so what was
 * accepted survives the death of the node.
 */
@Service
public class Intake {

    /** What became of a request. */
    public record Accepted(ServiceOrder order, boolean known) {}

    /** A preview, and what stands against the order. */
    public record Foreseen(OrderPreview.Preview preview, List<OpposingOrders.Conflict> conflicts) {}

    private final ServiceOrders orders;
    private final ServicePoints points;
    private final OpposingOrders opposing;
    private final OrderTypes types;
    private final OrderLifecycle lifecycle;
    private final AddressGuard addresses;
    private final Json json;
    private final Clock clock;
    private final OrderPreview preview;
    private final RepeatedTransaction transaction;
    private final TransactionTemplate reading;

    Intake(
            ServiceOrders orders,
            ServicePoints points,
            OpposingOrders opposing,
            OrderTypes types,
            OrderLifecycle lifecycle,
            AddressGuard addresses,
            Json json,
            Clock clock,
            OrderPreview preview,
            RepeatedTransaction transaction,
            PlatformTransactionManager transactionManager) {
        this.orders = orders;
        this.points = points;
        this.opposing = opposing;
        this.types = types;
        this.lifecycle = lifecycle;
        this.addresses = addresses;
        this.json = json;
        this.clock = clock;
        this.preview = preview;
        this.transaction = transaction;
        this.reading = new TransactionTemplate(transactionManager);
        this.reading.setReadOnly(true);
    }

    /** Accepts a request from REST and starts its process. */
    public Accepted accept(OrderRequest request, @Nullable String idempotencyKey, Caller caller) {
        checkShape(request);
        // Where two posts of one external id for different points meet, or an open order of the point just moves, the
        // next
        // try sees the other.
        return transaction.run(() -> {
            Accepted stored = store(request, idempotencyKey, caller);
            if (!stored.known()) {
                lifecycle.startOrder(stored.order().id());
            }
            return stored;
        });
    }

    /** What a request would meet and do, if it were posted now (7.9); nothing is stored. */
    public Foreseen preview(OrderRequest request, Caller caller) {
        checkShape(request);
        return Objects.requireNonNull(reading.execute(status -> {
            Optional<ServicePoint> point = points.find(String.valueOf(request.servicePointId()))
                    .filter(found -> caller.sees(found.division()));
            checkPossible(request, point);
            ServiceOrder draft = draft(request, point.orElseThrow(), caller, "", null);
            return new Foreseen(preview.of(draft), opposing.conflicts(draft, orders.openAt(draft.servicePointId())));
        }));
    }

    /** Stores a request whose process runs already (started through the engine's own REST), in that start's transaction. */
    public Accepted acceptStarted(OrderRequest request, Caller caller) {
        checkShape(request);
        return store(request, null, caller);
    }

    /**
     * Checks the form of a request that is to be accepted later.
     *
     * @throws Problem 400 with all faults of the body
     */
    public void checkForm(OrderRequest request) {
        checkShape(request);
    }

    private Accepted store(OrderRequest request, @Nullable String idempotencyKey, Caller caller) {
        String externalId = String.valueOf(request.externalId());
        String hash = json.hash(canonical(request));
        Optional<ServicePoint> point =
                points.lock(String.valueOf(request.servicePointId())).filter(found -> caller.sees(found.division()));
        Optional<ServiceOrder> known = orders.findByExternalId(caller.id(), externalId);
        if (known.isEmpty() && idempotencyKey != null) {
            known = orders.findByIdempotencyKey(caller.id(), idempotencyKey);
        }
        if (known.isPresent() && opposing.replays(known.get())) {
            return replay(known.get(), hash, idempotencyKey);
        }
        checkPossible(request, point);
        ServicePoint place = point.orElseThrow();
        ServiceOrder order =
                opposing.settle(draft(request, place, caller, hash, idempotencyKey), orders.openAt(place.id()));
        OrderRequest.Contact contact = request.contact();
        orders.add(
                order,
                contact == null ? null : new ServiceOrder.Contact(contact.name(), contact.phone(), contact.email()));
        return new Accepted(order, false);
    }

    private ServiceOrder draft(
            OrderRequest request, ServicePoint place, Caller caller, String hash, @Nullable String idempotencyKey) {
        Instant now = clock.instant();
        OrderRequest.Collection collection = request.collection();
        return new ServiceOrder(
                Ids.next(),
                String.valueOf(request.externalId()),
                caller.id(),
                String.valueOf(request.type()),
                place.id(),
                place.division(),
                OrderState.ACKNOWLEDGED,
                request.reason(),
                null,
                instant(request.requestedDate()),
                request.priority() == null ? 50 : request.priority(),
                Boolean.TRUE.equals(request.permanent()),
                collection == null
                        ? ServiceOrder.Collection.NONE
                        : new ServiceOrder.Collection(
                                collection.amountDue(),
                                collection.currency(),
                                Boolean.TRUE.equals(collection.paid()),
                                Boolean.TRUE.equals(collection.arrangement()),
                                Boolean.TRUE.equals(collection.disputed()),
                                noticeDay(collection.noticeGivenAt(), place)),
                request.replyTo(),
                request.notes(),
                hash,
                idempotencyKey,
                null,
                null,
                null,
                null,
                now,
                now,
                null);
    }

    private static Accepted replay(ServiceOrder known, String hash, @Nullable String idempotencyKey) {
        if (known.bodyHash().equals(hash)) {
            return new Accepted(known, true);
        }
        boolean byKey = idempotencyKey != null && idempotencyKey.equals(known.idempotencyKey());
        throw Problem.conflict(
                        byKey ? "idempotency-key-reused" : "external-id-reused",
                        "This " + (byKey ? "Idempotency-Key" : "externalId") + " was used before with another body.")
                .with("conflictsWith", known.id());
    }

    /** Equal requests have equal hashes, however their numbers and dates were written. */
    private static Map<String, Object> canonical(OrderRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", request.type());
        body.put("servicePointId", request.servicePointId());
        body.put("requestedDate", instant(request.requestedDate()));
        body.put("priority", request.priority() == null ? 50 : request.priority());
        body.put("reason", request.reason());
        body.put("permanent", Boolean.TRUE.equals(request.permanent()));
        body.put("contact", request.contact());
        OrderRequest.Collection collection = request.collection();
        if (collection != null) {
            BigDecimal due = collection.amountDue();
            body.put("amountDue", due == null ? null : due.stripTrailingZeros().toPlainString());
            body.put("currency", collection.currency());
            body.put("paid", Boolean.TRUE.equals(collection.paid()));
            body.put("arrangement", Boolean.TRUE.equals(collection.arrangement()));
            body.put("disputed", Boolean.TRUE.equals(collection.disputed()));
            body.put("noticeGivenAt", collection.noticeGivenAt());
        }
        body.put("replyTo", request.replyTo());
        body.put("notes", request.notes());
        body.put("externalId", request.externalId());
        return body;
    }

    /** 400: what is wrong with the body by itself, all of it at once. */
    private void checkShape(OrderRequest request) {
        List<FieldError> errors = new ArrayList<>();
        required(errors, "/externalId", request.externalId(), 200);
        required(errors, "/type", request.type(), 40);
        required(errors, "/servicePointId", request.servicePointId(), 64);
        optional(errors, "/reason", request.reason(), 200);
        optional(errors, "/notes", request.notes(), 2000);
        optional(errors, "/replyTo", request.replyTo(), 2000);
        if (request.requestedDate() != null && instant(request.requestedDate()) == null) {
            errors.add(new FieldError("/requestedDate", "must be an instant such as 2026-11-21T08:00:00Z"));
        }
        if (request.priority() != null && (request.priority() < 0 || request.priority() > 100)) {
            errors.add(new FieldError("/priority", "must be between 0 and 100"));
        }
        if (request.contact() != null) {
            optional(errors, "/contact/name", request.contact().name(), 200);
            optional(errors, "/contact/phone", request.contact().phone(), 60);
            optional(errors, "/contact/email", request.contact().email(), 254);
        }
        checkCollection(errors, request.collection());
        if (!errors.isEmpty()) {
            throw Problem.badRequest("The order is not in the form of the contract.", errors);
        }
    }

    private static void checkCollection(List<FieldError> errors, OrderRequest.@Nullable Collection collection) {
        if (collection == null) {
            return;
        }
        BigDecimal due = collection.amountDue();
        if (due != null && (due.signum() < 0 || due.scale() > 2 || due.precision() - due.scale() > 16)) {
            errors.add(new FieldError("/collection/amountDue", "must be an amount with at most two decimals"));
        }
        if (collection.currency() != null && !collection.currency().matches("[A-Z]{3}")) {
            errors.add(new FieldError("/collection/currency", "must be three letters (ISO 4217)"));
        }
        if (collection.noticeGivenAt() != null) {
            try {
                LocalDate.parse(collection.noticeGivenAt());
            } catch (DateTimeParseException e) {
                errors.add(new FieldError("/collection/noticeGivenAt", "must be a date such as 2026-11-01"));
            }
        }
    }

    /** 422: well-formed, but not possible here. */
    private void checkPossible(OrderRequest request, Optional<ServicePoint> point) {
        if (!types.supported().contains(request.type())) {
            String known = String.join(", ", new TreeSet<>(types.supported()));
            throw Problem.unprocessable(
                            "unknown-type",
                            "Orders of type '" + request.type() + "' are not supported. Supported: " + known + ".",
                            new FieldError("/type", "must be one of " + known))
                    .with("supportedTypes", new TreeSet<>(types.supported()));
        }
        if (point.isEmpty()) {
            throw Problem.unprocessable(
                    "unknown-service-point",
                    "There is no service point '" + request.servicePointId() + "' that you may use.",
                    new FieldError("/servicePointId", "is not known"));
        }
        if (request.replyTo() != null) {
            try {
                addresses.checkForm(URI.create(request.replyTo()));
            } catch (RefusedAddressException | IllegalArgumentException e) {
                throw Problem.unprocessable(
                        "callback-refused",
                        "Answers cannot be sent to this address: " + e.getMessage(),
                        new FieldError("/replyTo", "is not an address that may be called"));
            }
        }
    }

    private static void required(List<FieldError> errors, String pointer, @Nullable String value, int max) {
        if (value == null || value.isBlank()) {
            errors.add(new FieldError(pointer, "is required"));
        } else {
            optional(errors, pointer, value, max);
        }
    }

    private static void optional(List<FieldError> errors, String pointer, @Nullable String value, int max) {
        if (value != null && value.length() > max) {
            errors.add(new FieldError(pointer, "is longer than " + max + " characters"));
        } else if (value != null && value.indexOf('\u0000') >= 0) {
            errors.add(new FieldError(pointer, "holds a character that cannot be stored"));
        }
    }

    static @Nullable Instant instant(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            int year = instant.atOffset(java.time.ZoneOffset.UTC).getYear();
            return year < 1900 || year > 2999 ? null : instant;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable Instant noticeDay(@Nullable String day, ServicePoint point) {
        return day == null
                ? null
                : LocalDate.parse(day).atStartOfDay(point.timeZone()).toInstant();
    }
}
