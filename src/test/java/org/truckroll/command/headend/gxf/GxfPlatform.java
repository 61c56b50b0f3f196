// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.gxf;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;
import org.truckroll.command.headend.xml.XmlRefusedException;

/**
 * Stands in for the web services of GXF over real HTTP: takes requests, gives correlation uids, notifies, and keeps results until they are
 * fetched; it answers with status 500 and a fault where GXF does. Written after its WSDL and its observable behaviour.
 */
public final class GxfPlatform implements AutoCloseable {

    static final String COMMON = "http://www.opensmartgridplatform.org/schemas/common/2014/10";
    static final String SMART = "http://www.opensmartgridplatform.org/schemas/smartmetering/";
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    /** A request as it came. */
    record Asked(String path, String soapAction, Map<String, String> headers, XmlElement body, String text) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    public final Set<String> devices = ConcurrentHashMap.newKeySet();
    final List<Integer> notified = new CopyOnWriteArrayList<>();

    private final Map<String, String> results = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final AtomicInteger uids = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private volatile boolean notifies = true;
    private volatile String credentials = "";
    private volatile String raw = "";
    private volatile int rawStatus;

    public GxfPlatform() {
        server = start(0);
    }

    private HttpServer start(int port) {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            started.setExecutor(threads);
            started.createContext("/", this::handle);
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/osgp-adapter-ws-smartmetering");
    }

    /** Results are in memory: a restart forgets them, as if the response data had been cleaned up. */
    void restart() {
        int port = server.getAddress().getPort();
        server.stop(0);
        results.clear();
        server = start(port);
    }

    /** Notifications get lost on the way. */
    public GxfPlatform silent() {
        notifies = false;
        return this;
    }

    GxfPlatform speaking() {
        notifies = true;
        return this;
    }

