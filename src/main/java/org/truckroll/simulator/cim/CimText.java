// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.cim;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.truckroll.simulator.headend.ReplyMessage;
import org.truckroll.simulator.headend.SwitchState;

/** Writes the messages of this head end. */
final class CimText {

    private static final String MESSAGE = "http://iec.ch/TC57/2011/schema/message";
    private static final String BASE = "http://iec.ch/TC57/2011/";
    private static final String SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";

    private CimText() {}

    /** An event as EndDeviceEvents tell it. */
    record Event(
            String device,
            String code,
            Instant at,
            @Nullable String reason) {}

    static String contentType(boolean soap12) {
        return (soap12 ? "application/soap+xml" : "text/xml") + "; charset=utf-8";
    }

    /** An answer to a request. */
    static String response(
            CimRequest request, Instant now, String result, String code, @Nullable String reason, String payload) {
        var profile = request.noun().equals("MeterReadings") ? "GetMeterReadings" : request.noun();
        var namespace = request.typed() ? BASE + profile + "Message" : MESSAGE;
        var name = request.typed() ? request.noun() + "ResponseMessage" : "ResponseMessage";
        return envelope(
                request.soap12(),
                response(
                        namespace,
                        name,
                        request.noun(),
                        request.correlationId(),
                        UUID.randomUUID().toString(),
                        now,
                        result,
                        code,
                        reason,
                        payload));
    }

    private static String response(
            String namespace,
            String name,
            String noun,
            String correlationId,
            String messageId,
            Instant now,
            String result,
            String code,
            @Nullable String reason,
            String payload) {
        return "<r:" + name + " xmlns:r=\"" + namespace + "\" xmlns:m=\"" + MESSAGE + "\">"
                + header("reply", noun, messageId, correlationId, now)
                + "<r:Reply><m:Result>" + result + "</m:Result><m:Error><m:code>" + code + "</m:code>"
                + (reason == null ? "" : "<m:level>FATAL</m:level><m:reason>" + escaped(reason) + "</m:reason>")
                + "</m:Error></r:Reply>"
                + (payload.isEmpty() ? "" : "<r:Payload>" + payload + "</r:Payload>")
                + "</r:" + name + ">";
    }

    private static String header(String verb, String noun, String messageId, String correlationId, Instant now) {
        return "<r:Header><m:Verb>" + verb + "</m:Verb><m:Noun>" + escaped(noun) + "</m:Noun><m:Timestamp>" + now
                + "</m:Timestamp><m:Source>simulator</m:Source><m:MessageID>" + messageId
                + "</m:MessageID><m:CorrelationID>"
                + escaped(correlationId) + "</m:CorrelationID></r:Header>";
    }

    /** The result of a command, as it is sent to the reply address: an event, or a response for what has none. */
    static String later(String commandId, String deviceId, String command, ReplyMessage reply) {
        var success = "SUCCESS".equals(reply.result());
        return switch (command) {
            case "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL" ->
                success
                        ? event("MeterReadings", reply.messageId(), commandId, reply.at(), readings(deviceId, reply))
                        : failed("MeterReadings", commandId, reply);
            case "COMMISSION", "DECOMMISSION" ->
                success
                        ? envelope(
                                false,
                                response(
                                        BASE + "MasterDataLinkageConfigMessage",
                                        "MasterDataLinkageConfigResponseMessage",
                                        "MasterDataLinkageConfig",
                                        commandId,
                                        reply.messageId(),
                                        reply.at(),
                                        "OK",
                                        "0.0",
                                        null,
                                        ""))
                        : failed("MasterDataLinkageConfig", commandId, reply);
            case "PING" ->
                success
                        ? event(
                                "EndDeviceEvents",
                                reply.messageId(),
                                commandId,
                                reply.at(),
                                events(told(deviceId, reply)))
                        : failed("EndDeviceEvents", commandId, reply);
            default ->
                event(
                        "EndDeviceEvents",
                        reply.messageId(),
                        commandId,
                        reply.at(),
                        events(List.of(new Event(deviceId, reply.code(), reply.at(), reply.detail()))));
        };
    }

