// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A person's browser between two sites: keeps cookies, follows redirects one by one, and fills in the issuer's login. */
final class SsoBrowser {

    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final List<URI> visited = new ArrayList<>();
    private final String server;
    private HttpResponse<String> shown;

    SsoBrowser(int port) {
        this.server = "http://127.0.0.1:" + port;
    }

    /** Every address since the last call. */
    List<URI> takeVisited() {
        List<URI> taken = List.copyOf(visited);
        visited.clear();
        return taken;
    }

    URI at() {
        return shown.uri();
    }

    String path() {
        return shown.uri().getRawPath()
                + (shown.uri().getRawQuery() == null ? "" : "?" + shown.uri().getRawQuery());
    }

    int status() {
        return shown.statusCode();
    }

    String body() {
        return shown.body();
    }

    boolean hasCookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .anyMatch(cookie ->
                        cookie.getName().equals(name) && !cookie.getValue().isEmpty());
    }

    /** Opens a page of the server and goes wherever it leads. */
    SsoBrowser open(String path) {
        return follow(HttpRequest.newBuilder(URI.create(server + path))
                .header("Accept", "text/html")
                .build());
    }

    SsoBrowser open(URI address) {
        return follow(
                HttpRequest.newBuilder(address).header("Accept", "text/html").build());
    }

    /** One answer, whatever it is. */
    HttpResponse<String> call(String path, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path));
        headers.forEach(request::header);
        return send(request.build());
    }

    /** At the issuer's login page. */
    SsoBrowser logIn(String user) {
        assertThat(at().getPath()).isEqualTo("/login");
        return follow(form(at().resolve("/login"), Map.of("username", user, "password", Issuer.PASSWORD)));
    }

    private static HttpRequest form(URI address, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private SsoBrowser follow(HttpRequest first) {
        shown = send(first);
        for (int hop = 0; hop < 15 && shown.statusCode() / 100 == 3; hop++) {
            URI next =
                    shown.uri().resolve(shown.headers().firstValue("Location").orElseThrow());
            shown = send(
                    HttpRequest.newBuilder(next).header("Accept", "text/html").build());
        }
        return this;
    }

    String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            visited.add(request.uri());
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
