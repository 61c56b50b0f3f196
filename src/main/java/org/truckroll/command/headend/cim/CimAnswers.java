// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.truckroll.command.EndDeviceCode;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.Reaction;
import org.truckroll.command.Reply;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;
import org.truckroll.command.headend.xml.XmlRefusedException;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;

/** What a head end's answers mean: the classes of service-orders 7.4, and the reply to a command. */
final class CimAnswers {

    private CimAnswers() {}

    /** An answer over HTTP: the message in it, or the reaction that stands already. */
    sealed interface Heard {
        record Message(CimMessage message) implements Heard {}

        record Settled(Reaction reaction) implements Heard {}
    }

    static Heard hear(CallResult result) {
        String detail = result.detail() == null ? "HTTP " + result.status() : result.detail();
        Optional<Soap.Opened> opened = opened(result.body());
        Optional<Soap.Fault> fault = opened.flatMap(Soap.Opened::fault);
        if (fault.isPresent()) {
            return new Heard.Settled(ofFault(fault.get()));
        }
        Reaction reaction = switch (result.outcome()) {
            case OK -> null;
            case BUSY -> new Reaction.Busy(result.retryAfter());
            case TRANSIENT -> new Reaction.Unreachable(detail);
            // Here the address is wrong: which meter and what to do with it stands in the message.
            case NOT_FOUND, UNSUPPORTED -> new Reaction.Invalid(detail + ", there is no such service at this address");
            case REFUSED -> new Reaction.Refused(detail);
            case INVALID -> new Reaction.Invalid(detail);
        };
        if (reaction != null) {
            return new Heard.Settled(reaction);
        }
        if (result.body() == null || result.body().isBlank()) {
            return new Heard.Settled(new Reaction.Accepted(null));
        }
        try {
            XmlElement root = opened.isPresent() ? opened.get().body() : XmlReader.read(result.body());
            return root == null
                    ? new Heard.Settled(new Reaction.Accepted(null))
                    : new Heard.Message(CimMessage.read(root));
        } catch (XmlRefusedException | CimRefusedException e) {
            return new Heard.Settled(new Reaction.Invalid("The head end's answer cannot be read: " + e.getMessage()));
        }
    }

    private static Optional<Soap.Opened> opened(@Nullable String body) {
        if (body == null || body.isBlank()) {
            return Optional.empty();
        }
        try {
            return Soap.open(XmlReader.read(body));
        } catch (XmlRefusedException e) {
            return Optional.empty();
        }
    }

    private static Reaction ofFault(Soap.Fault fault) {
        Optional<CimMessage.Reply> reply = fault.detail().stream()
                .map(CimMessage::replyIn)
                .flatMap(Optional::stream)
                .findFirst();
        CimMessage.Error error = reply.map(CimMessage.Reply::error).orElse(null);
        if (error != null && !error.code().isEmpty()) {
            return ofError(error, fault.ours());
        }
        String detail = "SOAP fault: " + fault.reason();
        return fault.ours() ? new Reaction.Invalid(detail) : new Reaction.Unreachable(detail);
    }

    /** The reaction to a response: accepted, or the result is in it. */
    static Reaction ofResponse(CimMessage response, MeterCommand command, boolean atOnce, Instant now) {
        CimMessage.Reply reply = response.reply();
        if (reply == null) {
            return new Reaction.Invalid("The head end's answer has no Reply");
        }
        if (reply.ok()) {
            boolean told = !CimPayload.readings(response).isEmpty()
                    || response.payload("EndDeviceEvents").isPresent();
            return atOnce || told
                    ? new Reaction.Answered(reply(response, command, now))
                    : new Reaction.Accepted(reply.id());
        }
        CimMessage.Error error = reply.error();
        if ("PARTIAL".equals(reply.result())) {
            return new Reaction.Unreachable(error == null ? "PARTIAL" : "PARTIAL, " + error.words());
        }
        return error == null ? failed(null, "The head end says " + reply.result()) : ofError(error, false);
    }

    /**
     * An error code as a class of 7.4.
     *
     * @param otherwiseOurs what an unknown code means: our message is wrong; else the meter did not do it
     */
    static Reaction ofError(CimMessage.Error error, boolean otherwiseOurs) {
        String words = error.words();
        return switch (error.code()) {
            case "2.4", "2.12" -> new Reaction.NotEnrolled(words);
            case "2.5", "2.9", "2.6", "2.10" -> new Reaction.Unsupported(words);
            case "3.2", "5.1" -> new Reaction.Busy(null);
            case "0.1", "0.2", "4.1", "5.2", "5.9", "7.1" -> new Reaction.Unreachable(words);
            case "3.1", "5.8" -> new Reaction.Invalid(words);
            default -> {
                String family = error.code().split("\\.", 2)[0];
                yield switch (family) {
                    case "1", "2", "7" -> new Reaction.Invalid(words);
                    case "6" -> new Reaction.Refused(words);
                    default -> otherwiseOurs ? new Reaction.Invalid(words) : failed(error.code(), words);
                };
            }
        };
    }

