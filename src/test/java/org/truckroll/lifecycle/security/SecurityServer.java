// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A caller of a running server over plain HTTP. */
record SecurityServer(int port) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    record Answer(int status, String body, java.net.http.HttpHeaders headers) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        Answer isProblem(int expected, String name) {
            assertThat(status).as(body).isEqualTo(expected);
            assertThat(headers.firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            assertThat(json().path("type").asText()).isEqualTo("urn:truckroll:problem:" + name);
            assertThat(json().path("status").asInt()).isEqualTo(expected);
            return this;
        }
    }

    Answer get(@Nullable String user, String path) {
        return send(user, request(path).GET());
    }

    Answer post(@Nullable String user, String path, String json) {
        return send(
                user, request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** Sends a body that does not say how long it is. */
    Answer postChunked(@Nullable String user, String path, Supplier<InputStream> body) {
        return send(
                user,
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofInputStream(body)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    /** @param user a login whose password is {@code demo}, or {@code user:password} */
    Answer send(@Nullable String user, HttpRequest.Builder request) {
        if (user != null) {
            String credentials = user.contains(":") ? user : user + ":demo";
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
