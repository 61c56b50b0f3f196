// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.truckroll.lifecycle.connect.ProviderPeer;

/**
 * Those who carry messages: one for SMS that speaks as Twilio does and knows no message for the same, one for faxes that takes an id once, and a
 * mail server. They write down what they take, can keep their answers to themselves, and can be down.
 */
final class Carriers implements AutoCloseable {

    static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    static final String TOKEN = "invented-token";
    private static final String FROM = "orders@utility.example";
    /** Of each node; together they keep all threads of its engine waiting. */
    private static final int SMS_HELD = 5;

    private static final int FAXES_HELD = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One SMS that was taken; callback: where to tell what becomes of it. */
    record Sms(String node, String sid, String to, String text, String callback) {

        String delivery() {
            return callback.substring(callback.indexOf('=') + 1);
        }
    }

    /** One call about a fax; the first of each id has an effect. */
    record Fax(String node, String id, String to, String text) {}

    /** In the order in which they were taken. */
    final List<Sms> sms = new CopyOnWriteArrayList<>();

    final List<Fax> faxes = new CopyOnWriteArrayList<>();
    /** Who waits for an answer, by node. */
    final Map<String, Set<String>> held = new ConcurrentHashMap<>();

    private final Map<String, Integer> smsHeld = new ConcurrentHashMap<>();
    private final Map<String, Integer> faxesHeld = new ConcurrentHashMap<>();
    final AtomicInteger refused = new AtomicInteger();
    final GreenMail mail = new GreenMail(new ServerSetup[] {
        new ServerSetup(Server.freePort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(Server.freePort(), "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
    });
    private final GreenMailUser us;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpsServer smsServer;
    private final Path certificate;
    private final int faxPort = Server.freePort();
    private HttpServer faxServer;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean down;

    Carriers(Path directory) throws IOException {
        certificate = Files.writeString(directory.resolve("carrier.pem"), ProviderPeer.serverCertificate());
        smsServer = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        smsServer.setHttpsConfigurator(new HttpsConfigurator(ProviderPeer.serverTls()));
        smsServer.setExecutor(threads);
        smsServer.createContext("/", this::takeSms);
        smsServer.start();
        startFax();
        mail.start();
        us = mail.setUser(FROM, "orders", "invented");
    }

    private void startFax() throws IOException {
        faxServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), faxPort), 0);
        faxServer.setExecutor(threads);
        faxServer.createContext("/", this::takeFax);
        faxServer.start();
    }

    /** How a node reaches them; each has addresses of its own, so that one sees who calls. */
    List<String> settings(String node) {
        String p = "--truckroll.notification.providers.";
        return List.of(
                "--spring.ssl.bundle.pem.carriers.truststore.certificate=file:" + certificate,
                p + "sms.kind=twilio",
                p + "sms.url=https://127.0.0.1:" + smsServer.getAddress().getPort() + "/" + node,
                p + "sms.account-sid=" + ACCOUNT,
                p + "sms.auth-token=" + TOKEN,
                p + "sms.from=+46701740699",
                p + "sms.ssl-bundle=carriers",
                p + "sms.timeout=PT90S",
                p + "fax.kind=http",
                p + "fax.url=http://127.0.0.1:" + faxPort + "/" + node,
                p + "fax.allow-unencrypted=true",
                p + "fax.channels=FAX",
                p + "fax.idempotent=true",
                p + "fax.body={\"id\":\"{id}\",\"to\":\"{to}\",\"text\":\"{text}\"}",
                p + "fax.success=json /state = taken",
                p + "fax.timeout=PT90S",
                p + "mail.kind=smtp",
                p + "mail.host=127.0.0.1",
                p + "mail.port=" + mail.getSmtp().getPort(),
                p + "mail.security=none",
                p + "mail.allow-unencrypted=true",
                p + "mail.from=" + FROM,
                "--truckroll.notification.order.sms=sms",
                "--truckroll.notification.order.mail=mail",
                "--truckroll.notification.order.fax=fax",
                "--truckroll.event.inbound.mailboxes.desk.division=north",
                "--truckroll.event.inbound.mailboxes.desk.host=127.0.0.1",
                "--truckroll.event.inbound.mailboxes.desk.port="
                        + mail.getImap().getPort(),
                "--truckroll.event.inbound.mailboxes.desk.security=NONE",
                "--truckroll.event.inbound.mailboxes.desk.allow-unencrypted=true",
                "--truckroll.event.inbound.mailboxes.desk.user=orders",
                "--truckroll.event.inbound.mailboxes.desk.password=invented");
    }

    /** From now on the first of each kind and node get no answer, as many as keep a node from doing anything else. */
    void holdAnswers() {
        gate = new CountDownLatch(1);
    }

    void answerAgain() {
        gate.countDown();
    }

    /** SMS are refused with 503, faxes find nobody there. */
    void goDown() {
        down = true;
        faxServer.stop(1);
    }

    void comeBack() throws IOException {
        startFax();
        down = false;
    }

    int heldBy(String node) {
        return held.getOrDefault(node, Set.of()).size();
    }

    /** The ids of our mails, in the order in which they came. */
    List<String> mails() {
        List<String> ids = new ArrayList<>();
        for (MimeMessage message : mail.getReceivedMessages()) {
            try {
                if (message.getFrom()[0].toString().equals(FROM)) {
                    ids.add(message.getMessageID().replaceAll("^<|@.*", ""));
                }
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }
        return ids;
    }

    /** The server of the recipient sends one of our mails back to where it came from; false while it has not come. */
    boolean sendsBack(String delivery) throws Exception {
        for (MimeMessage message : mail.getReceivedMessages()) {
            if (message.getMessageID().contains(delivery)) {
                String report = "From: MAILER-DAEMON@mx.example\r\nTo: " + FROM + "\r\nMessage-ID: <1@mx.example>\r\n"
                        + "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
                        + "--B\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
                        + "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
                        + "Final-Recipient: rfc822; " + message.getAllRecipients()[0]
                        + "\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
                        + "--B\r\nContent-Type: message/rfc822\r\n\r\n" + GreenMailUtil.getWholeMessage(message)
                        + "\r\n--B--\r\n";
                us.deliver(new MimeMessage(
                        Session.getInstance(new Properties()),
                        new ByteArrayInputStream(report.getBytes(StandardCharsets.UTF_8))));
                return true;
            }
        }
        return false;
    }

    private void takeSms(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(body(exchange));
        if (down) {
            refused.incrementAndGet();
            answer(exchange, 503, "{\"code\":20503,\"message\":\"Service unavailable\",\"status\":503}");
            return;
        }
        String node = node(exchange);
        Sms one;
        synchronized (sms) {
            one = new Sms(
                    node,
                    "SM%032x".formatted(sms.size() + 1),
                    form.get("To"),
                    form.get("Body"),
                    form.get("StatusCallback"));
            sms.add(one);
        }
        hold(node, one.delivery(), smsHeld, SMS_HELD);
        answer(
                exchange,
                201,
                "{\"sid\":\"" + one.sid() + "\",\"account_sid\":\"" + ACCOUNT
                        + "\",\"status\":\"queued\",\"error_code\":null,\"direction\":\"outbound-api\",\"num_segments\":\"1\"}");
    }

    private void takeFax(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(body(exchange));
        String node = node(exchange);
        String id = body.path("id").asText();
        faxes.add(new Fax(node, id, body.path("to").asText(), body.path("text").asText()));
        hold(node, id, faxesHeld, FAXES_HELD);
        answer(exchange, 200, "{\"state\":\"taken\"}");
    }

    private void hold(String node, String id, Map<String, Integer> already, int most) {
        if (gate.getCount() == 0 || already.merge(node, 1, Integer::sum) > most) {
            return;
        }
        held.computeIfAbsent(node, key -> ConcurrentHashMap.newKeySet()).add(id);
        try {
            gate.await(80, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String node(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().split("/")[1];
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String field : body.split("&")) {
            String[] pair = field.split("=", 2);
            form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private void answer(HttpExchange exchange, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            // Who asked is dead: that is what is tried here.
            if (!held.containsKey(node(exchange))) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        answerAgain();
        smsServer.stop(0);
        faxServer.stop(0);
        threads.shutdownNow();
        mail.stop();
    }
}
