// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.filter.OncePerRequestFilter;
import org.truckroll.lifecycle.ServiceCalls;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Ids;

/** Divisions, clients, points and orders of the tests of this room, and the doors to them. */
final class World {

    static final Caller CIS = new Caller("cis", Caller.Kind.CLIENT, Set.of(), Set.of("north", "south"), Set.of());
    static final Caller SOUTH = new Caller("cis-south", Caller.Kind.CLIENT, Set.of(), Set.of("south"), Set.of());
    static final Caller CREW = new Caller("crew", Caller.Kind.PERSON, Set.of("field-north"), Set.of("north"), Set.of());
    static final Map<String, Caller> CALLERS = Map.of("cis", CIS, "cis-south", SOUTH, "crew", CREW);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final People people;
    private final ServicePoints points;
    private final ServiceOrders orders;
    private final OrderEvents events;
    private final Subscriptions subscriptions;
    private final ObjectMapper mapper;
    final AtomicBoolean crashAfterPost;

    World(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            People people,
            ServicePoints points,
            ServiceOrders orders,
            OrderEvents events,
            Subscriptions subscriptions,
            ObjectMapper mapper,
            AtomicBoolean crashAfterPost) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.people = people;
        this.points = points;
        this.orders = orders;
        this.events = events;
        this.subscriptions = subscriptions;
        this.mapper = mapper;
        this.crashAfterPost = crashAfterPost;
    }

    /** Forgets all subscriptions and knows the two divisions and clients again. */
    void reset() {
        transaction.executeWithoutResult(status -> {
            for (String table : List.of("tr_message", "tr_lane", "tr_subscription_match", "tr_subscription")) {
                jdbc.sql("delete from " + table).update();
            }
            people.putDivision("north", "North");
            people.putDivision("south", "South");
            client("cis", null, true, "north", "south");
            client("cis-south", null, true, "south");
        });
        crashAfterPost.set(false);
    }

    void client(String id, @Nullable String replyTo, boolean enabled, String... divisions) {
        people.putClient(new People.ApiClient(id, "no-login", Set.of(divisions), Set.of(), replyTo, enabled));
    }

    Subscription subscribe(
            Caller caller, String callback, List<String> events, List<String> types, List<String> divisions) {
        return subscriptions
                .subscribe(
                        caller, new Subscriptions.Wish(callback, events, types, divisions, "s3cret-of-the-subscriber"))
                .subscription();
    }

    Subscription subscribe(String callback) {
        return subscribe(CIS, callback, List.of("ServiceOrderStateChange", "Milestone"), List.of(), List.of());
    }

    /** One event in a transaction of its own. */
    OrderEvent happen(String subject, String division, int number) {
        return transaction.execute(status ->
                events.record(OrderEvent.Type.MILESTONE, subject, division, "ENABLE", Map.of("number", number)));
    }

    OrderEvent happen(String subject, int number) {
        return happen(subject, "north", number);
    }

    JsonNode json(String text) {
        try {
            return mapper.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int number(Receiver.Delivery delivery) {
        return json(delivery.body()).at("/data/number").asInt(-1);
    }

    /** An electricity point that is served: power on, smart meter commissioned and on. */
    ServicePoint servedPoint() {
        Device device = new Device(
                "M-" + Ids.next(),
                Device.Kind.SMART,
                null,
                Device.Commission.COMMISSIONED,
                Device.SwitchPosition.ON,
                null,
                null,
                null,
                List.of(new Device.Register("1", Device.RegisterKind.SCALAR, null, null, BigDecimal.ONE)),
                null);
        ServicePoint point = new ServicePoint(
                "SP-" + Ids.next(),
                "north",
                ServicePoint.Category.METER,
                ServicePoint.Commodity.ELECTRICITY,
                ServicePoint.Status.ACTIVE,
                ServicePoint.Supply.ON,
                null,
                "north.city",
                ZoneId.of("Europe/Stockholm"),
                null,
                ServicePoint.Flags.NONE,
                null,
                3,
                device,
                null,
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-01T00:00:00Z"),
                1);
        return transaction.execute(status -> points.add(point, ServicePoints.Source.caller("test")));
    }

    ServiceOrder order(
            ServicePoint point, @Nullable String replyTo, @Nullable String waitsFor, @Nullable String raisedBy) {
        // Never old enough for a limit of the division.
        Instant now = ClockUtil.getCurrentTime()
                .toInstant()
                .truncatedTo(ChronoUnit.SECONDS)
                .minus(Duration.ofHours(4));
        String id = Ids.next();
        ServiceOrder order = new ServiceOrder(
                id,
                "SR-" + id,
                "cis",
                "ENABLE",
                point.id(),
                point.division(),
                OrderState.ACKNOWLEDGED,
                null,
                null,
                now,
                50,
                false,
                ServiceOrder.Collection.NONE,
                replyTo,
                null,
                "hash",
                null,
                raisedBy,
                waitsFor,
                null,
                null,
                now,
                now,
                null);
        transaction.executeWithoutResult(status -> orders.add(order, null));
        return order;
    }

    /** What the tests add to the application: callers by header, a fault after a POST, and the room's process. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Setting {

        @Bean
        static AtomicBoolean crashAfterPost() {
            return new AtomicBoolean();
        }

        @Bean
        World world(
                JdbcClient jdbc,
                PlatformTransactionManager transactions,
                People people,
                ServicePoints points,
                ServiceOrders orders,
                OrderEvents events,
                Subscriptions subscriptions,
                ObjectMapper mapper,
                AtomicBoolean crashAfterPost) {
            return new World(jdbc, transactions, people, points, orders, events, subscriptions, mapper, crashAfterPost);
        }

        /** The node dies between the recipient's answer and our commit. */
        @Bean
        static BeanPostProcessor deathAfterPost(AtomicBoolean crashAfterPost) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    if (!(bean instanceof ServiceCalls)) {
                        return bean;
                    }
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(), new Class<?>[] {ServiceCalls.class}, (proxy, method, args) -> {
                                try {
                                    Object result = method.invoke(bean, args);
                                    if (method.getName().equals("post") && crashAfterPost.compareAndSet(true, false)) {
                                        throw new IllegalStateException("The node died here");
                                    }
                                    return result;
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
                }
            };
        }

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        SecurityFilterChain callersByHeader(HttpSecurity http) throws Exception {
            return http.securityMatcher(request -> request.getHeader("x-caller") != null)
                    .csrf(csrf -> csrf.disable())
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .addFilterBefore(
                            new OncePerRequestFilter() {
                                @Override
                                protected void doFilterInternal(
                                        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                                        throws ServletException, IOException {
                                    Caller caller = CALLERS.get(request.getHeader("x-caller"));
                                    SecurityContextHolder.getContext()
                                            .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                                                    caller, null, List.of()));
                                    chain.doFilter(request, response);
                                }
                            },
                            AnonymousAuthenticationFilter.class)
                    .build();
        }

        @Bean
        Deployed models(RepositoryService repository) throws IOException {
            repository
                    .createDeployment()
                    .name("closure")
                    .enableDuplicateFiltering(true)
                    .addString("message-delivery.bpmn", Files.readString(Path.of("processes/message-delivery.bpmn")))
                    .addString("undelivered-message.form", Files.readString(Path.of("forms/undelivered-message.form")))
                    .deploy();
            return new Deployed();
        }

        record Deployed() {}
    }
}
