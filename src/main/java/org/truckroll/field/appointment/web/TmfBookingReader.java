// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.truckroll.field.Visit;
import org.truckroll.field.appointment.ExternalBooking.Subject;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** Reads what our profile of TMF646 keeps; members that only tell of the form are read over, any other is refused. */
final class TmfBookingReader {

    static final String ORDER = "ServiceOrder";
    static final String VISIT = "FieldActivity";

    private static final int MOST_PERIODS = 20;
    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_NOTE = 500;

    @JsonIgnoreProperties({"@type", "@baseType", "@schemaLocation"})
    record SearchRequest(
            @Nullable List<@Nullable SlotRequest> requestedTimeSlot,
            @Nullable List<@Nullable EntityRequest> relatedEntity) {}

    @JsonIgnoreProperties({"id", "href", "@type", "@baseType", "@schemaLocation"})
    record SlotRequest(@Nullable PeriodRequest validFor) {}

    record PeriodRequest(
            @Nullable Instant startDateTime, @Nullable Instant endDateTime) {}

    @JsonIgnoreProperties({"href", "name", "role", "@type", "@baseType", "@schemaLocation"})
    record EntityRequest(
            @Nullable String id,
            @JsonProperty("@referredType") @Nullable String referredType) {}

    @JsonIgnoreProperties({"id", "author", "date", "@type", "@baseType", "@schemaLocation"})
    record NoteRequest(@Nullable String text) {}

    @JsonIgnoreProperties({"@type", "@baseType", "@schemaLocation"})
    record AppointmentRequest(
            @Nullable String externalId,
            @Nullable PeriodRequest validFor,
            @Nullable List<@Nullable EntityRequest> relatedEntity,
            @Nullable List<@Nullable NoteRequest> note) {}

    @JsonIgnoreProperties({"@type", "@baseType", "@schemaLocation"})
    record ChangeRequest(
            @Nullable PeriodRequest validFor,
            @Nullable String status,
            @Nullable List<@Nullable NoteRequest> note) {}

    /** The order, or the visit, that is spoken of. */
    record Target(Subject subject, String id) {}

    /** Where the members of an appointment of ours stand in theirs. */
    private static final Map<String, String> PLACES = Map.of(
            "/start", "/validFor/startDateTime",
            "/end", "/validFor/endDateTime",
            "/reason", "/note/0/text");

    private final List<FieldError> errors = new ArrayList<>();

    static String place(String pointer) {
        return PLACES.getOrDefault(pointer, pointer);
    }

    /** @throws Problem 400 naming all that is not of the profile */
    void refuse() {
        if (!errors.isEmpty()) {
            throw Problem.badRequest("This is not in the form of the profile of TMF646.", errors);
        }
    }

    @Nullable
    Target target(@Nullable List<@Nullable EntityRequest> entities) {
        EntityRequest entity = entities == null || entities.isEmpty() ? null : entities.get(0);
        if (entities != null && entities.size() > 1) {
            errors.add(new FieldError("/relatedEntity/1", "one order or one visit is named"));
        }
        if (entity == null) {
            errors.add(new FieldError("/relatedEntity", "is required: the order, or the visit"));
            return null;
        }
        if (entity.id() == null) {
            errors.add(new FieldError("/relatedEntity/0/id", "is required"));
        }
        if (!ORDER.equals(entity.referredType()) && !VISIT.equals(entity.referredType())) {
            errors.add(new FieldError("/relatedEntity/0/@referredType", "must be " + ORDER + " or " + VISIT));
        }
        return entity.id() == null
                ? null
                : new Target(VISIT.equals(entity.referredType()) ? Subject.VISIT : Subject.ORDER, entity.id());
    }

    List<Visit.TimeSpan> periods(@Nullable List<@Nullable SlotRequest> slots) {
        List<Visit.TimeSpan> periods = new ArrayList<>();
        if (slots != null && slots.size() > MOST_PERIODS) {
            errors.add(new FieldError("/requestedTimeSlot", "at most " + MOST_PERIODS + " periods"));
            return periods;
        }
        for (int i = 0; slots != null && i < slots.size(); i++) {
            SlotRequest slot = slots.get(i);
            Visit.TimeSpan period =
                    period(slot == null ? null : slot.validFor(), "/requestedTimeSlot/" + i + "/validFor");
            if (period != null) {
                periods.add(period);
            }
        }
        return periods;
    }

    Visit.@Nullable TimeSpan period(@Nullable PeriodRequest period, String place) {
        if (period == null) {
            errors.add(new FieldError(place, "is required"));
            return null;
        }
        Instant start = period.startDateTime();
        Instant end = period.endDateTime();
        if (start == null) {
            errors.add(new FieldError(place + "/startDateTime", "is required"));
        }
        if (end == null) {
            errors.add(new FieldError(place + "/endDateTime", "is required"));
        }
        if (start == null || end == null) {
            return null;
        }
        if (!start.isBefore(end)) {
            errors.add(new FieldError(place + "/endDateTime", "must be after startDateTime"));
        }
        return new Visit.TimeSpan(start, end);
    }

    @Nullable
    String number(@Nullable String externalId) {
        if (externalId != null && (externalId.isBlank() || externalId.length() > LONGEST_NUMBER)) {
            errors.add(new FieldError("/externalId", "has 1 to " + LONGEST_NUMBER + " characters"));
        }
        return externalId;
    }

    @Nullable
    String reason(@Nullable List<@Nullable NoteRequest> notes) {
        if (notes == null || notes.isEmpty()) {
            return null;
        }
        if (notes.size() > 1) {
            errors.add(new FieldError("/note/1", "there is one note: why"));
        }
        NoteRequest note = notes.get(0);
        if (note == null || note.text() == null) {
            errors.add(new FieldError("/note/0/text", "is required"));
            return null;
        }
        if (note.text().length() > LONGEST_NOTE) {
            errors.add(new FieldError("/note/0/text", "is longer than " + LONGEST_NOTE + " characters"));
        }
        return note.text();
    }

    void wrong(String pointer, String message) {
        errors.add(new FieldError(pointer, message));
    }
}
