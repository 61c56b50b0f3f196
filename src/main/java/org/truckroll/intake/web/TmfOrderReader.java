// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.intake.OrderRequest;
import org.truckroll.intake.web.TmfOrderRequest.TmfCharacteristicRequest;
import org.truckroll.intake.web.TmfOrderRequest.TmfItemRequest;
import org.truckroll.intake.web.TmfOrderRequest.TmfMediumRequest;
import org.truckroll.intake.web.TmfOrderRequest.TmfNoteRequest;
import org.truckroll.intake.web.TmfOrderRequest.TmfPartyRequest;
import org.truckroll.intake.web.TmfOrderRequest.TmfReferenceRequest;
import org.truckroll.serviceorder.TmfServiceOrder;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;
import org.truckroll.shared.ProblemHandler;

/** Reads an order of TMF641 as our own request, so that it meets the same checks; remembers where each of our members stood in it. */
@Component
class TmfOrderReader {

    private static final String CHARACTERISTICS = "/serviceOrderItem/0/service/serviceCharacteristic";
    private static final String COLLECTION = "collection";
    static final String PRIORITIES = "must be one of \"0\" (highest) to \"4\"";
    private static final String SLASH = "/";
    private static final Set<String> NAMES = Set.of("servicePointId", "permanent", "reason", "replyTo", COLLECTION);
    private static final Set<String> COLLECTION_NAMES =
            Set.of("amountDue", "currency", "paid", "arrangement", "disputed", "noticeGivenAt");

    /** Our request, and how its pointers read in their body. */
    record Reading(OrderRequest request, Map<String, String> places) {

        /** A fault of our request, where it stands in theirs. */
        String place(String pointer) {
            return Places.translate(places, pointer);
        }
    }

    /** What the characteristics of the item say. */
    record Characteristics(
            @Nullable String servicePointId,
            @Nullable Boolean permanent,
            @Nullable String reason,
            @Nullable String replyTo,
            OrderRequest.@Nullable Collection collection) {}

    private final ObjectMapper mapper;

