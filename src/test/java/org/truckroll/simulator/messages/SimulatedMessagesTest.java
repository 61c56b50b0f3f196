// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.truckroll.simulator.SimulatorServer;

class SimulatedMessagesTest {

    private static final String MESSAGES = "/simulator/messages";

    private static SimulatorServer server;

    @BeforeAll
    static void start() {
        server = SimulatorServer.start("jdbc:h2:mem:messages;DB_CLOSE_DELAY=-1");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.delete(MESSAGES);
    }

    @Test
    void takesAnIdOnce() {
        send("sms", "{\"id\":\"d-1\",\"to\":\"+46700000001\",\"subject\":\"\",\"text\":\"Transformer hot. Take: 1a\"}");
        send("sms", "{\"id\":\"d-1\",\"to\":\"+46700000001\",\"subject\":\"\",\"text\":\"Transformer hot. Take: 1a\"}");
        send("mail", "{\"id\":\"d-2\",\"to\":\"olga@example.com\",\"subject\":\"Hot\",\"text\":\"Transformer hot\"}");

        var all = server.json(MESSAGES);

        assertThat(all).hasSize(2);
        assertThat(all.get(0).path("channel").asText()).isEqualTo("MAIL");
        assertThat(all.get(0).path("subject").asText()).isEqualTo("Hot");
        assertThat(server.json(MESSAGES + "?to=%2B46700000001"))
                .hasSize(1)
                .first()
                .satisfies(message -> {
                    assertThat(message.path("id").asText()).isEqualTo("d-1");
                    assertThat(message.path("text").asText()).isEqualTo("Transformer hot. Take: 1a");
                });
    }

    @Test
    void refusesWhatIsNoMessage() {
        assertThat(server.post(MESSAGES + "/sms", "{\"id\":\"d-3\"}", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.json(MESSAGES)).isEmpty();
    }

    private static void send(String channel, String body) {
        var answer = server.post(MESSAGES + "/" + channel, body, "Content-Type", "application/json");
        assertThat(answer.statusCode()).isEqualTo(200);
    }
}
