// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.truckroll.command.CommandProperties;
import org.truckroll.command.HeadEnd;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.Reply;
import org.truckroll.lifecycle.CallResult;
import org.truckroll.lifecycle.PublicAddress;
import org.truckroll.lifecycle.ServiceCalls;
import org.truckroll.lifecycle.ServiceEndpoint;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.servicepoint.HeadEndDirectory;
import org.truckroll.shared.Json;

/** The generic REST head end of api.md 4, called over the connector {@code service-call}. */
@Component
class RestHeadEnd implements HeadEnd, HeadEndDirectory {

    private final HeadEndProperties properties;
    private final CommandProperties policy;
    private final ServiceCalls calls;
    private final ServiceEndpoints endpoints;
    private final PublicAddress address;
    private final Json json;

    RestHeadEnd(
            HeadEndProperties properties,
            CommandProperties policy,
            ServiceCalls calls,
            ServiceEndpoints endpoints,
            PublicAddress address,
            Json json) {
        this.properties = properties;
        this.policy = policy;
        this.calls = calls;
        this.endpoints = endpoints;
        this.address = address;
        this.json = json;
    }

    @EventListener(ApplicationStartedEvent.class)
    void register() {
        properties.headEnds().keySet().forEach(this::endpoint);
    }

    @Override
    public boolean inService(String headEndId) {
        HeadEndProperties.Settings settings = properties.headEnds().get(headEndId);
        return settings != null && settings.inService();
    }

    @Override
    public @Nullable String usual() {
        return properties.headEnds().entrySet().stream()
                .filter(entry -> entry.getValue().inService())
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElse(null);
    }

    @Override
    public Sending send(MeterCommand command) {
        if (!properties.headEnds().containsKey(command.headEnd())) {
            return new Sending.Unreachable("Head end " + command.headEnd() + " is not configured");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("commandId", command.id());
        body.put("deviceId", command.deviceAddress());
        body.put("command", command.command());
        body.put("expiresAt", command.expiresAt().toString());
        body.put(
                "replyTo",
                address.of("/api/v1/head-ends/" + command.headEnd() + "/replies")
                        .toString());
        if (command.reads() && !command.registers().isEmpty()) {
            body.put("registers", command.registers());
        }
        CallResult result =
                calls.call(endpoint(command.headEnd()), "/commands", "POST", json.write(body), Map.of(), command.id());
        String detail = detail(result);
        return switch (result.outcome()) {
            case OK -> answered(result.body());
            case BUSY -> new Sending.Busy(result.retryAfter());
            case TRANSIENT -> new Sending.Unreachable(detail);
            case NOT_FOUND -> new Sending.NotEnrolled(detail);
            case REFUSED -> new Sending.Refused(detail);
            case UNSUPPORTED -> new Sending.Unsupported(detail);
            case INVALID -> new Sending.Invalid(detail);
        };
    }

    /** 200 with a result is the answer; anything else of the 2xx means: accepted, the answer follows. */
    private Sending answered(@Nullable String body) {
        if (body == null || !body.contains("\"result\"")) {
            return new Sending.Accepted();
        }
        Reply reply;
        try {
            reply = json.read(body, Reply.class);
        } catch (IllegalStateException e) {
            return new Sending.Invalid("The head end answered at once, but not in the form of the contract");
        }
        return reply.result() == null ? new Sending.Accepted() : new Sending.Answered(reply);
    }

    private static String detail(CallResult result) {
        return result.detail() == null ? "HTTP " + result.status() : result.detail();
    }

    private String endpoint(String headEnd) {
        String name = "head-end-" + headEnd;
        if (endpoints.find(name).isEmpty()) {
            HeadEndProperties.Settings settings = properties.headEnds().get(headEnd);
            ServiceEndpoint.Credentials credentials = new ServiceEndpoint.None();
            if (settings.user() != null && settings.password() != null) {
                credentials = new ServiceEndpoint.Basic(settings.user(), settings.password());
            } else if (settings.token() != null) {
                credentials = new ServiceEndpoint.Bearer(settings.token());
            } else if (settings.apiKey() != null) {
                credentials = new ServiceEndpoint.ApiKey(
                        settings.apiKeyHeader() == null ? "X-Api-Key" : settings.apiKeyHeader(), settings.apiKey());
            }
            Duration connect = policy.callTimeout().compareTo(Duration.ofSeconds(2)) < 0
                    ? policy.callTimeout()
                    : Duration.ofSeconds(2);
            endpoints.register(
                    name,
                    ServiceEndpoint.at(address.resolve(settings.url()))
                            .with(credentials)
                            .within(connect, policy.callTimeout(), policy.callTimeout()));
        }
        return name;
    }
}
