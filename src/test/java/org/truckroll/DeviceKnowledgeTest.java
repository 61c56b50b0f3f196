// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.truckroll.command.Reply;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.DeviceModels;

/** What commands teach: about the device, its model, and the visits that they spare or cost (SOM-10). */
@ProcessTest
class DeviceKnowledgeTest {

    @Autowired
    private Stories stories;

    @Autowired
    private DeviceModels models;

    @Autowired
    private MeterRegistry metrics;

    @BeforeEach
    void begin() {
        stories.begin();
    }

    @Test
    void commissioningTellsWhatTheDeviceAndItsModelCanDo() {
        Story story = stories.at("{\"device\":{\"switch\":\"ON\"}}")
                .ordered("COMMISSION")
                .assess("P06", "COMMISSION");
        String model = "T-" + story.pointId;
        story.send();
        stories.replies()
                .receive(
                        "scripted",
                        told(
                                story.reply(story.activity().id(), "SUCCESS", Map.of()),
                                model,
                                new Device.Capabilities(Device.SwitchControl.ARM_ONLY, null, true, true, null)));
        story.assess("P05", "DONE");
        Device device = story.device();
        assertThat(device.commission()).isEqualTo(Device.Commission.COMMISSIONED);
        assertThat(device.model()).isEqualTo(model);
        assertThat(device.capabilities())
                .isEqualTo(new Device.Capabilities(Device.SwitchControl.ARM_ONLY, true, true, true, null));
        assertThat(models.find("scripted", model).orElseThrow().known())
                .extracting(DeviceModels.Known::by)
                .containsOnly(DeviceModels.KnownBy.TOLD);

        Story next = stories.at("{\"device\":{\"capabilities\":null,\"model\":\"" + model + "\"}}");
        assertThat(next.device().capabilities())
                .isEqualTo(new Device.Capabilities(Device.SwitchControl.ARM_ONLY, null, true, true, null));
    }

    @Test
    void unsupportedCommandCorrectsTheDeviceAndTeachesItsModel() {
        Story story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"model\":\"U-1\"}}")
                .ordered("ENABLE")
                .assess("E12", "REMOTE_CONNECT");
        double caused = count("truckroll.visits.caused", "command", "REMOTE_CONNECT", "outcome", "UNSUPPORTED");
        String id = story.activity().id();
        ScriptedHeadEnd.INSTANCE.reacts(501, "");
        story.send();
        story.assess("E15", "TURN_ON_METER");
        assertThat(story.device().capabilities()).isNotNull();
        assertThat(story.device().capabilities().switchControl()).isEqualTo(Device.SwitchControl.NONE);
        assertThat(models.find("scripted", "U-1").orElseThrow().known())
                .singleElement()
                .satisfies(known -> {
                    assertThat(known.capability()).isEqualTo("switch");
                    assertThat(known.ability()).isEqualTo("NONE");
                    assertThat(known.by()).isEqualTo(DeviceModels.KnownBy.LEARNED);
                    assertThat(known.source()).isEqualTo(id);
                });
        assertThat(count("truckroll.visits.caused", "command", "REMOTE_CONNECT", "outcome", "UNSUPPORTED"))
                .isEqualTo(caused + 1);
        Timer timer = metrics.find("truckroll.commands")
                .tags("command", "REMOTE_CONNECT", "model", "U-1", "adapter", "rest", "outcome", "UNSUPPORTED")
                .timer();
        assertThat(timer).isNotNull();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(metrics.find("truckroll.commands.attempts")
                        .tags("model", "U-1")
                        .summary()
                        .totalAmount())
                .isEqualTo(1);
    }

    @Test
    void commandThatServesTheCustomerSparesAVisit() {
        double avoided = count("truckroll.visits.avoided", "command", "REMOTE_CONNECT", "headEnd", "scripted");
        double pings = count("truckroll.visits.avoided", "command", "PING", "headEnd", "scripted");
        stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"UNKNOWN\"}}")
                .ordered("ENABLE")
                .walk("E11 PING: SUCCESS switch=OFF", "E12 REMOTE_CONNECT: SUCCESS switch=ON");
        assertThat(count("truckroll.visits.avoided", "command", "REMOTE_CONNECT", "headEnd", "scripted"))
                .isEqualTo(avoided + 1);
        assertThat(count("truckroll.visits.avoided", "command", "PING", "headEnd", "scripted"))
                .as("nobody is sent to ping")
                .isEqualTo(pings);
    }

    private double count(String name, String... tags) {
        var counter = metrics.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    private static Reply told(Reply reply, String model, Device.Capabilities can) {
        return new Reply(
                reply.messageId(),
                reply.commandId(),
                reply.result(),
                reply.code(),
                reply.detail(),
                reply.at(),
                reply.readings(),
                reply.switchPosition(),
                reply.loadSide(),
                model,
                can);
    }
}
