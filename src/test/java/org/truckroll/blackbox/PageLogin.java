// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** A browser with one of our own pages open: one login, and a load balancer that sends each request where it likes. */
final class PageLogin {

    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final String proof;

    PageLogin(Http node, String login) {
        proof = send(node.request("/session")
                        .POST(BodyPublishers.ofString(Http.text(Map.of("user", login, "password", "demo")))))
                .is(200)
                .json()
                .path("token")
                .asText();
    }

    Http.Answer get(Http node, String path) {
        return send(node.request(path).header("X-Truckroll-Session", proof).GET());
    }

    void end(Http node) {
        send(node.request("/session").header("X-Truckroll-Session", proof).DELETE())
                .is(204);
    }

    private Http.Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = browser.send(request.build(), BodyHandlers.ofString());
            return new Http.Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
