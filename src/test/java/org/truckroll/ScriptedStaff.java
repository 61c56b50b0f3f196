// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SCIM service of a personnel system over real HTTP: lists, pages, and the filter by last update. */
final class ScriptedStaff {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FILTER = Pattern.compile("meta\\.lastModified gt \"([^\"]+)\"");

    private final HttpServer server;
    private final Map<String, ObjectNode> users = new LinkedHashMap<>();
    private final Map<String, ObjectNode> groups = new LinkedHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Deque<Integer> refusals = new ArrayDeque<>();

    ScriptedStaff() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/scim/Users", exchange -> list(exchange, users));
        server.createContext("/scim/Groups", exchange -> list(exchange, groups));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/scim";
    }

    void stop() {
        server.stop(0);
    }

    /** The next answers have these statuses. */
    synchronized void refuses(int... statuses) {
        for (int status : statuses) {
            refusals.add(status);
        }
    }

    synchronized List<String> takeAsked() {
        List<String> taken = List.copyOf(asked);
        asked.clear();
        return taken;
    }

    synchronized ScriptedStaff user(String id, Instant at, String json) {
        users.put(id, resource(id, at, json));
        return this;
    }

    synchronized ScriptedStaff group(String id, Instant at, String json) {
        groups.put(id, resource(id, at, json));
        return this;
    }

    synchronized void forget(String id) {
        users.remove(id);
        groups.remove(id);
    }

    synchronized Map<String, ObjectNode> takeUsers() {
        Map<String, ObjectNode> taken = new LinkedHashMap<>(users);
        users.clear();
        return taken;
    }

    synchronized void putUsers(Map<String, ObjectNode> given) {
        users.putAll(given);
    }

    private static ObjectNode resource(String id, Instant at, String json) {
        try {
            ObjectNode resource = (ObjectNode) JSON.readTree(json);
            resource.put("id", id);
            resource.putObject("meta").put("lastModified", at.toString());
            return resource;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void list(HttpExchange exchange, Map<String, ObjectNode> all) throws IOException {
        String query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
        asked.add(exchange.getRequestURI().getPath().replace("/scim", "") + "?" + query);
        Integer refusal = refusals.poll();
        int start = number(query, "startIndex");
        int count = number(query, "count");
        Matcher filter = FILTER.matcher(query);
        Instant since = filter.find() ? Instant.parse(filter.group(1)) : Instant.MIN;
        List<ObjectNode> found = new ArrayList<>(all.values());
        found.removeIf(resource -> !Instant.parse(
                        resource.path("meta").path("lastModified").asText())
                .isAfter(since));
        ObjectNode list =
                JSON.createObjectNode().put("totalResults", found.size()).put("startIndex", start);
        list.putArray("Resources")
                .addAll(found.subList(Math.min(start - 1, found.size()), Math.min(start - 1 + count, found.size())));
        byte[] body = JSON.writeValueAsBytes(list);
        exchange.getResponseHeaders().add("Content-Type", "application/scim+json");
        exchange.sendResponseHeaders(refusal == null ? 200 : refusal, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static int number(String query, String name) {
        Matcher matcher = Pattern.compile(name + "=(\\d+)").matcher(query);
        if (!matcher.find()) {
            throw new IllegalArgumentException(query);
        }
        return Integer.parseInt(matcher.group(1));
    }
}