    TmfOrderReader(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Reads.
     *
     * @throws Problem 400 naming all that is not of the profile
     */
    Reading read(TmfOrderRequest body) {
        List<FieldError> errors = new ArrayList<>();
        Map<String, String> places = new HashMap<>();
        places.put("/type", "/category");
        places.put("/requestedDate", "/requestedStartDate");
        String externalId = externalId(body, places, errors);
        String notes = note(body.note(), places, errors);
        OrderRequest.Contact contact = contact(body.relatedParty(), places, errors);
        Characteristics said = understood(characteristics(item(body, errors), places, errors), places, errors);
        Integer priority = priority(body.priority(), errors);
        if (!errors.isEmpty()) {
            throw Problem.badRequest("The order is not in the form of the profile of TMF641.", errors);
        }
        OrderRequest request = new OrderRequest(
                externalId,
                body.category(),
                said.servicePointId(),
                body.requestedStartDate(),
                priority,
                said.reason(),
                said.permanent(),
                contact,
                said.collection(),
                said.replyTo(),
                notes);
        return new Reading(request, places);
    }

    private static @Nullable String externalId(
            TmfOrderRequest body, Map<String, String> places, List<FieldError> errors) {
        List<@Nullable TmfReferenceRequest> references = orNone(body.externalReference());
        if (references.isEmpty()) {
            return body.externalId();
        }
        TmfReferenceRequest reference = references.get(0);
        String id = reference == null ? null : reference.id();
        if (references.size() > 1) {
            errors.add(new FieldError("/externalReference/1", "an order has one external reference"));
        } else if (id == null) {
            errors.add(new FieldError("/externalReference/0/id", "is required"));
        } else if (body.externalId() != null && !body.externalId().equals(id)) {
            errors.add(new FieldError("/externalReference/0/id", "must be the externalId, when both are given"));
        }
        if (body.externalId() == null) {
            places.put("/externalId", "/externalReference/0/id");
        }
        return id;
    }

    static @Nullable String note(
            @Nullable List<@Nullable TmfNoteRequest> given, Map<String, String> places, List<FieldError> errors) {
        List<@Nullable TmfNoteRequest> notes = orNone(given);
        places.put("/notes", "/note/0/text");
        if (notes.size() > 1) {
            errors.add(new FieldError("/note/1", "an order has one note"));
        }
        if (notes.isEmpty()) {
            return null;
        }
        TmfNoteRequest note = notes.get(0);
        if (note == null || note.text() == null) {
            errors.add(new FieldError("/note/0/text", "is required"));
            return null;
        }
        return note.text();
    }

    static OrderRequest.@Nullable Contact contact(
            @Nullable List<@Nullable TmfPartyRequest> given, Map<String, String> places, List<FieldError> errors) {
        List<@Nullable TmfPartyRequest> parties = orNone(given);
        if (parties.isEmpty()) {
            return null;
        }
        TmfPartyRequest party = parties.get(0);
        if (parties.size() > 1) {
            errors.add(new FieldError("/relatedParty/1", "an order names one party, its customer"));
        }
        if (party == null || !"customer".equals(party.role())) {
            errors.add(
                    new FieldError("/relatedParty/0/role", "must be customer; the requester is whoever is logged in"));
            return null;
        }
        places.put("/contact/name", "/relatedParty/0/name");
        String phone = null;
        String email = null;
        List<@Nullable TmfMediumRequest> media = orNone(party.contactMedium());
        for (int i = 0; i < media.size(); i++) {
            TmfMediumRequest medium = media.get(i);
            String place = "/relatedParty/0/contactMedium/" + i;
            var value = medium == null ? null : medium.characteristic();
            if (medium != null && "phone".equals(medium.mediumType()) && value != null && phone == null) {
                phone = value.phoneNumber();
                places.put("/contact/phone", place + "/characteristic/phoneNumber");
                required(phone, place + "/characteristic/phoneNumber", errors);
            } else if (medium != null && "email".equals(medium.mediumType()) && value != null && email == null) {
                email = value.emailAddress();
                places.put("/contact/email", place + "/characteristic/emailAddress");
                required(email, place + "/characteristic/emailAddress", errors);
            } else {
                errors.add(new FieldError(
                        place,
                        "must be one of phone (characteristic.phoneNumber) or email (characteristic.emailAddress)"));
            }
        }
        return new OrderRequest.Contact(party.name(), phone, email);
    }

    private static void required(@Nullable String value, String place, List<FieldError> errors) {
        if (value == null) {
            errors.add(new FieldError(place, "is required"));
        }
    }

    static @Nullable TmfItemRequest item(TmfOrderRequest body, List<FieldError> errors) {
        List<@Nullable TmfItemRequest> items = orNone(body.serviceOrderItem());
        if (items.size() != 1) {
            errors.add(new FieldError("/serviceOrderItem", "an order has exactly one item"));
            return null;
        }
        TmfItemRequest item = items.get(0);
        if (item == null || item.service() == null) {
            errors.add(new FieldError("/serviceOrderItem/0/service", "is required"));
            return null;
        }
        if (item.quantity() != null && item.quantity() != 1) {
            errors.add(new FieldError("/serviceOrderItem/0/quantity", "must be 1"));
        }
        if (body.category() != null) {
            String action = TmfServiceOrder.actionOf(body.category());
            if (!action.equals(item.action())) {
                errors.add(new FieldError(
                        "/serviceOrderItem/0/action",
                        "must be " + action + " in an order of category " + body.category()));
            }
        }
        return item;
    }

    /** The characteristics by their names, the past-due details as one object. */
    ObjectNode characteristics(@Nullable TmfItemRequest item, Map<String, String> places, List<FieldError> errors) {
        places.put("/servicePointId", CHARACTERISTICS);
        ObjectNode all = mapper.createObjectNode();
        Set<String> seen = new HashSet<>();
        var given = item == null || item.service() == null
                ? List.<@Nullable TmfCharacteristicRequest>of()
                : orNone(item.service().serviceCharacteristic());
        for (int i = 0; i < given.size(); i++) {
            TmfCharacteristicRequest one = given.get(i);
            String name = one == null ? null : one.name();
            JsonNode value = one == null ? null : one.value();
            String place = CHARACTERISTICS + SLASH + i;
            if (name == null || !known(name)) {
                errors.add(new FieldError(
                        place + "/name",
                        "Unknown characteristic '" + name + "'. Known: servicePointId, permanent, reason, replyTo, "
                                + "collection, or collection.amountDue and so on."));
            } else if (value == null || value.isNull()) {
                errors.add(new FieldError(place + "/value", "is required"));
            } else if (!seen.add(name) || name.startsWith(COLLECTION) && !put(all, name, value)) {
                errors.add(new FieldError(place + "/name", "'" + name + "' is given twice"));
            } else {
                if (!name.startsWith(COLLECTION)) {
                    all.set(name, value);
                }
                places.put(SLASH + name.replace('.', '/'), place + "/value");
            }
        }
        return all;
    }

    private Characteristics understood(ObjectNode all, Map<String, String> places, List<FieldError> errors) {
        try {
            return mapper.treeToValue(all, Characteristics.class);
        } catch (JsonProcessingException e) {
            FieldError fault = ProblemHandler.fault(e);
            errors.add(new FieldError(Places.translate(places, fault.pointer()), fault.message()));
            return new Characteristics(null, null, null, null, null);
        }
    }

    private static boolean known(String name) {
        return NAMES.contains(name)
                || name.startsWith(COLLECTION + ".")
                        && COLLECTION_NAMES.contains(name.substring(COLLECTION.length() + 1));
    }

    /** The past-due details come as one object or one by one. False when something is there already. */
    private static boolean put(ObjectNode all, String name, JsonNode value) {
        JsonNode before = all.get(COLLECTION);
        if (name.equals(COLLECTION)) {
            if (before != null) {
                return false;
            }
            JsonNode copy = value.deepCopy();
            if (copy instanceof ObjectNode object) {
                object.remove(List.of("@type", "@baseType", "@schemaLocation"));
            }
            all.set(COLLECTION, copy);
            return true;
        }
        String member = name.substring(COLLECTION.length() + 1);
        if (before == null) {
            all.putObject(COLLECTION).set(member, value);
            return true;
        }
        if (before instanceof ObjectNode object && !object.has(member)) {
            object.set(member, value);
            return true;
        }
        return false;
    }

    private static @Nullable Integer priority(@Nullable String given, List<FieldError> errors) {
        Integer priority = given == null ? null : TmfServiceOrder.priorityOf(given);
        if (given != null && priority == null) {
            errors.add(new FieldError("/priority", PRIORITIES));
        }
        return priority;
    }

    private static <T> List<@Nullable T> orNone(@Nullable List<@Nullable T> list) {
        return list == null ? List.of() : list;
    }
}
