// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend.cim;

import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.command.EndDeviceCode;
import org.truckroll.command.HeadEnd;
import org.truckroll.command.HeadEndAdapter;
import org.truckroll.command.HeadEndSettings;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.Reaction;
import org.truckroll.command.Talk;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.lifecycle.ServiceCalls;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;

/**
 * Head ends after IEC 61968-9 over SOAP (service-orders 2.1 to 2.3): switch commands are EndDeviceControls, reads GetMeterReadings, enrolment
 * is a link of meter and usage point, a ping asks for the device's events. The message id is new in every try, the correlation id is the
 * command.
 */
@Component
class CimHeadEnd implements HeadEndAdapter {

    private final ServiceCalls calls;
    private final PublicAddress address;
    private final ServiceOrders orders;
    private final Clock clock;

    CimHeadEnd(ServiceCalls calls, PublicAddress address, ServiceOrders orders, Clock clock) {
        this.calls = calls;
        this.address = address;
        this.orders = orders;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "cim";
    }

    @Override
    public void check(HeadEndSettings settings) {
        CimProfile.of(settings.options());
    }

    /** The standard does not say what the same correlation id again means; a setting of the head end may. */
    @Override
    public boolean idempotent() {
        return false;
    }

    @Override
    public boolean can(String command) {
        return CimProfile.knows(command);
    }

    @Override
    public Talk send(HeadEnd headEnd, MeterCommand command) {
        CimProfile profile = CimProfile.of(headEnd.settings().options());
        CimWriter writer = writer(headEnd, profile);
        boolean atOnce = profile.answersAtOnce(command.command());
        return switch (command.command()) {
            case "REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM" ->
                ask(
                        headEnd,
                        command,
                        writer.control(
                                command,
                                Objects.requireNonNull(EndDeviceCode.ofControl(command.command())),
                                orderType(command)),
                        atOnce);
            case "ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL" ->
                ask(headEnd, command, writer.read(command, readingReason(command)), atOnce);
            case "PING" ->
                ask(
                        headEnd,
                        command,
                        profile.pingByRead() ? writer.read(command, "inquiry") : writer.events(command, null, true),
                        atOnce);
            case "COMMISSION" -> commission(headEnd, command, profile, writer, atOnce);
            case "DECOMMISSION" -> ask(headEnd, command, writer.link(command, false), atOnce);
            default ->
                new Talk(new Reaction.Unsupported("IEC 61968-9 has no message for " + command.command()), "", null);
        };
    }

    private CimWriter writer(HeadEnd headEnd, CimProfile profile) {
        return new CimWriter(
                profile,
                address.of("/api/v1/head-ends/" + headEnd.id() + "/cim").toString(),
                clock.instant());
    }

    /**
     * Tells the meter, then links it. What the head end thinks of the meter (it may know it already) does not matter, its word on the link does;
     * only when it could not be asked the link has to wait.
     */
    private Talk commission(
            HeadEnd headEnd, MeterCommand command, CimProfile profile, CimWriter writer, boolean atOnce) {
        if (!profile.meterConfig()) {
            return ask(headEnd, command, writer.link(command, true), atOnce);
        }
        Talk meter = ask(headEnd, command, writer.meter(command), true);
        if (meter.reaction() instanceof Reaction.Busy || meter.reaction() instanceof Reaction.Unreachable) {
            return meter;
        }
        Talk link = ask(headEnd, command, writer.link(command, true), atOnce);
        return new Talk(link.reaction(), meter.sent() + "\n" + link.sent(), join(meter.came(), link.came()));
    }

    private static @Nullable String join(@Nullable String first, @Nullable String second) {
        return first == null ? second : second == null ? first : first + "\n" + second;
    }

