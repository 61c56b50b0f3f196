// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.assessment.Decisions;
import org.truckroll.assessment.HumanWork;
import org.truckroll.command.CommandSender;
import org.truckroll.command.HeadEndGate;
import org.truckroll.command.MeterCommands;
import org.truckroll.command.Replies;
import org.truckroll.event.InboundEvents;
import org.truckroll.field.FieldWork;
import org.truckroll.intake.Intake;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderFactsRepository;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.Withdrawal;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Outages;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.Readings;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Inbox;
import org.truckroll.shared.Json;

/** Where stories of orders begin: points made of a few lines of JSON, callers, and the doors of the application. */
record Stories(
        ProcessEngine engine,
        Intake intake,
        ServiceOrders orders,
        ServicePoints points,
        Activities activities,
        Decisions decisions,
        OrderFactsRepository facts,
        FieldWork field,
        HumanWork human,
        MeterCommands commands,
        CommandSender sender,
        HeadEndGate gate,
        Replies replies,
        Readings readings,
        ReadingIntake readingIntake,
        Outages outages,
        Inbox inbox,
        InboundEvents events,
        ObjectMapper json,
        Json documents,
        JdbcClient jdbc,
        List<Withdrawal> withdrawals,
        PlatformTransactionManager transactions) {

    /** When every story begins; a Monday. */
    static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    static final Caller CIS = new Caller(
            "cis", Caller.Kind.CLIENT, Set.of(People.API_CLIENTS), Set.of("north", "south", "example"), Set.of());
    static final Caller CREW = new Caller(
            "crew", Caller.Kind.PERSON, Set.of("field-north", "field-example"), Set.of("north", "example"), Set.of());
    static final Caller DISPATCHER =
            new Caller("dispatcher", Caller.Kind.PERSON, Set.of("dispatchers-north"), Set.of("north"), Set.of());

    static final Caller APPROVER = approver("approver");
    static final Caller SECOND_APPROVER = approver("approver2");

    private static Caller approver(String id) {
        return new Caller(
                id, Caller.Kind.PERSON, Set.of(People.COLLECTIONS_APPROVERS), Set.of("north", "example"), Set.of());
    }

    /** Scripts leave out quotes where they can. */
    private static final ObjectMapper LENIENT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final String POINT = """
            {"division":"north","category":"METER","commodity":"ELECTRICITY","status":"ACTIVE","supply":"ON","area":"north.city",
             "timeZone":"Europe/Stockholm","flags":{},"readToleranceDays":3,"phaseSince":"2026-01-01T00:00:00Z",
             "updatedAt":"2026-01-01T00:00:00Z","version":0}
            """;

    /** A smart meter as crews bring it: known to its head end, not yet commissioned, off. */
    static final String SMART = """
            {"kind":"SMART","condition":"OK","commission":"PRE","switch":"OFF","headEnd":"scripted",
             "capabilities":{"switch":"REMOTE","onDemandReadScalar":true,"onDemandReadInterval":false,"ping":true},
             "registers":[{"id":"1","kind":"SCALAR","readingType":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]}
            """;

    static final String MANUAL = """
            {"kind":"MANUAL","condition":"OK","switch":"OFF","registers":[{"id":"1","kind":"SCALAR"}]}
            """;

    /** Our REST, for those who send and do visits, and how a visit is taken back. */
    Assignments doors(int port) {
        Withdrawal ofVisits = withdrawals.stream()
                .filter(one -> one.kind() == Activity.Kind.FIELD)
                .findFirst()
                .orElseThrow();
        return new Assignments(this, jdbc, ofVisits, documents, port);
    }

    /** Time, head end and login as every story finds them. */
    void begin() {
        ClockUtil.setCurrentTime(Date.from(NOW));
        ScriptedHeadEnd.INSTANCE.reset();
        SecurityContextHolder.clearContext();
        gate.resume("scripted", "test");
        // What earlier stories left unsent stays so.
        engine.getExternalTaskService()
                .createExternalTaskQuery()
                .notLocked()
                .list()
                .forEach(task -> engine.getExternalTaskService()
                        .lock(
                                task.getId(),
                                "earlier stories",
                                Duration.ofDays(10_000).toMillis()));
    }

    /** The server hands over what it may now. */
    void send() {
        send("scripted");
    }

    void send(String headEnd) {
        sender.take(headEnd).forEach(Runnable::run);
    }

    static Instant now() {
        return ClockUtil.getCurrentTime().toInstant();
    }

    /** A story at a new point; {@code device} is laid over {@link #SMART} or, with kind MANUAL, over {@link #MANUAL}. */
    Story at(String pointJson) {
        int number = NUMBER.incrementAndGet();
        ObjectNode point = object(POINT);
        point.setAll(object(pointJson));
        point.put("id", "SP-W-" + number);
        if (point.get("device") instanceof ObjectNode given) {
            ObjectNode device = device(given, "M-W-" + number);
            if (point.path("category").asText().equals("UNBADGED")) {
                device.remove(List.of("id", "registers"));
            }
            point.set("device", device);
        }
        ServicePoint added =
                inTransaction(() -> points.add(read(point, ServicePoint.class), ServicePoints.Source.caller("test")));
        return new Story(this, added.id(), number);
    }

    static ObjectNode device(ObjectNode given, String id) {
        boolean manual = "MANUAL".equals(given.path("kind").asText());
        ObjectNode device = object(manual ? MANUAL : SMART);
        device.put("id", id);
        given.properties().forEach(field -> {
            if (device.get(field.getKey()) instanceof ObjectNode known && field.getValue() instanceof ObjectNode more) {
                known.setAll(more);
            } else {
                device.set(field.getKey(), field.getValue());
            }
        });
        return device;
    }

    Device device(String givenJson, String id) {
        return read(device(object(givenJson), id), Device.class);
    }

    static ObjectNode object(String text) {
        try {
            return (ObjectNode) LENIENT.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    <T> T read(JsonNode node, Class<T> type) {
        try {
            return json.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(node.toString(), e);
        }
    }

    <T> T inTransaction(Supplier<T> work) {
        T result = new TransactionTemplate(transactions).execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("nothing came of it");
        }
        return result;
    }

    /** Somebody is logged in, as behind the engine's REST. */
    static void loggedIn(@Nullable Caller caller) {
        SecurityContextHolder.clearContext();
        if (caller != null) {
            SecurityContextHolder.getContext()
                    .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of()));
        }
    }
}
