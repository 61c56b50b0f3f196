// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.runtime.Job;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** The server of the demo, over real HTTP with real logins; its jobs run when the test says so. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:tmf;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "camunda.bpm.job-execution.enabled=false"
        })
@ActiveProfiles("demo")
abstract class TmfServer {

    static final String ORDERS = "/tmf-api/serviceOrdering/v4/serviceOrder";
    static final String FLAT = "/api/v1/service-orders";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int STEPS = 1000;

    @Autowired
    private ObjectMapper mapper;

    @Autowired
    private ManagementService management;

    @LocalServerPort
    private int port;

    private final HttpClient http = HttpClient.newHttpClient();

    record Answer(int status, HttpResponse<String> raw, JsonNode body) {

        Answer is(int expected) {
            assertThat(status).as(raw.body()).isEqualTo(expected);
            return this;
        }

        String at(String pointer) {
            return body.at(pointer).asText();
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        /** Refused with this problem at this place, in both forms of an error. */
        void refused(int expected, String problem, String pointer) {
            is(expected);
            assertThat(header("Content-Type")).startsWith("application/problem+json");
            assertThat(at("/type")).isEqualTo("urn:truckroll:problem:" + problem);
            assertThat(at("/code")).isEqualTo(problem);
            assertThat(at("/@type")).isEqualTo("Error");
            assertThat(at("/reason")).isEqualTo(at("/title"));
            assertThat(at("/message")).isEqualTo(at("/detail"));
            if (!pointer.isEmpty()) {
                assertThat(body.path("errors").findValuesAsText("pointer"))
                        .as(raw.body())
                        .contains(pointer);
            }
        }
    }

    String newId(String prefix) {
        return prefix + "-" + NUMBER.incrementAndGet();
    }

    /** A point without a meter. */
    String point(String division) throws Exception {
        String id = newId("TMF-SP");
        send("cis", "PUT", "/api/v1/service-points/" + id, """
                {"division":"%s","category":"METER","commodity":"ELECTRICITY","status":"ACTIVE","supply":"ON","area":"%s.city.hill"}
                """.formatted(division, division))
                .is(201);
        return id;
    }

    /** Runs what is due of all processes. */
    void run() {
        for (int i = 0; i < STEPS; i++) {
            // One by one: a job may end another one.
            List<Job> jobs = management
                    .createJobQuery()
                    .messages()
                    .active()
                    .withRetriesLeft()
                    .listPage(0, 1);
            if (jobs.isEmpty()) {
                return;
            }
            management.executeJob(jobs.get(0).getId());
        }
        throw new AssertionError("Jobs without end");
    }

    Answer get(String login, String path) throws Exception {
        return send(login, "GET", path, null);
    }

    Answer post(String login, String path, String body) throws Exception {
        return send(login, "POST", path, body);
    }

    Answer send(String login, String method, String path, String body) throws Exception {
        return send(login, method, path, body, "x-none", "-");
    }

    Answer send(String login, String method, String path, String body, String header, String value) throws Exception {
        String secret = Base64.getEncoder().encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Basic " + secret)
                .header(header, value)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer, mapper.readTree(answer.body()));
    }
}
