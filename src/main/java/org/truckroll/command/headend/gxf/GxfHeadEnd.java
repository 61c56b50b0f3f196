// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.gxf;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.command.HeadEnd;
import org.truckroll.command.HeadEndAdapter;
import org.truckroll.command.HeadEndSettings;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.Reaction;
import org.truckroll.command.Reply;
import org.truckroll.command.Talk;
import org.truckroll.command.headend.xml.Soap;
import org.truckroll.command.headend.xml.XmlElement;
import org.truckroll.command.headend.xml.XmlReader;
import org.truckroll.command.headend.xml.XmlRefusedException;
import org.truckroll.lifecycle.CallOutcome;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.lifecycle.ServiceCalls;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Reading;

/**
 * Speaks to GXF (Open Smart Grid Platform). A command is answered in two steps: GXF gives it a correlation uid, notifies us when the result is
 * there, and we fetch it. It has no operation for a switch and none to take a device out again.
 */
@Component
class GxfHeadEnd implements HeadEndAdapter {

    private static final Set<String> CAN =
            Set.of(GxfRequest.COMMISSION, GxfRequest.PING, GxfRequest.READ, GxfRequest.READ_INTERVALS);

    /** What GXF can make a device do; it tells nothing of the single model. */
    private static final Device.Capabilities CAPABILITIES =
            new Device.Capabilities(Device.SwitchControl.NONE, true, true, true, false);

    private enum Step {
        SEND,
        FETCH,
        QUERY
    }

    private final ServiceCalls calls;
    private final PublicAddress address;
    private final Clock clock;

    GxfHeadEnd(ServiceCalls calls, PublicAddress address, Clock clock) {
        this.calls = calls;
        this.address = address;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "gxf";
    }

    @Override
    public void check(HeadEndSettings settings) {
        GxfOptions.of(settings);
    }

    @Override
    public boolean can(String command) {
        return CAN.contains(command);
    }

    /** GXF does not know our ids; it is asked for the result of the first before there is a second. */
    @Override
    public boolean idempotent() {
        return false;
    }

    @Override
    public Talk send(HeadEnd headEnd, MeterCommand command) {
        GxfOptions options = GxfOptions.of(headEnd.settings());
        GxfRequest request = GxfRequest.of(command, options, clock.instant());
        if (request == null) {
            return new Talk(new Reaction.Unsupported("GXF has no operation for " + command.command()), "nothing", null);
        }
        String envelope =
                request.first(command, options, address.of("/api/v1/head-ends/" + headEnd.id() + "/gxf-notifications"));
        return talk(headEnd, command, request, envelope, Step.SEND);
    }

    @Override
    public Talk fetch(HeadEnd headEnd, MeterCommand command) {
        return result(headEnd, command, Step.FETCH);
    }

    /** The notification may be lost: the result is fetched without it. */
    @Override
    public Talk query(HeadEnd headEnd, MeterCommand command) {
        return result(headEnd, command, Step.QUERY);
    }

    private Talk result(HeadEnd headEnd, MeterCommand command, Step step) {
        GxfOptions options = GxfOptions.of(headEnd.settings());
        GxfRequest request = GxfRequest.of(command, options, clock.instant());
        String reference = command.reference();
        if (request == null || reference == null) {
            return new Talk(new Reaction.Unknown(), "nothing: no correlation uid is known", null);
        }
        return talk(headEnd, command, request, request.second(command, options, reference), step);
    }

    private Talk talk(HeadEnd headEnd, MeterCommand command, GxfRequest request, String envelope, Step step) {
        CallResult result = calls.soap(headEnd.endpoint(), request.service().path(), "", envelope);
        String came = result.status() == 0
                ? null
                : "HTTP " + result.status() + (result.body() == null ? "" : " " + result.body());
        String sent = "POST " + request.service().path() + " " + envelope;
        return new Talk(reaction(headEnd, command, request, result, step), sent, came);
    }

    private Reaction reaction(HeadEnd headEnd, MeterCommand command, GxfRequest request, CallResult result, Step step) {
        Optional<Soap.Opened> opened = opened(result.body());
        if (opened.isEmpty()) {
            return withoutEnvelope(result);
        }
        Optional<Soap.Fault> fault = opened.get().fault();
        if (fault.isPresent()) {
            return reaction(command, GxfFault.of(fault.get()), step);
        }
        XmlElement body = opened.get().body();
        String expected = request.name() + (step == Step.SEND ? "AsyncResponse" : "Response");
        if (result.outcome() != CallOutcome.OK
                || body == null
                || !body.is(request.service().namespace(), expected)) {
            return new Reaction.Invalid("GXF answered something else than " + expected);
        }
        return step == Step.SEND ? accepted(body) : answered(headEnd, command, request, body);
    }

