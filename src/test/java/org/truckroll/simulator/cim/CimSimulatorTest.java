// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.cim;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.truckroll.simulator.SimulatorServer;

/** The simulated head end, spoken to in IEC 61968-9 over real HTTP: same meters and faults as in its generic contract. */
class CimSimulatorTest {

    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final BlockingQueue<String> REPLIES = new LinkedBlockingQueue<>();

    private static SimulatorServer server;
    private static HttpServer receiver;

    @BeforeAll
    static void start() throws IOException {
        server = SimulatorServer.start("jdbc:h2:mem:cim-simulator;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/cim", exchange -> {
            REPLIES.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        receiver.stop(0);
    }

    private static String replyAddress() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/cim";
    }

    private static void meter(String id, String position) {
        server.put(
                "/simulator/head-end/meters/" + id,
                "{\"enrolled\":true,\"switch\":\"" + position + "\",\"reading\":\"42.5\"}");
    }

    private static HttpResponse<String> post(String body) {
        return server.post("/simulator/cim", body, "Content-Type", "text/xml; charset=utf-8");
    }

    private static String request(String verb, String noun, String correlation, boolean async, String content) {
        return "<s:Envelope xmlns:s=\"" + SOAP
                + "\"><s:Body><RequestMessage xmlns=\"http://iec.ch/TC57/2011/schema/message\"><Header><Verb>" + verb
                + "</Verb><Noun>" + noun + "</Noun><AsyncReplyFlag>" + async + "</AsyncReplyFlag><ReplyAddress>"
                + replyAddress() + "</ReplyAddress><MessageID>" + UUID.randomUUID() + "</MessageID><CorrelationID>"
                + correlation + "</CorrelationID></Header>" + content + "</RequestMessage></s:Body></s:Envelope>";
    }

    private static String control(String meter, String code, String correlation, boolean async) {
        return request(
                "create",
                "EndDeviceControls",
                correlation,
                async,
                "<Payload><c:EndDeviceControls xmlns:c=\"http://iec.ch/TC57/2011/EndDeviceControls#\"><c:EndDeviceControl>"
                        + "<c:EndDeviceControlType ref=\"" + code + "\"/><c:EndDevices><c:Names><c:name>" + meter
                        + "</c:name></c:Names></c:EndDevices></c:EndDeviceControl></c:EndDeviceControls></Payload>");
    }

    @Test
    void actsAndTellsTheReplyAddress() throws InterruptedException {
        meter("C-1", "OFF");
        String correlation = UUID.randomUUID().toString();

        HttpResponse<String> accepted = post(control("C-1", "3.31.0.18", correlation, true));

        assertThat(accepted.statusCode()).isEqualTo(200);
        assertThat(accepted.body()).contains("ResponseMessage", ">OK<", correlation);
        String event = REPLIES.poll(60, TimeUnit.SECONDS);
        assertThat(event).contains("CreatedEndDeviceEvents", "ref=\"3.31.0.42\"", ">C-1<", correlation);
        assertThat(server.json("/simulator/head-end/meters/C-1").path("switch").asText())
                .isEqualTo("ON");
    }

    @Test
    void answersAtOnceWhoeverDoesNotWantToWait() {
        meter("C-2", "ON");

        HttpResponse<String> answer =
                post(control("C-2", "3.31.0.23", UUID.randomUUID().toString(), false));

        assertThat(answer.body()).contains(">OK<", ">0.0<");
        assertThat(server.json("/simulator/head-end/meters/C-2").path("switch").asText())
                .isEqualTo("OFF");
        HttpResponse<String> read = post(
                request(
                        "get",
                        "MeterReadings",
                        UUID.randomUUID().toString(),
                        false,
                        "<Request><g:GetMeterReadings xmlns:g=\"http://iec.ch/TC57/2011/GetMeterReadings#\"><g:EndDevice><g:mRID>C-2</g:mRID></g:EndDevice></g:GetMeterReadings></Request>"));
        assertThat(read.body()).contains("<p:value>42.5</p:value>");
    }

    @Test
    void sharesFaultsAndMetersWithItsOtherDoor() {
        String correlation = UUID.randomUUID().toString();
        assertThat(post(control("C-NOBODY", "3.31.0.18", correlation, true)).body())
                .contains(">FAILED<", ">2.4<");
        meter("C-3", "OFF");
        server.put(
                "/simulator/head-end/faults",
                "{\"deviceId\":\"C-3\",\"command\":\"*\",\"fault\":\"HTTP_500\",\"times\":1}");
        HttpResponse<String> broken = post(control("C-3", "3.31.0.18", correlation, true));
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.body()).contains("Fault");
        server.put(
                "/simulator/head-end/faults",
                "{\"deviceId\":\"C-3\",\"command\":\"*\",\"fault\":\"REFUSE\",\"times\":1}");
        assertThat(post(control("C-3", "3.31.0.18", correlation, true)).body()).contains(">FAILED<", ">6.1<");
    }

    @Test
    void tellsWhatBecameOfAControl() {
        meter("C-4", "ON");
        String correlation = UUID.randomUUID().toString();
        post(control("C-4", "3.31.0.23", correlation, false));

        assertThat(status(correlation)).contains(">OK<");
        assertThat(status(UUID.randomUUID().toString())).contains(">FAILED<", ">2.15<");
        assertThat(post(request(
                                "get",
                                "EndDeviceEvents",
                                UUID.randomUUID().toString(),
                                false,
                                "<Request><StartTime>2020-01-01T00:00:00Z</StartTime><g:GetEndDeviceEvents xmlns:g=\"http://iec.ch/TC57/2011/GetEndDeviceEvents#\"><g:EndDevice><g:Names><g:name>C-4</g:name></g:Names></g:EndDevice></g:GetEndDeviceEvents></Request>"))
                        .body())
                .contains("ref=\"3.31.0.68\"");
    }

    private static String status(String id) {
        return post(request(
                        "get",
                        "EndDeviceControls",
                        UUID.randomUUID().toString(),
                        false,
                        "<Request><ID kind=\"transaction\">" + id + "</ID></Request>"))
                .body();
    }

    @Test
    void turnsDownWhatItDoesNotKnow() {
        assertThat(post("nonsense").body()).contains("Fault", "Client");
        assertThat(post("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>")
                        .body())
                .contains("Fault")
                .doesNotContain("root:");
        assertThat(post(request("create", "CustomerConfig", "x", false, "")).body())
                .contains(">FAILED<", ">2.5<");
        assertThat(post(control("C-4", "3.31.0.99", "x", false)).body()).contains(">FAILED<", ">2.9<");
    }
}
