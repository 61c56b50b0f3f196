// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.people.People;
import org.truckroll.serviceorder.Countries;
import org.truckroll.servicepoint.DeviceModels;
import org.truckroll.servicepoint.HeadEndDirectory;
import org.truckroll.servicepoint.ReadingsArrived;

/** The service points alone behind a real port: web, JDBC and Flyway, without engine; a header says who calls. */
final class PointsServer implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    // No @Configuration: the product's own component scan must not find it.
    @ComponentScan(basePackages = {"org.truckroll.shared", "org.truckroll.serviceorder", "org.truckroll.servicepoint"})
    @Import({People.class, Callers.class})
    @ConfigurationPropertiesScan("org.truckroll.shared")
    @ImportAutoConfiguration({
        ConfigurationPropertiesAutoConfiguration.class,
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        ErrorMvcAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        ServletWebServerFactoryAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        WebMvcAutoConfiguration.class
    })
    static class PointsOnly {

        @Bean
        SetClock clock() {
            return new SetClock();
        }

        @Bean
        Countries countries() {
            return division -> "SE";
        }

        @Bean
        Arrivals arrivals() {
            return new Arrivals();
        }

        @Bean
        Filter callerFilter() {
            return (request, response, chain) -> {
                String divisions = ((HttpServletRequest) request).getHeader("X-Divisions");
                Set<String> seen = Arrays.stream(divisions.split(",")).collect(Collectors.toSet());
                Caller caller = new Caller("cis", Caller.Kind.CLIENT, Set.of(People.API_CLIENTS), seen, Set.of());
                SecurityContextHolder.getContext()
                        .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of()));
                try {
                    chain.doFilter(request, response);
                } finally {
                    SecurityContextHolder.clearContext();
                }
            };
        }
    }

    /** A clock that stands still until it is set. */
    static final class SetClock extends Clock {

        private volatile Instant now = NOON;

        void set(Instant instant) {
            now = instant;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** What was told within a transaction. */
    static final class Arrivals {

        final List<String> points = new CopyOnWriteArrayList<>();

        @EventListener
        void heard(ReadingsArrived arrived) {
            if (TransactionSynchronizationManager.isActualTransactionActive()) {
                points.add(arrived.servicePointId());
            }
        }
    }

    static final JsonMapper JSON = new JsonMapper();

    final ConfigurableApplicationContext context;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    private PointsServer(ConfigurableApplicationContext context) {
        this.context = context;
        this.base = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
    }

    static PointsServer start(String jdbcUrl, String... inService) {
        var context = new SpringApplicationBuilder(PointsOnly.class)
                .initializers(fresh -> {
                    if (inService.length > 0) {
                        ((GenericApplicationContext) fresh)
                                .registerBean(HeadEndDirectory.class, () -> Set.of(inService)::contains);
                    }
                })
                .run(
                        "--spring.profiles.active=points-only",
                        "--server.port=0",
                        "--spring.jmx.enabled=false",
                        "--spring.main.banner-mode=off",
                        "--spring.datasource.url=" + jdbcUrl,
                        "--spring.datasource.username=" + (jdbcUrl.contains("postgres") ? "postgres" : "sa"));
        var people = context.getBean(People.class);
        people.putDivision("north", "North");
        people.putDivision("south", "South");
        return new PointsServer(context);
    }

    /** An answer: status, headers and the document. */
    record Answer(int status, HttpResponse<byte[]> raw) {

        JsonNode json() {
            try {
                return JSON.readTree(raw.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        /** Type of the problem without its prefix. */
        String problem() {
            return json().path("type").asText().replace("urn:truckroll:problem:", "");
        }

        List<String> pointers() {
            return json().path("errors").findValuesAsText("pointer");
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), "north", headers);
    }

    Answer put(String path, String body, String... headers) {
        return send("PUT", path, HttpRequest.BodyPublishers.ofString(body), "north", headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(body), "north", headers);
    }

    Answer as(String divisions, String method, String path, String body, String... headers) {
        return send(method, path, HttpRequest.BodyPublishers.ofString(body), divisions, headers);
    }

    Answer importLines(String divisions, InputStream lines) {
        return send(
                "POST",
                "/api/v1/service-points:import",
                HttpRequest.BodyPublishers.ofInputStream(() -> lines),
                divisions,
                "Content-Type",
                "application/x-ndjson");
    }

    private Answer send(
            String method, String path, HttpRequest.BodyPublisher body, String divisions, String... headers) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofMinutes(10))
                .method(method, body)
                .setHeader("Content-Type", "application/json")
                .setHeader("X-Divisions", divisions);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    SetClock clock() {
        return context.getBean(SetClock.class);
    }

    DeviceModels models() {
        return context.getBean(DeviceModels.class);
    }

    Arrivals arrivals() {
        return context.getBean(Arrivals.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
