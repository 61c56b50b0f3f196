// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitsOutside.Job;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.lifecycle.ServiceCalls;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Json;

/** Work orders in the shape of TMF697 v4, over the connector {@code service-call}; never inside a transaction. */
@Component
class WorkOrderCalls {

    private static final int LONGEST_ID = 100;

    private final ServiceCalls calls;
    private final PublicAddress address;
    private final Json json;
    private final Clock clock;

    WorkOrderCalls(ServiceCalls calls, PublicAddress address, Json json, Clock clock) {
        this.calls = calls;
        this.address = address;
        this.json = json;
        this.clock = clock;
    }

    /** Hands a work order over; the same name again is the same work order. */
    Said send(WorkforceSystems.System system, Job job, String key) {
        CallResult result =
                calls.call(system.endpoint(), "/workOrder", "POST", json.write(body(system, job)), Map.of(), key);
        return switch (result.outcome()) {
            case OK -> there(tree(result)).orElseGet(() -> new Said.There(null, "acknowledged"));
            case BUSY, TRANSIENT -> new Said.Later(detail(result), result.retryAfter());
            // It may be refused because it is there already.
            case REFUSED ->
                look(system, job.visit().id()) instanceof Said.There there ? there : new Said.Refused(detail(result));
            case NOT_FOUND, UNSUPPORTED, INVALID -> new Said.Refused(detail(result));
        };
    }

    /** Looks for the work order by our name. */
    Said look(WorkforceSystems.System system, String visitId) {
        CallResult result = calls.call(
                system.endpoint(),
                "/workOrder?externalId=" + URLEncoder.encode(visitId, StandardCharsets.UTF_8),
                "GET",
                null,
                Map.of(),
                null);
        return switch (result.outcome()) {
            case OK -> newest(result, visitId).<Said>map(there -> there).orElseGet(Said.Absent::new);
            case NOT_FOUND -> new Said.Absent();
            case BUSY, TRANSIENT -> new Said.Later(detail(result), result.retryAfter());
            case REFUSED, UNSUPPORTED, INVALID -> new Said.Refused(detail(result));
        };
    }

