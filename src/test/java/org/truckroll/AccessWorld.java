// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;

/** Work in division north, one piece of everything that can be asked for, and the requests that ask for it. */
final class AccessWorld {

    static final String STREET = "Gömda gatan 17";
    static final String CUSTOMER = "Nordanvind Hemlig";
    private static final String PERSON_NAME = "Nordpersonen";
    private static final String RUN_FAULT = "Nordfel";

    private static final String NOW = "2026-03-03T06:00:00Z";
    private static final String POINT =
            "{\"address\":{\"street\":\"" + STREET + "\"},\"device\":{\"kind\":\"MANUAL\"}}";
    private static final String PING_POINT = "{\"address\":{\"street\":\"" + STREET
            + "\"},\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}";

    /**
     * One request.
     *
     * @param ids those of the path, in its order
     */
    record Shot(String method, String path, byte @Nullable [] body, Map<String, String> headers, List<String> ids) {

        /** The same for things that do not exist. */
        Shot ofNothing() {
            String nowhere = path;
            byte[] said = body;
            for (String id : ids) {
                nowhere = nowhere.replace(id, nothing(id));
                if (said != null) {
                    said = new String(said, StandardCharsets.UTF_8)
                            .replace(id, nothing(id))
                            .getBytes(StandardCharsets.UTF_8);
                }
            }
            return new Shot(method, nowhere, said, headers, ids);
        }

        static String nothing(String id) {
            return "none-" + Integer.toHexString(id.hashCode());
        }
    }

    /** What came back. */
    record Answer(int status, String body, String type) {}

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Stories stories;
    private final JdbcClient jdbc;
    private final int port;
    private final Map<String, Supplier<Shot>> shots = new LinkedHashMap<>();
    private final Map<String, String> once = new HashMap<>();
    private final List<String> marks = new ArrayList<>();
    private int number;

    AccessWorld(Stories stories, JdbcClient jdbc, int port) {
        this.stories = stories;
        this.jdbc = jdbc;
        this.port = port;
        marks.addAll(List.of(STREET, CUSTOMER, PERSON_NAME, RUN_FAULT, "field-north", "dispatchers-north"));
        points();
        orders();
        visits();
        decisions();
        headEnds();
        events();
        people();
        notices();
        models();
        engine();
        pages();
    }

    /** What nobody outside of division north may ever read. */
    List<String> marks() {
        return marks;
    }

    /** The calls that can be made here. */
    Map<String, Supplier<Shot>> shots() {
        return shots;
    }

