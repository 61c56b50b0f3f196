// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Who carries the mails and SMS of the demo while our pages are tested: a mail server, and an SMS provider that takes no number ending in 99. */
final class PagePost implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private static final List<String> TEXTS = new CopyOnWriteArrayList<>();

    private static int smsPort;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        open();
        TestPropertyValues.of(
                        "truckroll.notification.providers.mail.kind=smtp",
                        "truckroll.notification.providers.mail.host=127.0.0.1",
                        "truckroll.notification.providers.mail.port="
                                + MAIL.getSmtp().getPort(),
                        "truckroll.notification.providers.mail.security=none",
                        "truckroll.notification.providers.mail.allow-unencrypted=true",
                        "truckroll.notification.providers.mail.from=orders@utility.example",
                        "truckroll.notification.order.mail=mail",
                        "truckroll.notification.order.sms=sms",
                        "truckroll.notification.order.mail=mail",
                        "truckroll.notification.order.sms=sms",
                        "truckroll.notification.providers.sms.kind=http",
                        "truckroll.notification.providers.sms.url=http://127.0.0.1:" + smsPort + "/sms",
                        "truckroll.notification.providers.sms.allow-unencrypted=true",
                        "truckroll.notification.providers.sms.body={\"to\":\"{to}\",\"text\":\"{text}\"}",
                        "truckroll.notification.providers.sms.success=json /status = taken",
                        "truckroll.notification.providers.sms.refused=json /status = refused")
                .applyTo(context);
    }

    /** One for all tests of a JVM, as the context is. */
    private static synchronized void open() {
        if (smsPort != 0) {
            return;
        }
        MAIL.start();
        try {
            HttpServer sms = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            sms.createContext("/sms", PagePost::take);
            sms.start();
            smsPort = sms.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(HttpExchange exchange) throws IOException {
        JsonNode sms = JSON.readTree(exchange.getRequestBody());
        boolean refused = sms.path("to").asText().endsWith("99");
        if (!refused) {
            TEXTS.add(sms.path("to").asText() + " " + sms.path("text").asText());
        }
        byte[] answer =
                "{\"status\":\"%s\"}".formatted(refused ? "refused" : "taken").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(refused ? 400 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** What came as SMS: number, blank, text. */
    static List<String> texts() {
        return List.copyOf(TEXTS);
    }

    /** The mails that came for this address. */
    static List<MimeMessage> mails(String address) {
        return Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail -> String.valueOf(recipients(mail)).contains(address))
                .toList();
    }

    private static List<?> recipients(MimeMessage mail) {
        try {
            return Arrays.asList(mail.getAllRecipients());
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