    private static Reaction failed(@Nullable String code, String detail) {
        return new Reaction.Answered(
                new Reply(null, null, Reply.Result.FAILURE, code, detail, null, null, null, null, null, null));
    }

    /** What a message says about the command that it answers, be it a response or a later event. */
    static Reply reply(CimMessage message, MeterCommand command, Instant now) {
        return reply(message, command, events(message, command), now);
    }

    /** The result of a control among the events of its device; empty when they do not tell it. */
    static Optional<Reply> result(CimMessage message, MeterCommand command, Instant now) {
        List<CimPayload.Event> since = events(message, command).stream()
                .filter(event -> event.at() != null && !event.at().isBefore(command.createdAt()))
                .filter(event -> EndDeviceCode.ends(command.command(), event.code()))
                .toList();
        return since.isEmpty() ? Optional.empty() : Optional.of(reply(message, command, since, now));
    }

    /** Events of the command's device, and those that name none. */
    private static List<CimPayload.Event> events(CimMessage message, MeterCommand command) {
        return CimPayload.events(message).stream()
                .filter(event -> event.names().isEmpty() || event.names().contains(command.deviceAddress()))
                .toList();
    }

    private static Reply reply(CimMessage message, MeterCommand command, List<CimPayload.Event> events, Instant now) {
        Instant at = message.timestamp() == null ? now : message.timestamp();
        CimMessage.Reply said = message.reply();
        // A part of the readings is better than none; half a switch is not.
        boolean usablePart = said != null && "PARTIAL".equals(said.result()) && command.reads();
        if (said != null && !said.ok() && !usablePart) {
            CimMessage.Error error = said.error();
            return result(
                    message,
                    command,
                    Reply.Result.FAILURE,
                    error == null ? null : error.code(),
                    error == null ? "The head end says " + said.result() : error.words(),
                    at,
                    null,
                    null);
        }
        if (command.reads()) {
            List<Reading> readings = CimPayload.readings(message).stream()
                    .filter(meter -> meter.names().isEmpty() || meter.names().contains(command.deviceAddress()))
                    .flatMap(meter -> meter.readings().stream())
                    .toList();
            return result(message, command, Reply.Result.SUCCESS, "0.0", null, at, readings, null);
        }
        if ("PING".equals(command.command())) {
            return ping(message, command, events, at);
        }
        if ("canceled".equals(message.verb())) {
            return result(
                    message,
                    command,
                    Reply.Result.FAILURE,
                    "3.31.0.10",
                    EndDeviceCode.words("3.31.0.10"),
                    at,
                    null,
                    null);
        }
        // Of several events the one that tells of the switch is the result.
        CimPayload.Event event = events.stream()
                .filter(candidate -> EndDeviceCode.position(candidate.code()).isPresent())
                .findFirst()
                .or(() -> events.stream().findFirst())
                .orElse(null);
        if (event == null) {
            return result(message, command, Reply.Result.SUCCESS, "0.0", null, at, null, null);
        }
        String detail = event.reason() == null ? EndDeviceCode.words(event.code()) : event.reason();
        return result(
                message,
                command,
                EndDeviceCode.result(command.command(), event.code()),
                event.code(),
                detail,
                event.at() == null ? at : event.at(),
                null,
                EndDeviceCode.position(event.code()).orElse(null));
    }

    /** It answered, so it is there; the newest word on its switch counts. */
    private static Reply ping(CimMessage message, MeterCommand command, List<CimPayload.Event> events, Instant at) {
        CimPayload.Event last = null;
        for (CimPayload.Event event : events) {
            boolean newer = last == null
                    || last.at() == null
                    || event.at() != null && !event.at().isBefore(last.at());
            if (EndDeviceCode.position(event.code()).isPresent() && newer) {
                last = event;
            }
        }
        return result(
                message,
                command,
                Reply.Result.SUCCESS,
                last == null ? "0.0" : last.code(),
                null,
                at,
                null,
                last == null ? null : EndDeviceCode.position(last.code()).orElse(null));
    }

    private static Reply result(
            CimMessage message,
            MeterCommand command,
            Reply.Result result,
            @Nullable String code,
            @Nullable String detail,
            Instant at,
            @Nullable List<Reading> readings,
            Device.@Nullable SwitchPosition position) {
        return new Reply(
                message.messageId(),
                command.id(),
                result,
                code == null || code.length() > 60 ? null : code,
                detail,
                at,
                readings,
                position,
                null,
                null,
                null);
    }
}