    /** Which address is wrong or what is down in front of GXF only HTTP can tell. */
    private static Reaction withoutEnvelope(CallResult result) {
        String detail = result.detail() == null ? "HTTP " + result.status() + " without SOAP" : result.detail();
        return switch (result.outcome()) {
            case BUSY -> new Reaction.Busy(result.retryAfter());
            case TRANSIENT -> new Reaction.Unreachable(detail);
            case OK, NOT_FOUND, REFUSED, UNSUPPORTED, INVALID -> new Reaction.Invalid(detail);
        };
    }

    private Reaction reaction(MeterCommand command, GxfFault fault, Step step) {
        String detail = (fault.code() == 0 ? "" : fault.code() + " ") + fault.text();
        boolean sending = step == Step.SEND;
        return switch (fault.kind()) {
            case NOT_ENROLLED -> new Reaction.NotEnrolled(detail);
            case EXISTS ->
                GxfRequest.COMMISSION.equals(command.command())
                        ? new Reaction.Answered(success(command, "It had the device already", List.of()))
                        : new Reaction.Invalid(detail);
            case NO_RESULT -> step == Step.QUERY ? new Reaction.Unknown() : new Reaction.Unreachable(detail);
            case MAINTENANCE -> sending ? new Reaction.Busy(null) : failure(command, fault, detail);
            case UNSUPPORTED -> new Reaction.Unsupported(detail);
            case OURS -> new Reaction.Invalid(detail);
            case DEVICE -> sending ? new Reaction.Unreachable(detail) : failure(command, fault, detail);
            case PLATFORM -> new Reaction.Unreachable(detail);
        };
    }

    private static Reaction accepted(XmlElement body) {
        String uid = body.child(GxfService.COMMON, "CorrelationUid")
                .map(XmlElement::text)
                .orElse("");
        return uid.isEmpty() || uid.length() > 200
                ? new Reaction.Invalid("GXF accepted without a correlation uid")
                : new Reaction.Accepted(uid);
    }

    private Reaction answered(HeadEnd headEnd, MeterCommand command, GxfRequest request, XmlElement body) {
        String result = resultOf(body);
        if ("NOT FOUND".equals(result)) {
            return new Reaction.NotEnrolled("GXF: NOT FOUND");
        }
        if (result != null && !"OK".equals(result)) {
            String told = body.textOf("Description");
            return new Reaction.Answered(new Reply(
                    messageId(command),
                    command.wireId(),
                    Reply.Result.FAILURE,
                    "GXF NOT OK",
                    told == null ? "GXF: " + cut(result) : cut(told),
                    clock.instant(),
                    null,
                    null,
                    null,
                    null,
                    null));
        }
        if (!command.reads()) {
            return new Reaction.Answered(success(command, null, List.of()));
        }
        var zone = GxfOptions.of(headEnd.settings()).zone();
        List<Reading> readings = GxfRequest.READ.equals(command.command())
                ? GxfReadings.actual(command, body, zone)
                : GxfReadings.periodic(command, body, zone);
        if (readings.isEmpty()) {
            return new Reaction.Answered(new Reply(
                    messageId(command),
                    command.wireId(),
                    Reply.Result.FAILURE,
                    "GXF NO VALUES",
                    request.name() + " brought none of the registers asked for",
                    clock.instant(),
                    null,
                    null,
                    null,
                    null,
                    null));
        }
        return new Reaction.Answered(success(command, null, readings));
    }

    /** Some answers name their result in the common namespace, some in their own, meter reads not at all. */
    private static @Nullable String resultOf(XmlElement body) {
        return body.child("Result")
                .or(() -> body.child(GxfService.COMMON, "Result"))
                .map(XmlElement::text)
                .orElse(null);
    }

    private Reply success(MeterCommand command, @Nullable String detail, List<Reading> readings) {
        return new Reply(
                messageId(command),
                command.wireId(),
                Reply.Result.SUCCESS,
                null,
                detail,
                clock.instant(),
                readings.isEmpty() ? null : readings,
                null,
                null,
                null,
                GxfRequest.COMMISSION.equals(command.command()) ? CAPABILITIES : null);
    }

    private Reaction failure(MeterCommand command, GxfFault fault, String detail) {
        return new Reaction.Answered(new Reply(
                messageId(command),
                command.wireId(),
                Reply.Result.FAILURE,
                fault.code() == 0 ? "GXF TECHNICAL" : "GXF " + fault.code(),
                cut(detail),
                clock.instant(),
                null,
                null,
                null,
                null,
                null));
    }

    private static String messageId(MeterCommand command) {
        return command.reference() == null ? command.wireId() : command.reference();
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

    private static String cut(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300);
    }
}