    /** What the proxy in front of us adds for a platform that shows its certificate. */
    GxfPlatform as(String user, String password) {
        credentials =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The result of every request of that name from now on: an element in the namespace of the service, or a fault. */
    public GxfPlatform result(String request, String xml) {
        answers.put(request, xml);
        return this;
    }

    /** Answers everything with this; 0 ends it. */
    GxfPlatform raw(int status, String body) {
        raw = body;
        rawStatus = status;
        return this;
    }

    static String functional(int code, String message) {
        return fault("<ns:FunctionalFault xmlns:ns=\"" + COMMON + "\"><ns:Code>" + code + "</ns:Code><ns:Message>"
                + message + "</ns:Message><ns:Component>DOMAIN_SMART_METERING</ns:Component>"
                + "<ns:InnerException></ns:InnerException><ns:InnerMessage></ns:InnerMessage></ns:FunctionalFault>");
    }

    static String technical(String component, String message) {
        return fault("<ns:TechnicalFault xmlns:ns=\"" + COMMON + "\"><ns:Message>" + message
                + "</ns:Message><ns:Component>" + component + "</ns:Component>"
                + "<ns:InnerException>java.io.IOException</ns:InnerException><ns:InnerMessage>inner</ns:InnerMessage>"
                + "</ns:TechnicalFault>");
    }

    static String fault(String detail) {
        return "<SOAP-ENV:Fault xmlns:SOAP-ENV=\"" + SOAP + "\"><faultcode>SOAP-ENV:Server</faultcode>"
                + "<faultstring xml:lang=\"en\">fault</faultstring><detail>" + detail
                + "</detail></SOAP-ENV:Fault>";
    }

    private void handle(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (rawStatus != 0) {
            send(exchange, rawStatus, raw);
            return;
        }
        try {
            XmlElement envelope = XmlReader.read(text);
            Soap.Opened opened = Soap.open(envelope).orElseThrow();
            Map<String, String> headers = new ConcurrentHashMap<>();
            for (XmlElement header : opened.headers()) {
                if (header.namespace().equals(COMMON)) {
                    headers.put(header.name(), header.text());
                }
            }
            XmlElement body = Objects.requireNonNull(opened.body());
            asked.add(new Asked(
                    exchange.getRequestURI().getPath(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("SOAPAction")),
                    headers,
                    body,
                    text));
            String answer = answer(body, headers);
            send(exchange, answer.contains(":Fault") ? 500 : 200, enveloped(answer));
        } catch (XmlRefusedException e) {
            send(exchange, 400, "");
        }
    }

    private String answer(XmlElement body, Map<String, String> headers) {
        if (!"utility".equals(headers.get("OrganisationIdentification"))) {
            return functional(101, "UNKNOWN_ORGANISATION");
        }
        boolean second = body.name().endsWith("AsyncRequest");
        String name = body.name().replaceAll("(Async)?Request$", "");
        return second ? fetched(body, name) : taken(body, name, headers);
    }

    private String taken(XmlElement body, String name, Map<String, String> headers) {
        boolean adds = name.equals("AddDevice");
        String device = String.valueOf(
                adds
                        ? body.path("Device", "Device_Identification")
                                .orElseThrow()
                                .text()
                        : body.textOf("DeviceIdentification"));
        if (!adds && !devices.contains(device)) {
            return functional(201, "UNKNOWN_DEVICE");
        }
        String uid = "utility|||" + device + "|||2026112206000" + String.format("%04d", uids.incrementAndGet());
        String made = answers.get(name);
        if (made == null && adds) {
            made = devices.add(device)
                    ? "<ns:AddDeviceResponse><ns:Result>OK</ns:Result></ns:AddDeviceResponse>"
                    : functional(204, "EXISTING_DEVICE");
        }
        if (made != null) {
            results.put(
                    uid,
                    made.contains("Fault")
                            ? made
                            : made.replaceFirst("<ns:(\\w+)", "<ns:$1 xmlns:ns=\"" + body.namespace() + "\""));
            String kind = adds ? "ADD_METER" : "REQUEST_ACTUAL_METER_DATA";
            notify(headers.get("ResponseUrl"), uid, device, made.contains("Fault") ? "NOT OK" : "OK", kind);
        }
        return "<ns:" + name + "AsyncResponse xmlns:ns=\"" + body.namespace() + "\" xmlns:c=\"" + COMMON
                + "\"><c:DeviceIdentification>" + device + "</c:DeviceIdentification><c:CorrelationUid>" + uid
                + "</c:CorrelationUid></ns:" + name + "AsyncResponse>";
    }

    private String fetched(XmlElement body, String name) {
        String uid = body.child(COMMON, "CorrelationUid").orElseThrow().text();
        String result = results.get(uid);
        if (result == null) {
            return functional(405, "UNKNOWN_CORRELATION_UID");
        }
        return result.contains(":Fault") || result.contains(name + "Response")
                ? result
                : functional(406, "CORRELATION_UID_MISMATCH");
    }

    private void notify(String url, String uid, String device, String result, String kind) {
        if (!notifies || url == null) {
            return;
        }
        threads.execute(() -> notify(url, notification(uid, device, result, kind)));
    }

    static String notification(String uid, String device, String result, String kind) {
        String body = "<n:SendNotificationRequest xmlns:n=\"" + SMART
                + "sm-notification/2014/10\"><n:Notification><n:message></n:message><n:result>" + result
                + "</n:result><n:deviceIdentification>" + device + "</n:deviceIdentification><n:correlationUid>" + uid
                + "</n:correlationUid><n:NotificationType>" + kind
                + "</n:NotificationType></n:Notification></n:SendNotificationRequest>";
        return enveloped(body);
    }

    private void notify(String url, String envelope) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .header("Content-Type", "text/xml; charset=utf-8")
                    .header("SOAPAction", "\"\"")
                    .header("Authorization", credentials)
                    .POST(HttpRequest.BodyPublishers.ofString(envelope))
                    .build();
            notified.add(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        } catch (IOException e) {
            notified.add(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String enveloped(String body) {
        return "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"" + SOAP + "\"><SOAP-ENV:Header/><SOAP-ENV:Body>" + body
                + "</SOAP-ENV:Body></SOAP-ENV:Envelope>";
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/xml; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    List<String> names() {
        return new ArrayList<>(asked.stream().map(one -> one.body().name()).toList());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
