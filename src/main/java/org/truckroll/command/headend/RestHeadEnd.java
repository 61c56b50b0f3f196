// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.command.HeadEnd;
import org.truckroll.command.HeadEndAdapter;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.MeterList;
import org.truckroll.command.Reaction;
import org.truckroll.command.Reply;
import org.truckroll.command.Talk;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.lifecycle.ServiceCalls;
import org.truckroll.shared.Json;

/** The generic REST head end of api.md 4, called over the connector {@code service-call}. */
@Component
class RestHeadEnd implements HeadEndAdapter {

    private final ServiceCalls calls;
    private final PublicAddress address;
    private final Json json;

    RestHeadEnd(ServiceCalls calls, PublicAddress address, Json json) {
        this.calls = calls;
        this.address = address;
        this.json = json;
    }

    @Override
    public String name() {
        return "rest";
    }

    @Override
    public Talk send(HeadEnd headEnd, MeterCommand command) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("commandId", command.wireId());
        body.put("deviceId", command.deviceAddress());
        body.put("command", command.command());
        body.put("expiresAt", command.expiresAt().toString());
        body.put(
                "replyTo",
                address.of("/api/v1/head-ends/" + headEnd.id() + "/replies").toString());
        if (command.reads() && !command.registers().isEmpty()) {
            body.put("registers", command.registers());
        }
        String sent = json.write(body);
        CallResult result = calls.call(headEnd.endpoint(), "/commands", "POST", sent, Map.of(), command.wireId());
        return new Talk(reaction(result), "POST /commands " + sent, came(result));
    }

    /** Head ends that keep their commands tell of one: the result, 202 while it is under way, 404 when they never had it. */
    @Override
    public Talk query(HeadEnd headEnd, MeterCommand command) {
        String path = "/commands/" + command.wireId();
        CallResult result = calls.call(headEnd.endpoint(), path, "GET", null, Map.of(), null);
        Reaction reaction = reaction(result);
        if (reaction instanceof Reaction.NotEnrolled || reaction instanceof Reaction.Unsupported) {
            reaction = new Reaction.Unknown();
        }
        return new Talk(reaction, "GET " + path, came(result));
    }

    @Override
    public MeterList meters(HeadEnd headEnd, int limit, @Nullable String cursor) {
        String path = "/meters?limit=" + limit
                + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        CallResult result = calls.call(headEnd.endpoint(), path, "GET", null, Map.of(), null);
        String detail = result.detail() == null ? "HTTP " + result.status() : result.detail();
        return switch (result.outcome()) {
            case OK -> RestMeterList.read(json, result.body());
            case NOT_FOUND, UNSUPPORTED ->
                new MeterList.NotOffered("The head end has no list of its meters: " + detail);
            case BUSY, TRANSIENT -> new MeterList.Later(detail, result.retryAfter());
            case REFUSED, INVALID -> new MeterList.Failed(detail);
        };
    }

    private Reaction reaction(CallResult result) {
        String detail = result.detail() == null ? "HTTP " + result.status() : result.detail();
        return switch (result.outcome()) {
            case OK -> answered(result.body());
            case BUSY -> new Reaction.Busy(result.retryAfter());
            case TRANSIENT -> new Reaction.Unreachable(detail);
            case NOT_FOUND -> new Reaction.NotEnrolled(detail);
            case REFUSED -> new Reaction.Refused(detail);
            case UNSUPPORTED -> new Reaction.Unsupported(detail);
            case INVALID -> new Reaction.Invalid(detail);
        };
    }

    private static @Nullable String came(CallResult result) {
        if (result.status() == 0) {
            return null;
        }
        return "HTTP " + result.status() + (result.body() == null ? "" : " " + result.body());
    }

    /** 200 with a result is the answer; anything else of the 2xx means: accepted, the answer follows. */
    private Reaction answered(@Nullable String body) {
        if (body == null || !body.contains("\"result\"")) {
            return new Reaction.Accepted(null);
        }
        Reply reply;
        try {
            reply = json.read(body, Reply.class);
        } catch (IllegalStateException e) {
            return new Reaction.Invalid("The head end answered at once, but not in the form of the contract");
        }
        return reply.result() == null ? new Reaction.Accepted(null) : new Reaction.Answered(reply);
    }
}