    private static String failed(String noun, String commandId, ReplyMessage reply) {
        return envelope(
                false,
                response(
                        BASE + noun + "Message",
                        noun + "ResponseMessage",
                        noun,
                        commandId,
                        reply.messageId(),
                        reply.at(),
                        "FAILED",
                        "5.3",
                        reply.detail(),
                        ""));
    }

    private static String event(String noun, String messageId, String correlationId, Instant now, String payload) {
        var name = "Created" + noun;
        return envelope(
                false,
                "<r:" + name + " xmlns:r=\"" + BASE + noun + "Message\" xmlns:m=\"" + MESSAGE + "\">"
                        + header("created", noun, messageId, correlationId, now)
                        + "<r:Payload>" + payload + "</r:Payload></r:" + name + ">");
    }

    /** The result of a command as the payload of a response. */
    static String payload(String deviceId, String command, ReplyMessage reply) {
        return switch (command) {
            case "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL" -> readings(deviceId, reply);
            case "PING" -> events(told(deviceId, reply));
            default -> "";
        };
    }

    /** What a device says of its switch when it is asked; nothing when it does not tell. */
    private static List<Event> told(String deviceId, ReplyMessage reply) {
        var state = reply.switchState();
        return state == null ? List.of() : List.of(new Event(deviceId, code(state), reply.at(), null));
    }

    static String code(SwitchState state) {
        return switch (state) {
            case ON -> "3.31.0.42";
            case OFF -> "3.31.0.68";
            case ARMED -> "3.31.0.11";
            case UNKNOWN -> "3.31.0.0";
        };
    }

    static String events(List<Event> events) {
        var text = new StringBuilder("<e:EndDeviceEvents xmlns:e=\"" + BASE + "EndDeviceEvents#\">");
        events.forEach(event -> text.append("<e:EndDeviceEvent><e:createdDateTime>")
                .append(event.at())
                .append("</e:createdDateTime>")
                .append(event.reason() == null ? "" : "<e:reason>" + escaped(event.reason()) + "</e:reason>")
                .append("<e:Assets><e:Names><e:name>")
                .append(escaped(event.device()))
                .append("</e:name></e:Names></e:Assets><e:EndDeviceEventType ref=\"")
                .append(escaped(event.code()))
                .append("\"/></e:EndDeviceEvent>"));
        return text.append("</e:EndDeviceEvents>").toString();
    }

    private static String readings(String deviceId, ReplyMessage reply) {
        var text = new StringBuilder("<p:MeterReadings xmlns:p=\"" + BASE
                + "MeterReadings#\"><p:MeterReading><p:Meter><p:Names><p:name>" + escaped(deviceId)
                + "</p:name></p:Names></p:Meter>");
        reply.readings()
                .forEach(reading -> text.append("<p:Readings><p:timeStamp>")
                        .append(reading.at())
                        .append("</p:timeStamp><p:value>")
                        .append(escaped(reading.value()))
                        .append("</p:value><p:ReadingType ref=\"")
                        .append(escaped(reading.readingType()))
                        .append("\"/></p:Readings>"));
        return text.append("</p:MeterReading></p:MeterReadings>").toString();
    }

    static String fault(boolean soap12, boolean senders, String reason) {
        if (soap12) {
            return envelope(
                    true,
                    "<s:Fault><s:Code><s:Value>s:" + (senders ? "Sender" : "Receiver")
                            + "</s:Value></s:Code><s:Reason><s:Text xml:lang=\"en\">" + escaped(reason)
                            + "</s:Text></s:Reason></s:Fault>");
        }
        return envelope(
                false,
                "<s:Fault><faultcode>s:" + (senders ? "Client" : "Server") + "</faultcode><faultstring>"
                        + escaped(reason) + "</faultstring></s:Fault>");
    }

    private static String envelope(boolean soap12, String body) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<s:Envelope xmlns:s=\"" + (soap12 ? SOAP_12 : SOAP_11)
                + "\"><s:Body>" + body + "</s:Body></s:Envelope>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