    Answer send(@Nullable String login, Shot shot) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + shot.path()))
                .method(
                        shot.method(),
                        shot.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(shot.body()));
        shot.headers().forEach(request::header);
        if (login != null) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8)));
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    answer.body(),
                    answer.headers().firstValue("Content-Type").orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(shot.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void events() {
        String path = "/api/v1/inbound-events/{id}";
        reads("GET /api/v1/inbound-events?limit=500");
        reads("GET " + path, () -> once("event", this::event));
        reads("GET " + path + "/original", () -> once("event", this::event));
        reads("GET " + path + "/parts/{place}", () -> once("event", this::event));
        for (String action : List.of("take-charge", "archive")) {
            sends("POST " + path + "/" + action, this::event, id -> "");
        }
        for (String action : List.of("save", "give-back")) {
            sends("POST " + path + "/" + action, this::eventInHand, id -> "{}");
        }
        sends("POST " + path + "/forward", this::event, id -> "{\"recipients\":[\"ax-on-call\"]}");
        sends("POST " + path + "/order", this::event, id -> "{\"servicePointId\":\"" + newPoint() + "\"}");
    }

    private String event() {
        operator();
        String id = stories.events()
                .receive(Operators.inbound(
                        "north", Inbound.Kind.FAX, "somebody@example.com", STREET, CUSTOMER, "AX-E-" + ++number))
                .eventId();
        Token.of(stories.engine(), InboundEvents.PROCESS, id).runJob("serviceTask_readEvent");
        return id;
    }

    /** Who is hired for the test is ACTIVE in north. */
    private String activeOperator() {
        String person = "ax-on-call";
        leave();
        jdbc.sql("""
                        insert into tr_operator (division, person, step_no, mode, changed_by, changed_at)
                        values ('north', :person, 1, 'ACTIVE', 'test', current_timestamp)
                        """).param("person", person).update();
        return person;
    }

    void leave() {
        jdbc.sql("delete from tr_operator where person = 'ax-on-call'").update();
    }

    private String eventInHand() {
        String id = event();
        done("ax-on-call", "POST", "/api/v1/inbound-events/" + id + "/take-charge", "");
        return id;
    }

    private void points() {
        String path = "/api/v1/service-points/{id}";
        reads("GET " + path, this::point);
        reads("GET " + path + "/history", this::point);
        reads("GET " + path + "/readings", this::point);
        sends("PUT " + path, this::newPoint, id -> pointBody());
        sends(
                "POST " + path + "/readings",
                this::newPoint,
                id -> "{\"deviceId\":\"" + device(id)
                        + "\",\"readings\":[{\"registerId\":\"1\",\"value\":\"12.3\",\"at\":\"" + Stories.NOW
                        + "\"}]}");
        shot(
                "POST /api/v1/service-points:import",
                () -> new Shot(
                        "POST",
                        "/api/v1/service-points:import",
                        bytes(pointBody().replaceFirst("\\{", "{\"id\":\"" + newPoint() + "\",")),
                        Map.of("Content-Type", "application/x-ndjson"),
                        List.of()));
        reads("GET /api/v1/outages/{id}", () -> once("outage", this::outage));
        sends(
                "PUT /api/v1/outages/{id}",
                this::outage,
                id -> "{\"servicePointIds\":[\"" + point() + "\"],\"since\":\"" + Stories.NOW + "\"}");
        reads("GET /api/v1/device-models");
        reads("GET /api/v1/device-models/{headEnd}/{model}", () -> "scripted", () -> once("model", this::model));
        sends(
                "PUT /api/v1/device-models/{headEnd}/{model}",
                () -> "scripted",
                () -> "AX-" + ++number,
                "{\"capabilities\":{\"ping\":true}}");
    }

    private void orders() {
        String path = "/api/v1/service-orders";
        reads("GET " + path + "?limit=500");
        reads("GET " + path + "?name=Nordanvind&limit=500");
        reads("GET " + path + "/{id}", this::order);
        reads("GET " + path + "/{id}/events", this::order);
        reads("GET " + path + "/{id}/clocks", this::order);
        reads("GET " + path + "/{id}/decisions", this::order);
        shot("GET " + path + "/{id}/decisions as text/plain", () -> {
            Shot json = shots.get("GET " + path + "/{id}/decisions").get();
            return new Shot("GET", json.path(), null, Map.of("Accept", "text/plain"), json.ids());
        });
        sends("POST " + path, () -> wish(newPoint()));
        sends("POST " + path + ":preview", () -> wish(point()));
        sends("PATCH " + path + "/{id}", this::newOrder, id -> "{\"notes\":\"ring twice\"}");
        sends("POST " + path + "/{id}/cancellation", this::newOrder, id -> "{\"reason\":\"moved out\"}");
        sends("POST " + path + "/{id}/tracking-link", this::newOrder, id -> "");
        reads("GET /track/page.css");
        reads("GET /track/{token}", () -> once("tracking", this::tracking));
        reads("GET /report");
        reads("GET /report/page.css");
        shot(
                "POST /report",
                () -> new Shot(
                        "POST",
                        "/report",
                        bytes("lang=en&key=AX-KEY-" + ++number
                                + "&what=DAMAGE&place=Nowhere+1&text=A+pole+leans&consent=yes"),
                        Map.of("Content-Type", "application/x-www-form-urlencoded"),
                        List.of()));
        reads("GET /api/v1/public/tracking/{token}", () -> once("tracking", this::tracking));
        sends(
                "POST /api/v1/public/fault-reports",
                () -> "{\"what\":\"DAMAGE\",\"place\":\"Nowhere 1\",\"text\":\"A pole leans\",\"consent\":true}");
        reads("GET /api/v1/events?limit=500");
        sends(
                "POST /api/v1/events",
                () -> "{\"servicePointId\":\"" + point() + "\",\"subject\":\"No water\",\"text\":\"Since noon\"}");
        reads("GET /api/v1/campaigns?limit=500");
        reads("GET /api/v1/campaigns/{id}", () -> once("campaign", this::newCampaign));
        reads("GET /api/v1/campaigns/{id}/items", () -> once("campaign", this::newCampaign));
        sends("POST /api/v1/campaigns", () -> campaign(newPoint()));
        sends("POST /api/v1/campaigns/{id}:pause", this::newCampaign, id -> "{\"reason\":\"storm\"}");
        sends("POST /api/v1/campaigns/{id}:resume", this::newCampaign, id -> "");
        sends("POST /api/v1/campaigns/{id}:stop", this::newCampaign, id -> "");
        reads("GET /api/v1/subscriptions?limit=500");
        reads("GET /api/v1/subscriptions/{id}", () -> once("subscription", this::newSubscription));
        sends("POST /api/v1/subscriptions", this::subscription);
        sends("DELETE /api/v1/subscriptions/{id}", this::newSubscription, id -> null);
        reads("GET /api/v1/clocks?limit=500");
        reads("GET /api/v1/clocks/pauses?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z");
        reads("GET /api/v1/clocks/{id}", () -> once("clock", this::newClock));
        sends("POST /api/v1/clocks/{id}:pause", this::newClock, id -> "{\"reason\":\"WEATHER\"}");
        sends(
                "POST /api/v1/clocks/{id}:resume",
                () -> {
                    String clock = newClock();
                    done("dispatcher", "POST", "/api/v1/clocks/" + clock + ":pause", "{\"reason\":\"WEATHER\"}");
                    return clock;
                },
                id -> "");
        reads("GET /api/v1/statistics/activities?from=2026-02-01&to=2026-03-01&groupBy=group");
        reads("GET /api/v1/drift?limit=500");
        String tmf = "/tmf-api/serviceOrdering/v4/";
        reads("GET " + tmf + "serviceOrder?limit=500");
        reads("GET " + tmf + "serviceOrder/{id}", this::order);
        sends(
                "POST " + tmf + "serviceOrder",
                () -> "{\"externalId\":\"AX-" + ++number
                        + "\",\"category\":\"ENABLE\",\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"add\",\"service\":"
                        + "{\"serviceCharacteristic\":[{\"name\":\"servicePointId\",\"value\":\"" + newPoint()
                        + "\"}]}}]}");
        sends("PATCH " + tmf + "serviceOrder/{id}", this::newOrder, id -> "{\"note\":[{\"text\":\"ring twice\"}]}");
        sends("DELETE " + tmf + "serviceOrder/{id}", this::newOrder, id -> null);
        reads("GET " + tmf + "cancelServiceOrder?limit=500");
        reads("GET " + tmf + "cancelServiceOrder/{id}", () -> once("cancel", this::newCancel));
        sends("POST " + tmf + "cancelServiceOrder", () -> "{\"serviceOrder\":{\"id\":\"" + newOrder() + "\"}}");
        sends("POST " + tmf + "hub", () -> "{\"callback\":\"http://127.0.0.1:" + port + "/simulator/cis/answers\"}");
        sends("DELETE " + tmf + "hub/{id}", this::newHub, id -> null);
    }

    private void visits() {
        String path = "/api/v1/field-activities";
        reads("GET " + path + "?limit=500");
        reads("GET " + path + "/{id}", this::visit);
        reads("GET " + path + "/{id}/assignments", this::visit);
        reads("GET " + path + "/{id}/suggestions", this::visit);
        reads("GET " + path + "/{id}/slots", this::visit);
        reads("GET " + path + "/{id}/appointment", this::visit);
        reads("GET " + path + "/{id}/photos", this::photographed);
        reads("GET " + path + "/{id}/photos/{photo}", this::photographed, this::photo);
        sends("POST " + path + "/{id}/claim", this::newVisit, id -> "{}");
        sends(
                "POST " + path + "/{id}/assign",
                this::newVisit,
                id -> "{\"group\":\"field-north\",\"reason\":\"nearer\"}");
        sends("POST " + path + "/{id}/transfer", this::signed, id -> "{\"to\":\"crew2\",\"reason\":\"ill\"}");
        sends("POST " + path + "/{id}/release", this::signed, id -> "{}");
        sends("POST " + path + "/{id}/status", this::signed, id -> "{\"status\":\"EN_ROUTE\"}");
        sends(
                "POST " + path + "/{id}/complete",
                this::signed,
                id -> "{\"mode\":\"TURNED_ON\",\"readings\":" + "[{\"registerId\":\"1\",\"value\":\"12.3\",\"at\":\""
                        + Stories.NOW + "\"}]}");
        sends("POST " + path + "/{id}/fail", this::signed, id -> "{\"reason\":\"NO_ACCESS\"}");
        sends("POST " + path + "/{id}/test", this::signed, id -> "{\"result\":\"PASSED\"}");
        sends("POST " + path + "/{id}/appointment", this::signed, id -> "{" + slot(id) + "}");
        sends("POST " + path + "/{id}/preliminary-visit", this::newVisit, id -> "{" + slot(id) + "}");
        sends(
                "POST " + path + "/{id}/appointment/move",
                this::appointed,
                id -> "{" + slot(id) + ",\"reason\":\"ill\"}");
        sends("POST " + path + "/{id}/appointment/cancel", this::appointed, id -> "{\"reason\":\"ill\"}");
        sends("POST " + path + "/{id}/appointment/no-show", this::appointed, id -> "{}");
        sends("POST " + path + "/{id}/customer-link", this::newVisit, id -> "");
        shot("POST " + path + "/{id}/photos", () -> {
            String id = signed();
            return new Shot(
                    "POST", path + "/" + id + "/photos", picture(), Map.of("Content-Type", "image/png"), List.of(id));
        });
        shot("POST " + path + ":reassign", () -> {
            String id = newVisit();
            return json(
                    "POST",
                    path + ":reassign",
                    "{\"ids\":[\"" + id + "\"],\"group\":\"field-north\",\"reason\":\"storm\"}",
                    List.of(id));
        });
        reads("GET " + path + "/{id}/work-order", this::visit);
        sends("POST " + path + "/{id}/take-back", this::signed, id -> "{\"reason\":\"storm\"}");
        reads("GET /api/v1/assignments?by=dispatcher&limit=500");
        reads("GET /api/v1/supervision?kind=UNSIGNED&limit=500");
        reads("GET /api/v1/supervision?kind=UNSIGNED&division=north&limit=500");
        reads("GET /api/v1/supervision/counts");
        reads("GET /api/v1/to-do");
        String systems = "/api/v1/workforce/{system}";
        // The visits here belong to a crew: the one system that may ask is told that it has no such work.
        sends(
                "POST " + systems + "/work-orders/{visitId}/status",
                () -> "simulator",
                this::visit,
                "{\"eventId\":\"AX-1\",\"at\":\"" + Stories.NOW + "\",\"state\":\"acknowledged\"}");
        shot("POST " + systems + "/device-verification", () -> {
            String point = point();
            return json(
                    "POST",
                    "/api/v1/workforce/simulator/device-verification",
                    "{\"servicePointId\":\"" + point + "\",\"deviceId\":\"" + device(point) + "\"}",
                    List.of(point));
        });
        String booking = "/tmf-api/appointment/v4/";
        reads("GET " + booking + "searchTimeSlot?relatedEntity.id=none");
        reads("GET " + booking + "searchTimeSlot/{id}", () -> once("slots", this::newSearch));
        sends("POST " + booking + "searchTimeSlot", () -> "{\"relatedEntity\":" + related(visit()) + "}");
        reads("GET " + booking + "appointment?limit=500");
        reads("GET " + booking + "appointment/{id}", () -> once("booked", this::appointed));
        sends("POST " + booking + "appointment", () -> {
            String visit = signed();
            return "{\"validFor\":" + period(visit) + ",\"relatedEntity\":" + related(visit) + "}";
        });
        sends("PATCH " + booking + "appointment/{id}", this::appointed, id -> "{\"validFor\":" + period(id) + "}");
        sends("DELETE " + booking + "appointment/{id}", this::appointed, id -> null);
        sends(
                "POST /api/v1/found-work",
                () -> "{\"externalId\":\"FW-AX-" + ++number + "\",\"servicePointId\":\"" + newPoint()
                        + "\",\"finding\":\"Seal is broken\",\"condition\":\"TAMPERED\",\"evidence\":\"seen\"}");
        reads("GET /visit/visit.css");
        reads("GET /visit/{token}", () -> once("token", () -> token(newVisit())));
        reads("GET /visit/{token}/visit.ics", () -> once("token of an appointment", () -> token(appointed())));
        // Whoever knocks there without the provider's proof learns nothing, whoever he is.
        shot(
                "POST /hooks/providers/{provider}/status",
                () -> new Shot(
                        "POST",
                        "/hooks/providers/sms/status",
                        bytes("MessageSid=SM1&MessageStatus=delivered"),
                        Map.of("Content-Type", "application/x-www-form-urlencoded", "X-Twilio-Signature", "none"),
                        List.of()));
        shot(
                "POST /hooks/providers/{provider}/reports/{token}",
                () -> new Shot(
                        "POST",
                        "/hooks/providers/sms/reports/guessed",
                        bytes("{\"job_id\":\"1\",\"status\":\"success\"}"),
                        Map.of("Content-Type", "application/json"),
                        List.of()));
        shot(
                "POST /hooks/sms/{number}",
                () -> new Shot(
                        "POST",
                        "/hooks/sms/desk",
                        bytes("MessageSid=SM1&From=%2B46701740605&Body=x"),
                        Map.of("Content-Type", "application/x-www-form-urlencoded", "X-Twilio-Signature", "none"),
                        List.of()));
        shot("POST /visit/{token}", () -> {
            String token = token(appointed());
            return new Shot(
                    "POST",
                    "/visit/" + token,
                    bytes("lang=en&wish=cancel"),
                    Map.of("Content-Type", "application/x-www-form-urlencoded"),
                    List.of(token));
        });
    }

    private void decisions() {
        String path = "/api/v1/human-activities";
        reads("GET " + path + "?limit=500");
        reads("GET " + path + "/{id}", () -> once("decision", this::newDecision));
        sends("POST " + path + "/{id}/claim", this::newDecision, id -> "");
        sends("POST " + path + "/{id}/decision", this::newDecision, id -> "{\"decision\":\"CANCEL\"}");
    }

    private void headEnds() {
        String path = "/api/v1/head-ends";
        reads("GET " + path);
        reads("GET " + path + "/{headEnd}", () -> "scripted");
        sends("PUT " + path + "/{headEnd}/pause", () -> "twin", id -> "{\"reason\":\"maintenance\"}");
        sends("DELETE " + path + "/{headEnd}/pause", () -> "twin", id -> null);
        reads("GET " + path + "/{headEnd}/reconciliation", () -> "scripted");
        // A real one would compare for minutes: who may ask is told that there is none of this name.
        sends("POST " + path + "/{headEnd}/reconciliation", () -> "nowhere", id -> "");
        sends(
                "POST " + path + "/{headEnd}/replies",
                () -> "scripted",
                id -> "{\"messageId\":\"AX-" + ++number + "\",\"commandId\":\"AX-none\",\"result\":\"SUCCESS\"}");
        sends(
                "POST " + path + "/{headEnd}/events",
                () -> "scripted",
                id -> "{\"eventId\":\"AX-" + ++number
                        + "\",\"deviceId\":\"AX-none\",\"code\":\"POWER_OUTAGE\",\"at\":\"" + Stories.NOW + "\"}");
        for (String door : List.of("cim", "gxf-notifications")) {
            shot(
                    "POST " + path + "/{headEnd}/" + door,
                    () -> new Shot(
                            "POST",
                            path + "/scripted/" + door,
                            bytes("<a/>"),
                            Map.of("Content-Type", "text/xml"),
                            List.of()));
        }
        reads("GET /api/v1/commands?limit=500");
        reads("GET /api/v1/commands/{id}", () -> once("command", this::newCommand));
        sends(
                "POST /api/v1/commands",
                () -> "{\"deviceId\":\"" + device(newPoint(PING_POINT)) + "\",\"command\":\"PING\"}");
    }

    private void people() {
        String path = "/api/v1/people";
        reads("GET " + path + "?limit=500");
        reads("GET " + path + "?division=north&limit=500");
        reads("GET " + path + "/{id}", this::person);
        reads("GET " + path + "/{id}/work", this::person);
        reads("GET " + path + "/{id}/roster", this::person);
        sends("POST " + path, () -> personBody("axp" + ++number));
        sends("PATCH " + path + "/{id}", this::newPerson, id -> "{\"givenName\":\"Other\"}");
        sends(
                "PUT " + path + "/{id}/roster",
                this::newPerson,
                id -> "[{\"from\":\"" + Stories.NOW + "\",\"to\":\"" + NOW + "\",\"kind\":\"DUTY\"}]");
        sends("POST " + path + "/{id}:disable", this::newPerson, id -> "");
        sends("POST " + path + "/{id}:enable", this::newPerson, id -> "");
        sends("POST " + path + "/{id}:hand-over", this::newPerson, id -> "{\"person\":\"crew\"}");
        String units = "/api/v1/org-units";
        reads("GET " + units + " !tree");
        reads("GET " + units + "?tree");
        reads("GET " + units + "?division=north !tree");
        reads("GET " + units + "/{id}", () -> once("unit", this::newUnit));
        reads("GET " + units + "/{id}/work", () -> once("unit", this::newUnit));
        sends("POST " + units, () -> unitBody("field-ax" + ++number));
        sends("PATCH " + units + "/{id}", this::newUnit, id -> "{\"name\":\"Other\"}");
        sends("DELETE " + units + "/{id}", this::newUnit, id -> null);
        sends("POST " + units + "/{id}:hand-over", this::newUnit, id -> "{\"group\":\"field-north\"}");
        onCallDesk();
        messages();
        String sync = "/api/v1/staff-sync";
        reads("GET " + sync);
        reads("GET " + sync + "/{id}", () -> once("run", this::run));
        reads("GET " + sync + "/{id}/faults", () -> once("run", this::run));
        sends("POST " + sync, () -> "{}");
    }

    private void onCallDesk() {
        String path = "/api/v1/on-call/{division}";
        reads("GET " + path);
        reads("GET " + path + "/shifts");
        reads("GET " + path + "/stand-ins");
        reads("GET " + path + "/rotas");
        reads("GET " + path + "/escalation");
        sends("PUT " + path + "/operators/{person}", this::operator, id -> "{\"step\":1}");
        sends("PUT " + path + "/escalation", () -> "{\"repeats\":1}");
        sends("POST " + path + "/rotas", this::rotaBody);
        sends("PUT " + path + "/rotas/{id}", this::newRota, id -> rotaBody());
        sends("DELETE " + path + "/rotas/{id}", this::newRota, id -> null);
        sends("POST " + path + "/stand-ins", this::standInBody);
        sends("DELETE " + path + "/stand-ins/{id}", this::newStandIn, id -> null);
        reads("GET /api/v1/my/on-call");
        reads("GET /api/v1/my/on-call/calendar");
        sends("POST /api/v1/my/on-call/calendar", () -> "");
        sends("DELETE /api/v1/my/on-call/calendar", () -> null);
        sends("PUT /api/v1/my/on-call/{division}", () -> "{\"mode\":\"ACTIVE\"}");
        reads("GET /calendar/{secret}.ics", () -> "nobody-knows");
    }

    private void messages() {
        String book = "/api/v1/contacts";
        reads("GET " + book + "?limit=500");
        reads("GET " + book + "/{id}", () -> once("contact", this::newContact));
        sends("POST " + book, () -> contactBody("ax-" + ++number));
        sends("PUT " + book + "/{id}", this::newContact, id -> contactBody("ax-" + ++number));
        sends("DELETE " + book + "/{id}", this::newContact, id -> null);
        sends("POST " + book + ":import", () -> "{\"division\":\"north\",\"contacts\":[]}");
        String path = "/api/v1/operator-messages";
        reads("GET " + path + "?limit=500");
        reads("GET " + path + "/{id}", () -> once("message", this::newMessage));
        reads("GET " + path + "/{id}/report", () -> once("message", this::newMessage));
        sends("POST " + path, this::messageBody);
    }

    private static String contactBody(String ref) {
        return "{\"division\":\"north\",\"ref\":\"" + ref + "\",\"name\":\"" + CUSTOMER
                + "\",\"mail\":\"somebody@example.com\"}";
    }

    private String newContact() {
        return member(done("people-admin", "POST", "/api/v1/contacts", contactBody("ax-" + ++number)), "/id");
    }

    private String messageBody() {
        return "{\"division\":\"north\",\"recipients\":[\"" + once("recipient", this::newContact)
                + "\"],\"channels\":[\"MAIL\"],\"text\":\"" + STREET + "\"}";
    }

    private String newMessage() {
        return member(done(operator(), "POST", "/api/v1/operator-messages", messageBody()), "/id");
    }

    private String operator() {
        return once("operator on call", this::activeOperator);
    }

    private void notices() {
        reads("GET /api/v1/notices?division=north&limit=500");
        reads("GET /api/v1/notices/statistics?from=2026-11-01&to=2026-11-30&division=north");
        reads("GET /api/v1/notices/{id}/report", () -> once("notice", this::notice));
        reads("GET /api/v1/notice-deliveries?limit=500");
        reads("GET /api/v1/notice-texts");
        reads("GET /api/v1/notice-texts/{event}", () -> "undelivered");
        sends("POST /api/v1/notice-texts/{event}:preview", () -> "undelivered", event -> "{}");
        reads("GET /api/v1/my/notices");
        reads("GET /api/v1/my/notices/quiet-hours");
        sends("PUT /api/v1/my/notices/quiet-hours", () -> "{}");
        sends("POST /api/v1/my/notices/{id}:read", () -> once("own notice", this::notice), id -> "");
        String path = "/api/v1/responsibles/{objectId}";
        reads("GET " + path, () -> once("object", this::object));
        sends("PUT " + path, this::object, id -> responsibles());
    }

    /** A notice and what the dispatcher's page has of it, under one id. */
    private String notice() {
        String id = "ax-notice-" + ++number;
        jdbc.sql("""
                        insert into tr_notice (id, notice_key, event, severity, division, subject, origin, told_at, person_decides)
                        values (:id, :id, 'notice', 'STANDARD', 'north', :subject, 'AUTOMATIC', current_timestamp, false)
                        """).param("id", id).param("subject", "AX " + CUSTOMER).update();
        jdbc.sql("""
                        insert into tr_delivery (id, notice_id, channel, recipient, person, name, language, title, body, state, attempts,
                        rounds, recalled, reported, created_at)
                        values (:id, :id, 'PAGE', 'dispatcher', 'dispatcher', :name, 'en', :name, :name, 'SENT', 0, 0, false, false,
                        current_timestamp)
                        """).param("id", id).param("name", CUSTOMER).update();
        return id;
    }

    private static String responsibles() {
        return "{\"division\":\"north\",\"parties\":[{\"person\":\"crew\"}]}";
    }

    private String object() {
        String id = "AX-O-" + ++number;
        done("people-admin", "PUT", "/api/v1/responsibles/" + id, responsibles());
        return id;
    }

    private String rotaBody() {
        return "{\"name\":\"Nights\",\"firstDay\":\"2026-03-02\",\"members\":[\"" + operator() + "\"]}";
    }

    private String standInBody() {
        return "{\"person\":\"" + operator() + "\",\"from\":\"2026-03-03T06:00:00Z\",\"to\":\"2026-03-04T06:00:00Z\"}";
    }

    private String newRota() {
        return member(done("people-admin", "POST", "/api/v1/on-call/north/rotas", rotaBody()), "/id");
    }

    private String newStandIn() {
        return member(done("people-admin", "POST", "/api/v1/on-call/north/stand-ins", standInBody()), "/id");
    }

    private void models() {
        reads("GET /api/v1/models");
        sends("POST /api/v1/models:rescan", () -> "");
        for (String call : List.of("check", "replay?orders=1")) {
            String path = "/api/v1/models:" + call;
            String key = "POST " + path.replaceAll("\\?.*", "");
            shot(key, () -> new Shot("POST", path, null, Map.of(), List.of()));
            shot(
                    key + " of multipart/form-data",
                    () -> new Shot(
                            "POST",
                            path,
                            bytes("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.form\"\r\n"
                                    + "Content-Type: application/json\r\n\r\n{}\r\n--b--\r\n"),
                            Map.of("Content-Type", "multipart/form-data; boundary=b"),
                            List.of()));
        }
    }

    private void engine() {
        String path = "/engine-rest";
        String task = path + "/task/{id}";
        reads("GET " + path + "/engine");
        reads("GET " + path + "/version");
        reads("GET " + task, this::task);
        for (String part : List.of("variables", "identity-links", "comment", "attachment", "form", "deployed-form")) {
            reads("GET " + task + "/" + part, this::task);
        }
        reads("GET " + path + "/task?maxResults=500");
        reads("GET " + path + "/task/count?processInstanceBusinessKey={id}", this::visit);
        sends("POST " + task + "/claim", this::newTask, id -> "{\"userId\":\"ME\"}");
        sends("POST " + task + "/claim for another", this::newTask, id -> "{\"userId\":\"crew2\"}");
        sends("POST " + task + "/claim for nobody", this::signedTask, id -> "{\"userId\":null}");
        sends("POST " + task + "/unclaim", this::signedTask, id -> "");
        sends(
                "POST " + task + "/complete",
                this::signedTask,
                id -> "{\"variables\":{\"result\":{\"value\":\"NO_ACCESS\"}}}");
        sends(
                "POST " + task + "/submit-form",
                this::signedTask,
                id -> "{\"variables\":{\"result\":{\"value\":\"NO_ACCESS\"}}}");
        sends("POST " + task + "/assignee", this::signedTask, id -> "{\"userId\":\"crew2\"}");
        sends("POST " + task + "/delegate", this::signedTask, id -> "{\"userId\":\"crew2\"}");
        sends("POST " + task + "/resolve", this::signedTask, id -> "{}");
        sends("POST " + task + "/bpmnError", this::signedTask, id -> "{\"errorCode\":\"VISIT_NOT_POSSIBLE\"}");
        sends("POST " + task + "/bpmnEscalation", this::signedTask, id -> "{\"escalationCode\":\"HELP\"}");
        sends(
                "POST " + task + "/identity-links",
                this::signedTask,
                id -> "{\"groupId\":\"field-ax-other\",\"type\":\"candidate\"}");
        sends("POST " + task + "/comment/create", this::signedTask, id -> "{\"message\":\"note\"}");
        sends("POST " + task + "/variables", this::signedTask, id -> "{\"modifications\":{\"x\":{\"value\":\"1\"}}}");
        sends(
                "POST " + task + "/localVariables",
                this::signedTask,
                id -> "{\"modifications\":{\"x\":{\"value\":\"1\"}}}");
        sends("PUT " + task, this::signedTask, id -> "{\"name\":\"Other\",\"priority\":1}");
        sends("DELETE " + task, this::signedTask, id -> null);
        sends("POST " + path + "/task/create", () -> "{\"name\":\"Other\"}");
        reads("GET " + path + "/process-instance?maxResults=500");
        reads("GET " + path + "/process-instance/{id}", this::process);
        reads("GET " + path + "/process-instance/{id}/variables", this::process);
        sends("DELETE " + path + "/process-instance/{id}", this::newProcess, id -> null);
        sends(
                "POST " + path + "/process-instance/{id}/variables",
                this::newProcess,
                id -> "{\"modifications\":{\"x\":{\"value\":\"1\"}}}");
        sends(
                "POST " + path + "/process-instance/{id}/modification",
                this::newProcess,
                id -> "{\"instructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"nothing\"}]}");
        sends("PUT " + path + "/process-instance/{id}/suspended", this::newProcess, id -> "{\"suspended\":false}");
        for (String list : List.of(
                "execution", "variable-instance", "incident", "job", "external-task", "event-subscription", "batch")) {
            reads("GET " + path + "/" + list + "?maxResults=500");
        }
        for (String list : List.of(
                "process-instance",
                "activity-instance",
                "task",
                "variable-instance",
                "detail",
                "job-log",
                "incident",
                "identity-link-log",
                "decision-instance",
                "user-operation",
                "external-task-log",
                "batch")) {
            reads("GET " + path + "/history/" + list + "?maxResults=500");
        }
        for (String count : List.of(
                "process-instance/count",
                "execution/count",
                "history/process-instance/count",
                "history/task/count",
                "job/count",
                "incident/count",
                "metrics",
                "metrics/activity-instance-start/sum",
                "process-definition/statistics",
                "process-definition/key/field-activity/statistics",
                "deployment?maxResults=100",
                "user?maxResults=100",
                "user/count",
                "user/crew/profile",
                "group?maxResults=100",
                "group/count",
                "identity/groups?userId=crew",
                "authorization?maxResults=100",
                "tenant?maxResults=100",
                "telemetry/configuration",
                "schema/log?maxResults=100",
                "process-definition?maxResults=100",
                "process-definition/key/field-activity/xml",
                "decision-definition?maxResults=100",
                "filter?maxResults=100")) {
            reads("GET " + path + "/" + count);
        }
        sends(
                "POST " + path + "/message",
                () -> "{\"messageName\":\"activity.withdrawn\",\"businessKey\":\"" + newOrder() + "\"}");
        sends("POST " + path + "/signal", () -> "{\"name\":\"any\"}");
        sends(
                "POST " + path + "/external-task/fetchAndLock",
                () -> "{\"workerId\":\"AX\",\"maxTasks\":1,\"topics\":[{\"topicName\":\"none\",\"lockDuration\":1}]}");
        sends("POST " + path + "/decision-definition/key/guard/evaluate", () -> "{\"variables\":{}}");
        sends("POST " + path + "/process-definition/key/field-activity/start", () -> "{}");
        sends(
                "POST " + path + "/process-definition/key/service-order/start",
                () -> "{\"businessKey\":\"AX-" + ++number
                        + "\",\"variables\":{\"externalId\":{\"value\":\"AX-" + number
                        + "\"},\"servicePointId\":{\"value\":\"" + newPoint()
                        + "\"},\"type\":{\"value\":\"INVESTIGATE\"}}}");
        sends(
                "POST " + path + "/user/create",
                () -> "{\"profile\":{\"id\":\"axu" + ++number
                        + "\"},\"credentials\":{\"password\":\"Correct-Horse-1\"}}");
        sends("PUT " + path + "/group/{id}/members/{user}", () -> "field-south", this::newPerson, "");
        sends("POST " + path + "/group/create", () -> "{\"id\":\"field-axg" + ++number + "\",\"name\":\"x\"}");
        sends(
                "POST " + path + "/authorization/create",
                () -> "{\"type\":1,\"permissions\":[\"ALL\"],\"userId\":\"ME\",\"resourceType\":7,\"resourceId\":\"AX-"
                        + ++number + "\"}");
        sends(
                "POST " + path + "/filter/create",
                () -> "{\"resourceType\":\"Task\",\"name\":\"AX-" + ++number + "\",\"query\":{}}");
        sends(
                "PUT " + path + "/user/{id}/profile",
                () -> person(),
                id -> "{\"id\":\"" + id + "\",\"firstName\":\"Other\"}");
        sends(
                "PUT " + path + "/user/{id}/credentials",
                () -> person(),
                id -> "{\"password\":\"Correct-Horse-1\",\"authenticatedUserPassword\":\"demo\"}");
    }

    private void pages() {
        reads("GET /session");
        sends("POST /session", () -> "{\"user\":\"nobody-at-all\",\"password\":\"wrong\"}");
        sends("DELETE /session", () -> "");
        reads("GET /sso");
        reads("GET /sso/logout");
        reads("GET /camunda/api/engine/engine/default/task");
        reads("GET /camunda/app/tasklist/default/");
        for (String api :
                List.of("/v3/api-docs", "/v3/api-docs.yaml", "/v3/api-docs/swagger-config", "/swagger-ui.html")) {
            reads("GET " + api);
        }
        reads("GET /actuator");
        for (String endpoint :
                List.of("health", "health/readiness", "info", "metrics", "metrics/jvm.threads.live", "prometheus")) {
            reads("GET /actuator/" + endpoint);
        }
        reads("GET /simulator/head-end/log");
        reads("GET /error");
        reads("GET /nothing");
    }

    // ---- what there is

    private String once(String what, Supplier<String> make) {
        String known = once.get(what);
        if (known == null) {
            known = make.get();
            once.put(what, known);
            if (!what.equals("model") && !what.equals("operator on call")) {
                marks.add(known);
            }
        }
        return known;
    }

    String point() {
        return once("point", this::newPoint);
    }

    private String newPoint() {
        return newPoint(POINT);
    }

    private String newPoint(String json) {
        return stories.at(json).pointId;
    }

    private String device(String point) {
        return String.valueOf(stories.points().get(point).device().id());
    }

    String order() {
        return once("order", this::newOrder);
    }

    private String newOrder() {
        return newStory().orderId();
    }

    private Story newStory() {
        Story story = stories.at(POINT)
                .asked("ENABLE", Stories.object("{contact:{name:'" + CUSTOMER + "',phone:'+46 70 174 06 30'}}"));
        return story.assess("E15", "TURN_ON_METER");
    }

    String visit() {
        return once("visit", this::newVisit);
    }

    private String newVisit() {
        return newStory().activity().id();
    }

    private String signed() {
        String visit = newVisit();
        stories.field().claim(visit, Stories.CREW);
        return visit;
    }

    private String appointed() {
        String visit = signed();
        done("crew", "POST", "/api/v1/field-activities/" + visit + "/appointment", "{" + slot(visit) + "}");
        return visit;
    }

    /** One that is free; far enough from the last one, so that a crew's time does not run out. */
    private String slot(String visit) {
        try {
            List<JsonNode> free = new ArrayList<>();
            stories.json()
                    .readTree(done("admin", "GET", "/api/v1/field-activities/" + visit + "/slots", null)
                            .body())
                    .path("items")
                    .forEach(slot -> {
                        if (slot.path("free").asInt() > 0) {
                            free.add(slot);
                        }
                    });
            JsonNode slot = free.get(5 * ++number % free.size());
            return "\"start\":" + slot.path("start") + ",\"end\":" + slot.path("end");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String period(String visit) {
        return "{" + slot(visit).replace("\"start\"", "\"startDateTime\"").replace("\"end\"", "\"endDateTime\"") + "}";
    }

    private static String related(String visit) {
        return "[{\"id\":\"" + visit + "\",\"role\":\"visit\",\"@referredType\":\"FieldActivity\"}]";
    }

    private String newSearch() {
        return member(
                done(
                        "cis",
                        "POST",
                        "/tmf-api/appointment/v4/searchTimeSlot",
                        "{\"relatedEntity\":" + related(visit()) + "}"),
                "/id");
    }

    private String photographed() {
        return once("photographed", this::signed);
    }

    private String photo() {
        return once("photo", () -> {
            Answer kept = send(
                    "crew",
                    new Shot(
                            "POST",
                            "/api/v1/field-activities/" + photographed() + "/photos",
                            picture(),
                            Map.of("Content-Type", "image/png"),
                            List.of()));
            return member(kept, "/id");
        });
    }

    private static byte[] picture() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(16, 12, BufferedImage.TYPE_INT_RGB), "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String token(String visit) {
        String url =
                member(done("dispatcher", "POST", "/api/v1/field-activities/" + visit + "/customer-link", ""), "/url");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private String tracking() {
        String url = member(done("cis", "POST", "/api/v1/service-orders/" + newOrder() + "/tracking-link", ""), "/url");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private String newDecision() {
        return stories.at("{\"address\":{\"street\":\"" + STREET
                        + "\"},\"supply\":null,\"device\":{\"kind\":\"MANUAL\",\"switch\":\"ON\"}}")
                .ordered("ENABLE")
                .assess("G14", "COMPLETE_DATA")
                .activity()
                .id();
    }

    private String newClock() {
        return member(done("admin", "GET", "/api/v1/service-orders/" + newOrder() + "/clocks", null), "/items/0/id");
    }

    private String newCampaign() {
        return member(done("cis", "POST", "/api/v1/campaigns", campaign(newPoint())), "/id");
    }

    private String campaign(String point) {
        return "{\"externalId\":\"AX-" + ++number + "\",\"name\":\"" + CUSTOMER
                + "\",\"type\":\"INVESTIGATE\",\"order\":{\"reason\":\"ROUND\"},\"servicePointIds\":[\"" + point
                + "\"]}";
    }

    private String newSubscription() {
        return member(done("cis", "POST", "/api/v1/subscriptions", subscription()), "/id");
    }

    private String subscription() {
        return "{\"callback\":\"http://127.0.0.1:" + port
                + "/simulator/cis/answers\",\"events\":[\"Jeopardy\"],\"filter\":{\"type\":[\"NOTHING_AX\"]}}";
    }

    private String newHub() {
        return member(
                done(
                        "cis",
                        "POST",
                        "/tmf-api/serviceOrdering/v4/hub",
                        "{\"callback\":\"http://127.0.0.1:" + port
                                + "/simulator/cis/answers\",\"query\":\"eventType=ServiceOrderJeopardyEvent\"}"),
                "/id");
    }

    private String newCancel() {
        return member(
                done(
                        "cis",
                        "POST",
                        "/tmf-api/serviceOrdering/v4/cancelServiceOrder",
                        "{\"serviceOrder\":{\"id\":\"" + newOrder() + "\"}}"),
                "/id");
    }

    private String newCommand() {
        return member(
                done(
                        "cis",
                        "POST",
                        "/api/v1/commands",
                        "{\"deviceId\":\"" + device(newPoint(PING_POINT)) + "\",\"command\":\"PING\"}"),
                "/id");
    }

    private String wish(String point) {
        return "{\"externalId\":\"AX-" + ++number + "\",\"type\":\"INVESTIGATE\",\"servicePointId\":\"" + point + "\"}";
    }

    private static String pointBody() {
        return "{\"division\":\"north\",\"category\":\"METER\",\"commodity\":\"ELECTRICITY\",\"status\":\"ACTIVE\",\"supply\":\"ON\","
                + "\"area\":\"north.city\",\"timeZone\":\"Europe/Stockholm\"}";
    }

    private String outage() {
        String id = "AX-O-" + ++number;
        done(
                "operator",
                "PUT",
                "/api/v1/outages/" + id,
                "{\"servicePointIds\":[\"" + newPoint() + "\"],\"since\":\"" + Stories.NOW + "\"}");
        return id;
    }

    private String model() {
        String id = "AX-M-" + ++number;
        done("operator", "PUT", "/api/v1/device-models/scripted/" + id, "{\"capabilities\":{\"ping\":true}}");
        return id;
    }

    private String person() {
        return once("person", this::newPerson);
    }

    private String newPerson() {
        String id = "axp" + ++number;
        done("people-admin", "POST", "/api/v1/people", personBody(id));
        return id;
    }

    private static String personBody(String id) {
        return "{\"id\":\"" + id + "\",\"division\":\"north\",\"givenName\":\"" + PERSON_NAME
                + "\",\"familyName\":\"Ax\",\"groups\":[\"field-north\"]}";
    }

    private String newUnit() {
        String id = "field-ax" + ++number;
        done("people-admin", "POST", "/api/v1/org-units", unitBody(id));
        return id;
    }

    private static String unitBody(String id) {
        return "{\"id\":\"" + id + "\",\"kind\":\"GROUP\",\"division\":\"north\",\"name\":\"" + PERSON_NAME + "\"}";
    }

    /** A report of a source that has told of somebody in the north. */
    private String run() {
        String id = "ax-run-" + ++number;
        jdbc.sql("""
                        insert into tr_staff_sync (id, source, asked_by, state, phase, complete, allow_leavers, blind, tries, listed, added,
                            changed, enabled, disabled, units_added, units_changed, units_disabled, faults, started_at,
                            progressed_at)
                        values (:id, 'ax', 'timer', 'DONE', 'END', true, false, false, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, :now, :now)
                        """)
                .param("id", id)
                .param("now", java.sql.Timestamp.from(Stories.NOW))
                .update();
        jdbc.sql(
                        "insert into tr_staff_sync_fault (run_id, fault_no, kind, line_no, source_id, reason) values (:id, 1, 'PERSON', 1, 'x', :reason)")
                .param("id", id)
                .param("reason", RUN_FAULT)
                .update();
        return id;
    }

    private String task() {
        return once("task", () -> taskOf(visit()));
    }

    private String newTask() {
        return taskOf(newVisit());
    }

    private String signedTask() {
        return taskOf(signed());
    }

    private String taskOf(String visit) {
        return stories.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(visit)
                .singleResult()
                .getId();
    }

    private String process() {
        return once("process", () -> processOf(visit()));
    }

    private String newProcess() {
        return processOf(newVisit());
    }

    private String processOf(String visit) {
        return stories.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(visit, "field-activity")
                .singleResult()
                .getId();
    }

    // ---- requests

    private void shot(String call, Supplier<Shot> shot) {
        if (shots.put(call, shot) != null) {
            throw new IllegalStateException("twice: " + call);
        }
    }

    @SafeVarargs
    private final void reads(String call, Supplier<String>... ids) {
        List<Supplier<String>> asked = new ArrayList<>();
        for (Supplier<String> id : ids) {
            asked.add(id);
        }
        // A call may be told by what its address must not have; that is not sent.
        String address = call.replaceAll(" !\\w+$", "");
        shot(call, () -> {
            List<String> filled = asked.stream().map(Supplier::get).toList();
            return new Shot("GET", path(address, filled), null, Map.of(), filled);
        });
    }

    private void sends(String call, Supplier<String> body) {
        shot(call, () -> json(method(call), path(call, List.of()), body.get(), List.of()));
    }

    private void sends(String call, Supplier<String> id, java.util.function.Function<String, @Nullable String> body) {
        shot(call, () -> {
            String filled = id.get();
            return json(method(call), path(call, List.of(filled)), body.apply(filled), List.of(filled));
        });
    }

    private void sends(String call, Supplier<String> first, Supplier<String> second, String body) {
        shot(call, () -> {
            List<String> filled = List.of(first.get(), second.get());
            return json(method(call), path(call, filled), body, List.of());
        });
    }

    private static Shot json(String method, String path, @Nullable String body, List<String> ids) {
        return new Shot(
                method,
                path,
                body == null || body.isEmpty() ? null : bytes(body),
                Map.of(
                        "Content-Type",
                        method.equals("PATCH") && !path.contains("/people") && !path.contains("/org-units")
                                ? "application/merge-patch+json"
                                : "application/json"),
                ids);
    }

    private static String method(String call) {
        return call.substring(0, call.indexOf(' '));
    }

    private static String path(String call, List<String> ids) {
        String path = call.split(" ")[1].replace("{division}", "north").replace("{place}", "0");
        for (String id : ids) {
            path = path.replaceFirst("\\{\\w+}", id);
        }
        return path;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Answer done(String login, String method, String path, @Nullable String body) {
        Answer answer = send(login, json(method, path, body, List.of()));
        if (answer.status() >= 300) {
            throw new AssertionError(login + " " + method + " " + path + ": " + answer);
        }
        return answer;
    }

    private String member(Answer answer, String pointer) {
        try {
            JsonNode member = stories.json().readTree(answer.body()).at(pointer);
            if (member.asText().isEmpty()) {
                throw new AssertionError(pointer + " in " + answer);
            }
            return member.asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
