// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * What a requester changes of an order (api.md 2, RFC 7396): a field that is not given stays as it is, null takes it away.
 *
 * @param requestedDate null: as soon as possible, the service date is that of receipt
 * @param priority null: the usual 50
 * @param contact null: nobody
 * @param paid of {@code collection}, only for a CUT
 */
public record Patch(
        Change<Instant> requestedDate,
        Change<Integer> priority,
        Change<String> notes,
        Change<ContactPatch> contact,
        Change<Boolean> paid) {

    /** A field: not given, or given with a value or null. */
    public record Change<T>(boolean given, @Nullable T value) {

        public static <T> Change<T> none() {
            return new Change<>(false, null);
        }

        public static <T> Change<T> to(@Nullable T value) {
            return new Change<>(true, value);
        }

        @Nullable
        T or(@Nullable T present) {
            return given ? value : present;
        }
    }

    /** The parts of a contact, each by itself. */
    public record ContactPatch(Change<String> name, Change<String> phone, Change<String> email) {}

    private static final Set<String> ORDER = Set.of(
            "id",
            "externalId",
            "requester",
            "type",
            "servicePointId",
            "division",
            "state",
            "reason",
            "outcome",
            "permanent",
            "replyTo");
    private static final Set<String> COLLECTION =
            Set.of("amountDue", "currency", "arrangement", "disputed", "noticeGivenAt");

    /**
     * Reads a merge-patch document.
     *
     * @throws Problem 400 with every fault, or 422 {@code not-amendable} for fields of an order that stay as they were asked for
     */
    public static Patch of(JsonNode document) {
        Reader reader = new Reader(document);
        Patch patch = new Patch(
                reader.field("/requestedDate", "an instant such as 2026-11-21T08:00:00Z", Reader::instant),
                reader.field(
                        "/priority",
                        "a whole number between 0 and 100",
                        node -> node.isInt() && node.intValue() >= 0 && node.intValue() <= 100
                                ? node.intValue()
                                : null),
                reader.text("/notes", 2000),
                reader.contact(),
                reader.paid());
        reader.check();
        return patch;
    }

    /** Walks the document and collects what is wrong with it. */
    private static final class Reader {

        private final JsonNode document;
        private final List<FieldError> faults = new ArrayList<>();
        private final List<FieldError> fixed = new ArrayList<>();

        Reader(JsonNode document) {
            this.document = document;
            if (!document.isObject()) {
                throw Problem.badRequest(
                        "An amendment is a JSON object.", List.of(new FieldError("", "must be an object")));
            }
            names("", document, Set.of("requestedDate", "priority", "notes", "contact", "collection"), ORDER);
        }

        private void names(String at, JsonNode object, Set<String> open, Set<String> closed) {
            object.fieldNames().forEachRemaining(name -> {
                String pointer = at + "/" + name.replace("~", "~0").replace("/", "~1");
                if (closed.contains(name)) {
                    fixed.add(new FieldError(pointer, "cannot be amended"));
                } else if (!open.contains(name)) {
                    faults.add(new FieldError(pointer, "is not a field that can be amended; those are " + open));
                }
            });
        }

        <T> Change<T> field(String pointer, String form, Function<JsonNode, @Nullable T> read) {
            JsonNode node = document.at(pointer);
            if (node.isMissingNode()) {
                return Change.none();
            }
            if (node.isNull()) {
                return Change.to(null);
            }
            T value = read.apply(node);
            if (value == null) {
                faults.add(new FieldError(pointer, "must be " + form));
            }
            return Change.to(value);
        }

        Change<String> text(String pointer, int max) {
            return field(
                    pointer,
                    "a text of at most " + max + " characters that can be stored",
                    node -> node.isTextual()
                                    && node.textValue().length() <= max
                                    && node.textValue().indexOf('\u0000') < 0
                            ? node.textValue()
                            : null);
        }

        static @Nullable Instant instant(JsonNode node) {
            return node.isTextual() ? Intake.instant(node.textValue()) : null;
        }

        Change<ContactPatch> contact() {
            JsonNode contact = document.path("contact");
            if (contact.isObject()) {
                names("/contact", contact, Set.of("name", "phone", "email"), Set.of());
            }
            return field(
                    "/contact",
                    "an object or null",
                    node -> node.isObject()
                            ? new ContactPatch(
                                    text("/contact/name", 200), text("/contact/phone", 60), text("/contact/email", 254))
                            : null);
        }

        Change<Boolean> paid() {
            JsonNode collection = document.path("collection");
            if (collection.isMissingNode()) {
                return Change.none();
            }
            if (!collection.isObject()) {
                faults.add(new FieldError("/collection", "must be an object with paid"));
                return Change.none();
            }
            names("/collection", collection, Set.of("paid"), COLLECTION);
            Change<Boolean> paid =
                    field("/collection/paid", "true or false", node -> node.isBoolean() ? node.booleanValue() : null);
            if (collection.path("paid").isNull()) {
                faults.add(new FieldError("/collection/paid", "must be true or false"));
            }
            return paid;
        }

        void check() {
            if (!faults.isEmpty()) {
                throw Problem.badRequest("The amendment is not in the form of the contract.", faults);
            }
            if (!fixed.isEmpty()) {
                throw notAmendable(fixed.toArray(FieldError[]::new));
            }
        }
    }

    static Problem notAmendable(FieldError... errors) {
        return Problem.unprocessable(
                "not-amendable",
                "Date, priority, contact, notes and, of a CUT, collection.paid can be amended.",
                errors);
    }
}
