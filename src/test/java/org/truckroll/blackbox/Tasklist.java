// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What a browser with Tasklist open sends: a session, a token against forged requests, and forms. */
final class Tasklist {

    private final Http http;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    Tasklist(Http http, String login) {
        this.http = http;
        openPage();
        send(http.request("/camunda/api/admin/auth/user/default/login/tasklist")
                        .setHeader("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("username=" + login + "&password=demo")))
                .is(200);
        // A login starts another session, whose token comes with the next page.
        openPage();
    }

    Http.Answer post(String path, String json) {
        return send(http.request(path).POST(BodyPublishers.ofString(json)));
    }

    Http.Answer get(String path) {
        return send(http.request(path).GET());
    }

    private void openPage() {
        send(http.request("/camunda/app/tasklist/default/").GET());
    }

    private Http.Answer send(HttpRequest.Builder request) {
        cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .ifPresent(token -> request.header("X-XSRF-TOKEN", token));
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
