// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.intake.web.TmfOrderRequest.TmfItemRequest;
import org.truckroll.serviceorder.TmfServiceOrder;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;
import org.truckroll.shared.ProblemHandler;

/** Reads a patch of TMF641 as the merge-patch of our own form: a list takes the place of what was there, and null empties it. */
@Component
class TmfPatchReader {

    private static final String SLASH = "/";
    private static final Set<String> OVERLOOKED = Set.of("href", "@type", "@baseType", "@schemaLocation");

    /** Members that are kept but stay as they were asked for, and how our form names them. */
    private static final Map<String, String> FIXED = Map.of(
            "id",
            "id",
            "externalId",
            "externalId",
            "externalReference",
            "externalId",
            "category",
            "type",
            "state",
            "state");

    /** Our patch, and how its pointers read in theirs. */
    record Reading(ObjectNode patch, Map<String, String> places) {

        String place(String pointer) {
            return Places.translate(places, pointer);
        }
    }

    private final ObjectMapper mapper;
    private final TmfOrderReader orders;

    TmfPatchReader(ObjectMapper mapper, TmfOrderReader orders) {
        this.mapper = mapper;
        this.orders = orders;
    }

    /**
     * Reads.
     *
     * @throws Problem 400 for what is not of the profile; what cannot be amended is left to the amendment to refuse
     */
    Reading read(JsonNode body) {
        ObjectNode patch = mapper.createObjectNode();
        Map<String, String> places = new HashMap<>();
        List<FieldError> errors = new ArrayList<>();
        if (!body.isObject()) {
            throw Problem.badRequest("A patch is a JSON object.", List.of(new FieldError("", "must be an object")));
        }
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            String fixed = FIXED.get(name);
            if (fixed != null) {
                patch.set(fixed, value);
                places.put(SLASH + fixed, SLASH + name);
                continue;
            }
            switch (name) {
                case "requestedStartDate" -> {
                    patch.set("requestedDate", value);
                    places.put("/requestedDate", SLASH + name);
                }
                case "priority" -> priority(value, patch, errors);
                case "note" -> note(value, patch, places, errors);
                case "relatedParty" -> contact(value, patch, places, errors);
                case "serviceOrderItem" -> item(value, patch, places, errors);
                default -> {
                    if (!OVERLOOKED.contains(name)) {
                        errors.add(
                                new FieldError(
                                        SLASH + name,
                                        "Unknown field '" + name
                                                + "'. Known: requestedStartDate, priority, note, relatedParty, serviceOrderItem."));
                    }
                }
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.badRequest("The patch is not in the form of the profile of TMF641.", errors);
        }
        return new Reading(patch, places);
    }

    private static void priority(JsonNode value, ObjectNode patch, List<FieldError> errors) {
        Integer ours = value.isTextual() ? TmfServiceOrder.priorityOf(value.textValue()) : null;
        if (value.isNull()) {
            patch.putNull("priority");
        } else if (ours == null) {
            errors.add(new FieldError("/priority", TmfOrderReader.PRIORITIES));
        } else {
            patch.put("priority", ours);
        }
    }

    private void note(JsonNode value, ObjectNode patch, Map<String, String> places, List<FieldError> errors) {
        TmfOrderRequest only = part("note", value, errors);
        if (only != null) {
            patch.put("notes", TmfOrderReader.note(only.note(), places, errors));
        }
    }

    private void contact(JsonNode value, ObjectNode patch, Map<String, String> places, List<FieldError> errors) {
        TmfOrderRequest only = part("relatedParty", value, errors);
        if (only == null) {
            return;
        }
        var contact = TmfOrderReader.contact(only.relatedParty(), places, errors);
        places.put("/contact", "/relatedParty");
        if (contact == null) {
            patch.putNull("contact");
        } else {
            patch.putObject("contact")
                    .put("name", contact.name())
                    .put("phone", contact.phone())
                    .put("email", contact.email());
        }
    }

    /** Of the item only whether the debt is paid can be amended; other characteristics are left for the amendment to refuse. */
    private void item(JsonNode value, ObjectNode patch, Map<String, String> places, List<FieldError> errors) {
        TmfOrderRequest only = part("serviceOrderItem", value, errors);
        if (only == null) {
            return;
        }
        TmfItemRequest item = TmfOrderReader.item(only, errors);
        ObjectNode said = orders.characteristics(item, places, errors);
        patch.setAll(said);
    }

    /** One member of an order, read as in a new one. */
    private @Nullable TmfOrderRequest part(String name, JsonNode value, List<FieldError> errors) {
        try {
            return mapper.treeToValue(mapper.createObjectNode().set(name, value), TmfOrderRequest.class);
        } catch (JsonProcessingException e) {
            errors.add(ProblemHandler.fault(e));
            return null;
        }
    }
}