    private Talk ask(HeadEnd headEnd, MeterCommand command, CimWriter.Outgoing message, boolean atOnce) {
        CallResult result =
                calls.call(headEnd.endpoint(), message.path(), "POST", message.text(), message.headers(), null);
        CimAnswers.Heard heard = CimAnswers.hear(result);
        Reaction reaction = heard instanceof CimAnswers.Heard.Message told
                ? CimAnswers.ofResponse(told.message(), command, atOnce, clock.instant())
                : ((CimAnswers.Heard.Settled) heard).reaction();
        return new Talk(reaction, "POST " + message.path() + " " + message.text(), came(result));
    }

    private static @Nullable String came(CallResult result) {
        if (result.status() == 0) {
            return null;
        }
        return "HTTP " + result.status() + (result.body() == null ? "" : " " + result.body());
    }

    /**
     * What became of a command: the head end says that it never had it (2.15), or its events tell the result; anything else leaves it with the
     * head end, for the worst would be to act twice.
     */
    @Override
    public Talk query(HeadEnd headEnd, MeterCommand command) {
        CimProfile profile = CimProfile.of(headEnd.settings().options());
        CimWriter writer = writer(headEnd, profile);
        String control = EndDeviceCode.ofControl(command.command());
        if (control == null) {
            // Reads, pings and links do no harm twice.
            return new Talk(new Reaction.Unknown(), "", null);
        }
        CimWriter.Outgoing status = writer.controlStatus(command);
        CallResult known = calls.call(headEnd.endpoint(), status.path(), "POST", status.text(), status.headers(), null);
        String sent = "POST " + status.path() + " " + status.text();
        CimAnswers.Heard heard = CimAnswers.hear(known);
        if (heard instanceof CimAnswers.Heard.Settled settled
                && (settled.reaction() instanceof Reaction.Busy
                        || settled.reaction() instanceof Reaction.Unreachable)) {
            return new Talk(settled.reaction(), sent, came(known));
        }
        if (heard instanceof CimAnswers.Heard.Message told && neverHad(told.message())) {
            return new Talk(new Reaction.Unknown(), sent, came(known));
        }
        CimWriter.Outgoing events = writer.events(command, command.createdAt(), false);
        CallResult result =
                calls.call(headEnd.endpoint(), events.path(), "POST", events.text(), events.headers(), null);
        return new Talk(
                ended(result, command),
                sent + "\nPOST " + events.path() + " " + events.text(),
                join(came(known), came(result)));
    }

    private static boolean neverHad(CimMessage message) {
        CimMessage.Reply reply = message.reply();
        return reply != null && reply.errors().stream().anyMatch(error -> "2.15".equals(error.code()));
    }

    private Reaction ended(CallResult result, MeterCommand command) {
        CimAnswers.Heard heard = CimAnswers.hear(result);
        if (heard instanceof CimAnswers.Heard.Settled settled) {
            return settled.reaction() instanceof Reaction.Busy || settled.reaction() instanceof Reaction.Unreachable
                    ? settled.reaction()
                    : new Reaction.Accepted(command.reference());
        }
        return CimAnswers.result(((CimAnswers.Heard.Message) heard).message(), command, clock.instant())
                .<Reaction>map(Reaction.Answered::new)
                .orElseGet(() -> new Reaction.Accepted(command.reference()));
    }

    private @Nullable String orderType(MeterCommand command) {
        return command.orderId() == null
                ? null
                : orders.find(command.orderId()).map(ServiceOrder::type).orElse(null);
    }

    /** Why a meter is read, in the words of IEC 61968-9 (service-orders 2.3). */
    private String readingReason(MeterCommand command) {
        String type = orderType(command);
        return switch (type == null ? "" : type) {
            case "ENABLE", "BACK_TO_BACK" -> "moveIn";
            case "DISABLE" -> "moveOut";
            case "CUT" -> "serviceDisconnect";
            case "RECONNECT" -> "serviceConnect";
            case "INSTALL", "EXCHANGE" -> "installation";
            case "REMOVE" -> "removal";
            default -> "inquiry";
        };
    }
}
