// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.truckroll.command.Attempts;
import org.truckroll.command.MeterCommand;

/** Messages of head ends, as text. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-03-02T10:00:00.125Z");

    private static final String MESSAGE = "http://iec.ch/TC57/2011/schema/message";

    private Samples() {}

    /** A file of src/test/resources/cim. */
    static String file(String name) {
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream("/cim/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String soap(String body) {
        return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>" + body
                + "</s:Body></s:Envelope>";
    }

    /** A response as most head ends send it. */
    static String response(String result, String code) {
        return response(result, "<Error><code>" + code + "</code></Error>", "");
    }

    static String response(String result, String errors, String payload) {
        return soap("<ResponseMessage xmlns=\"" + MESSAGE
                + "\"><Header><Verb>reply</Verb><Noun>EndDeviceControls</Noun><Timestamp>2026-03-02T10:00:00Z</Timestamp>"
                + "<MessageID>0d1c38cf-2b23-4c0b-a0dd-5e2bbd5a2f11</MessageID><CorrelationID>1e1c38cf-2b23-4c0b-a0dd-5e2bbd5a2f22</CorrelationID></Header>"
                + "<Reply><Result>" + result + "</Result>" + errors + "</Reply>"
                + (payload.isEmpty() ? "" : "<Payload>" + payload + "</Payload>") + "</ResponseMessage>");
    }

    static String event(String verb, String noun, String messageId, String correlationId, String payload) {
        return soap(bareEvent(verb, noun, messageId, correlationId, payload));
    }

    static String bareEvent(String verb, String noun, String messageId, String correlationId, String payload) {
        return "<EventMessage xmlns=\"" + MESSAGE + "\"><Header><Verb>" + verb + "</Verb><Noun>" + noun
                + "</Noun><Timestamp>2026-03-02T10:00:00Z</Timestamp><Source>HES</Source><MessageID>" + messageId
                + "</MessageID>"
                + (correlationId == null ? "" : "<CorrelationID>" + correlationId + "</CorrelationID>")
                + "</Header><Payload>" + payload + "</Payload></EventMessage>";
    }

    static String deviceEvents(String... events) {
        return "<e:EndDeviceEvents xmlns:e=\"http://iec.ch/TC57/2011/EndDeviceEvents#\">" + String.join("", events)
                + "</e:EndDeviceEvents>";
    }

    static String deviceEvent(String device, String code, String at) {
        return "<e:EndDeviceEvent><e:createdDateTime>" + at + "</e:createdDateTime>"
                + (device == null ? "" : "<e:Assets><e:Names><e:name>" + device + "</e:name></e:Names></e:Assets>")
                + "<e:EndDeviceEventType ref=\"" + code + "\"/></e:EndDeviceEvent>";
    }

    static String readings(String device, String type, String value, String at) {
        return "<m:MeterReadings xmlns:m=\"http://iec.ch/TC57/2011/MeterReadings#\"><m:MeterReading><m:Meter><m:Names><m:name>"
                + device + "</m:name></m:Names></m:Meter><m:Readings><m:timeStamp>" + at + "</m:timeStamp><m:value>"
                + value + "</m:value><m:ReadingType ref=\"" + type
                + "\"/></m:Readings></m:MeterReading></m:MeterReadings>";
    }

    static CimWriter writer(Map<String, String> options) {
        return new CimWriter(CimProfile.of(options), "https://utility.example/api/v1/head-ends/cim/cim", NOW);
    }

    /** A command to the device HES-1 at SP-1. */
    static MeterCommand command(String name) {
        String id = "0190a8a4-4b9a-7c3e-8a4e-0f3a5d1b2c3d";
        return new MeterCommand(
                id,
                null,
                "SP-1",
                "north",
                "cis",
                "cim",
                "M-1",
                "HES-1",
                name,
                List.of(),
                MeterCommand.State.SENDING,
                null,
                0,
                0,
                NOW.plus(Duration.ofMinutes(15)),
                NOW,
                null,
                null,
                null,
                null,
                null,
                null,
                id,
                null,
                50,
                0,
                Duration.ofMinutes(15),
                NOW.plus(Duration.ofDays(1)),
                Attempts.Kind.SEND,
                null,
                null);
    }
}
