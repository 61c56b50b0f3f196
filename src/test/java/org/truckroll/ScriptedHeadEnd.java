// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.truckroll.command.headend.gxf.GxfPlatform;

/** A head end on real HTTP that reacts to each command as the test says; what it is not told about it accepts. */
final class ScriptedHeadEnd {

    /** One for the whole run, so that all process tests share one application. */
    static final ScriptedHeadEnd INSTANCE = new ScriptedHeadEnd();

    /** Another one, whose results are to be fetched; it tells nobody by itself. */
    static final GxfPlatform TWO_STEP = new GxfPlatform().silent();

    /** A command as it arrived. */
    record Received(String idempotencyKey, JsonNode body) {}

    private record Reaction(int status, Map<String, String> headers, String body, Runnable before) {}

    private static final int BROKEN = 0;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Deque<Reaction> script = new ArrayDeque<>();
    private final Deque<Reaction> pages = new ArrayDeque<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<Received> received = Collections.synchronizedList(new ArrayList<>());

    private ScriptedHeadEnd() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/commands", this::handle);
        // The same meters behind another name: a head end that also lists what it knows.
        server.createContext("/twin/commands", this::handle);
        server.createContext("/twin/meters", this::list);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "scripted-head-end");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    void reset() {
        synchronized (script) {
            script.clear();
        }
        received.clear();
        synchronized (pages) {
            pages.clear();
        }
        asked.clear();
    }

    /** The next page of meters is answered so. */
    void lists(int status, String body) {
        synchronized (pages) {
            pages.add(new Reaction(status, Map.of(), body, () -> {}));
        }
    }

    /** The queries with which pages were asked for. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void list(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestURI().getRawQuery());
            Reaction reaction;
            synchronized (pages) {
                reaction = pages.isEmpty() ? new Reaction(404, Map.of(), "", () -> {}) : pages.remove();
            }
            answer(exchange, reaction);
        }
    }

    /** The next command is answered so. */
    void reacts(int status, String body) {
        reacts(status, Map.of(), body);
    }

    void reacts(int status, Map<String, String> headers, String body) {
        add(new Reaction(status, headers, body, () -> {}));
    }

    /** The next command is accepted, but something happens before its acceptance has left. */
    void acceptsAfter(Runnable before) {
        add(new Reaction(202, Map.of(), "", before));
    }

    /** The connection breaks instead of an answer to the next command. */
    void breaks() {
        add(new Reaction(BROKEN, Map.of(), "", () -> {}));
    }

    private void add(Reaction reaction) {
        synchronized (script) {
            script.add(reaction);
        }
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    Received last() {
        return received.get(received.size() - 1);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add(new Received(
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    JSON.readTree(exchange.getRequestBody())));
            Reaction reaction;
            synchronized (script) {
                reaction = script.isEmpty() ? new Reaction(202, Map.of(), "", () -> {}) : script.remove();
            }
            reaction.before().run();
            if (reaction.status() == BROKEN) {
                return;
            }
            answer(exchange, reaction);
        }
    }

    private static void answer(HttpExchange exchange, Reaction reaction) throws IOException {
        reaction.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = reaction.body().getBytes(StandardCharsets.UTF_8);
        if (body.length > 0) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
        }
        exchange.sendResponseHeaders(reaction.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** Tells the application where its head ends {@code scripted} and {@code twin} are. */
    static final class Address implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            String address = "http://127.0.0.1:" + INSTANCE.server.getAddress().getPort();
            TestPropertyValues.of(
                            "truckroll.head-ends.scripted.url=" + address,
                            "truckroll.head-ends.twin.url=" + address + "/twin",
                            "truckroll.head-ends.two-step.adapter=gxf",
                            "truckroll.head-ends.two-step.url=" + TWO_STEP.url(),
                            "truckroll.head-ends.two-step.options.organisation=utility",
                            "truckroll.head-ends.two-step.options.manufacturer=KFM",
                            "truckroll.head-ends.two-step.options.protocol=DSMR",
                            "truckroll.head-ends.two-step.options.protocolversion=4.2.2")
                    .applyTo(context);
        }
    }
}
