// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A person's browser in Tasklist: keeps the session and sends back the CSRF token. */
final class Tasklist {

    private final SecurityServer server;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    Tasklist(SecurityServer server) {
        this.server = server;
    }

    int logIn(String user, String password) throws IOException, InterruptedException {
        openPage();
        int status = send(server.request("/camunda/api/admin/auth/user/default/login/tasklist")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("username=" + user + "&password=" + password)));
        // A login starts another session, whose token comes with the next page.
        openPage();
        return status;
    }

    int post(String path, String json) throws IOException, InterruptedException {
        return send(server.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    String get(String path) throws IOException, InterruptedException {
        return http.send(server.request(path).build(), BodyHandlers.ofString()).body();
    }

    private void openPage() throws IOException, InterruptedException {
        http.send(server.request("/camunda/app/tasklist/default/").build(), BodyHandlers.discarding());
    }

    private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
        cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .ifPresent(token -> request.header("X-XSRF-TOKEN", token));
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
