// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

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
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;
import org.truckroll.command.headend.xml.XmlRefusedException;

/** A SOAP head end on real HTTP that answers as the test says; what it is not told about it accepts. */
final class ScriptedCim {

    static final ScriptedCim INSTANCE = new ScriptedCim();

    /** A message as it arrived. */
    record Received(String path, Map<String, List<String>> headers, String body) {

        Soap.Opened soap() {
            try {
                return Soap.open(XmlReader.read(body)).orElseThrow();
            } catch (XmlRefusedException e) {
                throw new AssertionError(body, e);
            }
        }

        XmlElement message() {
            return soap().body();
        }

        /** The first element of that name, wherever it stands. */
        XmlElement find(String name) {
            return find(message(), name);
        }

        private static XmlElement find(XmlElement from, String name) {
            if (from.name().equals(name)) {
                return from;
            }
            for (XmlElement child : from.children()) {
                XmlElement found = find(child, name);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }

        String header(String name) {
            return headers.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
        }
    }

    private record Answer(int status, Map<String, String> headers, String body) {}

    private static final int BROKEN = 0;
    private static final int SILENT = -1;

    private final HttpServer server;
    private final Deque<Answer> script = new ArrayDeque<>();
    private final List<Received> received = Collections.synchronizedList(new ArrayList<>());

    private ScriptedCim() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/hes", this::handle);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "scripted-cim");
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
    }

    void answers(String body) {
        answers(200, Map.of(), body);
    }

    void answers(int status, Map<String, String> headers, String body) {
        synchronized (script) {
            script.add(new Answer(status, headers, body));
        }
    }

    void breaks() {
        answers(BROKEN, Map.of(), "");
    }

    void isSilent() {
        answers(SILENT, Map.of(), "");
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    Received last() {
        return received.get(received.size() - 1);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hes";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add(new Received(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Answer answer;
            synchronized (script) {
                answer = script.isEmpty() ? new Answer(200, Map.of(), Samples.response("OK", "0.0")) : script.remove();
            }
            if (answer.status() == BROKEN) {
                return;
            }
            if (answer.status() == SILENT) {
                Thread.sleep(2_500);
                return;
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml; charset=utf-8");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the application where its CIM head ends are. */
    static final class Addresses implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            String url = INSTANCE.url();
            TestPropertyValues.of(
                            "truckroll.head-ends.cim.url=" + url,
                            "truckroll.head-ends.cim-plain.url=" + url + "/plain",
                            "truckroll.head-ends.cim-down.url=http://127.0.0.1:9")
                    .applyTo(context);
        }
    }
}