    /** Asks for it back. */
    Said withdraw(WorkforceSystems.System system, String visitId, String remoteId, @Nullable String reason) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("cancellationReason", reason == null ? "No longer needed" : reason);
        body.put("requestedCancellationDate", clock.instant().toString());
        body.put("workOrder", Map.of("id", remoteId, "externalId", visitId, "@referredType", "WorkOrder"));
        body.put("@type", "CancelWorkOrder");
        CallResult result = calls.call(
                system.endpoint(), "/cancelWorkOrder", "POST", json.write(body), Map.of(), "cancel-" + visitId);
        return switch (result.outcome()) {
            case OK -> {
                JsonNode answer = tree(result);
                String state = answer == null ? "done" : answer.path("state").asText("done");
                yield switch (state) {
                    case "terminatedWithError" -> new Said.TooLate(words(answer, detail(result)));
                    case "acknowledged", "inProgress" -> new Said.Later("The cancellation is " + state, null);
                    default -> new Said.GivenBack();
                };
            }
            case NOT_FOUND -> new Said.GivenBack();
            case REFUSED -> new Said.TooLate(words(tree(result), detail(result)));
            case BUSY, TRANSIENT -> new Said.Later(detail(result), result.retryAfter());
            case UNSUPPORTED, INVALID -> new Said.Refused(detail(result));
        };
    }

    private Optional<Said.There> newest(CallResult result, String visitId) {
        JsonNode list = tree(result);
        if (list == null || !list.isArray()) {
            return Optional.empty();
        }
        Said.There found = null;
        for (JsonNode order : list) {
            Optional<Said.There> there =
                    visitId.equals(order.path("externalId").asText()) ? there(order) : Optional.empty();
            // One that lives counts before one that was cancelled.
            if (there.isPresent() && (found == null || !over(there.get().state()))) {
                found = there.get();
            }
        }
        return Optional.ofNullable(found);
    }

    static boolean over(String state) {
        return state.equals("cancelled") || state.equals("rejected");
    }

    private static Optional<Said.There> there(@Nullable JsonNode order) {
        if (order == null || !order.isObject()) {
            return Optional.empty();
        }
        String id = order.path("id").asText("");
        return Optional.of(new Said.There(
                id.isBlank() || id.length() > LONGEST_ID ? null : id,
                order.path("state").asText("acknowledged")));
    }

    private @Nullable JsonNode tree(CallResult result) {
        if (result.body() == null || result.body().isBlank()) {
            return null;
        }
        try {
            return json.read(result.body(), JsonNode.class);
        } catch (IllegalStateException e) {
            // Whatever it is, it is no word of the contract; the status has spoken.
            return null;
        }
    }

    private static String words(@Nullable JsonNode answer, String otherwise) {
        if (answer == null) {
            return otherwise;
        }
        for (String field : List.of("message", "detail", "reason")) {
            if (answer.path(field).isTextual()) {
                return answer.path(field).asText();
            }
        }
        return otherwise;
    }

    private static String detail(CallResult result) {
        return result.detail() == null ? "HTTP " + result.status() : result.detail();
    }

    private Map<String, Object> body(WorkforceSystems.System system, Job job) {
        Visit visit = job.visit();
        ServiceOrder order = job.order();
        ServicePoint point = job.point();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("externalId", visit.id());
        body.put("name", job.work());
        body.put("description", job.reason());
        body.put("category", order.type());
        body.put("priority", Integer.toString(order.priority()));
        body.put("orderDate", visit.createdAt().toString());
        if (visit.appointmentStart() != null && visit.appointmentEnd() != null) {
            body.put("requestedStartDate", visit.appointmentStart().toString());
            body.put("requestedCompletionDate", visit.appointmentEnd().toString());
        }
        body.put("place", List.of(place(point)));
        body.put(
                "externalReference",
                List.of(Map.of(
                        "id", order.externalId(), "externalReferenceType", "serviceOrder", "name", "service order")));
        if (point.flags().accessNotes() != null) {
            body.put("note", List.of(Map.of("text", point.flags().accessNotes())));
        }
        if (job.contact() != null) {
            body.put("relatedParty", List.of(customer(job.contact())));
        }
        body.put("workOrderItem", List.of(item(system, job)));
        body.put("requesterCallback", callback(system, visit.id()));
        body.put("@type", "WorkOrder");
        return body;
    }

    private String callback(WorkforceSystems.System system, String visitId) {
        return address.of("/api/v1/workforce/" + system.name() + "/work-orders/" + visitId + "/status")
                .toString();
    }

    private static Map<String, Object> place(ServicePoint point) {
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("id", point.id());
        place.put("role", "servicePoint");
        place.put("name", point.addressLine());
        place.put("area", point.area());
        place.put("timeZone", point.timeZone().getId());
        if (point.address() != null) {
            place.put("address", point.address());
        }
        place.put("@type", "GeographicAddress");
        return place;
    }

    private static Map<String, Object> customer(ServiceOrder.Contact contact) {
        Map<String, Object> customer = new LinkedHashMap<>();
        customer.put("role", "customer");
        putIfKnown(customer, "name", contact.name());
        putIfKnown(customer, "phone", contact.phone());
        customer.put("@referredType", "Individual");
        return customer;
    }

    private static void putIfKnown(Map<String, Object> body, String field, @Nullable Object value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private static Map<String, Object> item(WorkforceSystems.System system, Job job) {
        Device device = job.point().hasDevice() ? job.point().device() : null;
        List<Map<String, Object>> traits = new ArrayList<>();
        trait(traits, "action", job.visit().action());
        trait(traits, "modes", job.modes());
        trait(traits, "requiredSkill", job.visit().plan().skill());
        trait(traits, "testOnSite", job.visit().plan().testOnSite());
        trait(traits, "pointCategory", job.point().category().name());
        trait(traits, "crewNote", job.visit().crewNote());
        if (device != null) {
            trait(traits, "expectedDevice", device.id());
            trait(traits, "expectedCount", device.count());
            trait(
                    traits,
                    "requiredRegisters",
                    device.requiredRegisters().stream().map(Device.Register::id).toList());
        }
        Map<String, Object> work = new LinkedHashMap<>();
        work.put("name", job.work());
        work.put("description", job.reason());
        work.put(
                "plannedDuration",
                Map.of("amount", system.settings().plannedDuration().toMinutes(), "units", "minutes"));
        work.put("characteristic", traits);
        work.put("@type", "Work");
        return Map.of("id", "1", "action", "add", "work", work, "@type", "WorkOrderItem");
    }

    private static void trait(List<Map<String, Object>> traits, String name, @Nullable Object value) {
        if (value != null) {
            traits.add(Map.of(
                    "name",
                    name,
                    "valueType",
                    value instanceof List
                            ? "array"
                            : value.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                    "value",
                    value));
        }
    }
}
