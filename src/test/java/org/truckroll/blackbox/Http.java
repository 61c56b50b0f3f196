// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plain HTTP to one server, as users and neighbours speak it. Every login has the password {@code demo}. */
record Http(int port) {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();

    record Answer(int status, String type, String body) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        List<JsonNode> items() {
            List<JsonNode> items = new ArrayList<>();
            JsonNode json = json();
            (json.isArray() ? json : json.path("items")).forEach(items::add);
            return items;
        }

        Answer is(int... expected) {
            assertThat(expected).as(body).contains(status);
            return this;
        }

        Answer isProblem(int expected, String name) {
            assertThat(status).as(body).isEqualTo(expected);
            assertThat(type).startsWith("application/problem+json");
            assertThat(json().path("type").asText()).isEqualTo("urn:truckroll:problem:" + name);
            assertThat(json().path("status").asInt()).isEqualTo(expected);
            assertThat(json().path("instance").asText()).isNotEmpty();
            assertThat(body).doesNotContain("Exception", "\tat ", "org.camunda", "org.springframework");
            return this;
        }

        Answer namesField(String pointer) {
            assertThat(json().path("errors").findValuesAsText("pointer"))
                    .as(body)
                    .contains(pointer);
            return this;
        }
    }

    Answer get(@Nullable String user, String path) {
        return send(user, request(path).GET());
    }

    Answer post(@Nullable String user, String path, Object body) {
        return send(user, request(path).POST(BodyPublishers.ofString(text(body))));
    }

    Answer put(@Nullable String user, String path, Object body) {
        return send(user, request(path).PUT(BodyPublishers.ofString(text(body))));
    }

    Answer post(@Nullable String user, String path, String body, String contentType) {
        return send(user, request(path).setHeader("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
    }

    String base() {
        return "http://127.0.0.1:" + port;
    }

    Answer send(@Nullable String user, HttpRequest.Builder request) {
        if (user != null) {
            byte[] login = (user + ":demo").getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        try {
            var response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String text(Object body) {
        try {
            return body instanceof String text ? text : JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
