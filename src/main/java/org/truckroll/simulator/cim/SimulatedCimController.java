// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.cim;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.simulator.SimulatorClock;
import org.truckroll.simulator.SimulatorJson;
import org.truckroll.simulator.SimulatorProblem;
import org.truckroll.simulator.headend.CommandDoor;
import org.truckroll.simulator.headend.CommandRequest;
import org.truckroll.simulator.headend.ReplyMessage;
import org.truckroll.simulator.headend.Said;

/** The door of the head end for IEC 61968-9. A request with AsyncReplyFlag false is answered with its result. */
@RestController
@Profile("demo")
@RequestMapping("/simulator/cim")
class SimulatedCimController {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final CommandDoor door;
    private final SimulatorJson json;
    private final SimulatorClock clock;
    private final HttpClient self =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, CompletableFuture<ReplyMessage>> awaited = new ConcurrentHashMap<>();

    SimulatedCimController(CommandDoor door, SimulatorJson json, SimulatorClock clock) {
        this.door = door;
        this.json = json;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<String> receive(@RequestBody(required = false) byte @Nullable [] body) {
        CimRequest request;
        try {
            request = CimRequest.read(body == null ? new byte[0] : body);
        } catch (CimRequest.Unreadable e) {
            return soap(500, false, CimText.fault(false, true, String.valueOf(e.getMessage())));
        }
        var base = ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString();
        return switch (request.verb() + " " + request.noun()) {
            case "create EndDeviceControls" -> control(request, base);
            case "create MeterConfig" -> answer(request, "OK", "0.0", null, "");
            case "create MasterDataLinkageConfig" -> command(request, "COMMISSION", base);
            case "close MasterDataLinkageConfig", "delete MasterDataLinkageConfig" ->
                command(request, "DECOMMISSION", base);
            case "get MeterReadings" ->
                command(request, request.has("timePeriod") ? "ON_DEMAND_READ_INTERVAL" : "ON_DEMAND_READ_SCALAR", base);
            case "get EndDeviceEvents" ->
                request.requested("StartTime") == null ? command(request, "PING", base) : history(request, base);
            case "get EndDeviceControls" -> status(request, base);
            default ->
                answer(
                        request,
                        "FAILED",
                        "2.5",
                        "This head end does not know " + request.verb() + " " + request.noun(),
                        "");
        };
    }

    private ResponseEntity<String> control(CimRequest request, String base) {
        var code = request.controlCode();
        var action = code.substring(code.lastIndexOf('.') + 1);
        return switch (action) {
            case "18" -> command(request, "REMOTE_CONNECT", base);
            case "23" -> command(request, "REMOTE_DISCONNECT", base);
            case "5" -> command(request, "ARM", base);
            default -> answer(request, "FAILED", "2.9", "This head end does not know control " + code, "");
        };
    }

    private ResponseEntity<String> command(CimRequest request, String command, String base) {
        var async = request.async();
        var id = request.correlationId();
        var replyTo = async ? request.replyAddress() : URI.create(base + "/simulator/cim/results");
        var registers = request.readingTypes().stream()
                .map(type -> new CommandRequest.Register(null, null, type))
                .toList();
        var waiting = new CompletableFuture<ReplyMessage>();
        if (!async) {
            awaited.put(id, waiting);
        }
        try {
            var said = door.take(
                            async ? CimReplies.NAME : CommandDoor.REST,
                            new CommandRequest(id, request.device(), command, null, replyTo, registers))
                    .get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            return said(request, command, said, async ? null : waiting);
        } catch (SimulatorProblem e) {
            return answer(request, "FAILED", "1.7", String.valueOf(e.getMessage()), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answer(request, "FAILED", "5.2", "The head end is going down", "");
        } catch (ExecutionException | TimeoutException e) {
            return answer(request, "FAILED", "4.1", "The head end did not come to a word", "");
        } finally {
            awaited.remove(id, waiting);
        }
    }

    private ResponseEntity<String> said(
            CimRequest request, String command, Said said, @Nullable CompletableFuture<ReplyMessage> waiting)
            throws InterruptedException {
        if (said instanceof Said.Refused refused) {
            return refused(request, refused);
        }
        if (said instanceof Said.Broken) {
            return soap(502, request.soap12(), "<s:Env");
        }
        if (waiting == null) {
            return answer(request, "OK", "0.3", null, "");
        }
        try {
            var reply = waiting.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return "SUCCESS".equals(reply.result())
                    ? answer(
                            request,
                            "OK",
                            "0.0",
                            null,
                            CimText.payload(String.valueOf(request.device()), command, reply))
                    : answer(request, "FAILED", "5.3", reply.detail(), "");
        } catch (ExecutionException | TimeoutException e) {
            return answer(request, "FAILED", "4.1", "The meter did not answer in time", "");
        }
    }

    private ResponseEntity<String> refused(CimRequest request, Said.Refused refused) {
        return switch (refused.status()) {
            case NOT_FOUND -> answer(request, "FAILED", "2.4", refused.detail(), "");
            case CONFLICT, UNPROCESSABLE_ENTITY -> answer(request, "FAILED", "6.1", refused.detail(), "");
            case NOT_IMPLEMENTED, METHOD_NOT_ALLOWED -> answer(request, "FAILED", "2.9", refused.detail(), "");
            case TOO_MANY_REQUESTS -> answer(request, "FAILED", "3.2", refused.detail(), "");
            case SERVICE_UNAVAILABLE -> {
                var response = ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE);
                if (refused.retryAfter() != null) {
                    response.header(
                            HttpHeaders.RETRY_AFTER,
                            String.valueOf(Math.max(1, refused.retryAfter().toSeconds())));
                }
                yield response.build();
            }
            default -> soap(500, request.soap12(), CimText.fault(request.soap12(), false, refused.detail()));
        };
    }

    /** Where the head end's own replies come for requests that wait. */
    @PostMapping("/results")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void result(@RequestBody(required = false) byte @Nullable [] body) {
        var reply = json.read(body, ReplyMessage.class);
        var waiting = awaited.get(reply.commandId());
        if (waiting != null) {
            waiting.complete(reply);
        }
    }

    /** Whether a command ever came: its own result is asked for by the events of its device. */
    private ResponseEntity<String> status(CimRequest request, String base) {
        var id = request.requested("ID");
        var found = get(base + "/simulator/head-end/commands/" + encoded(String.valueOf(id)));
        if (found == null || found.statusCode() >= 500) {
            return soap(500, request.soap12(), CimText.fault(request.soap12(), false, "The head end is down"));
        }
        return found.statusCode() == 404
                ? answer(request, "FAILED", "2.15", "There is no control " + id, "")
                : answer(request, "OK", "0.0", null, "");
    }

    /** What happened to a device's switch, from the log. */
    private ResponseEntity<String> history(CimRequest request, String base) {
        var device = String.valueOf(request.device());
        var since = Instant.parse(String.valueOf(request.requested("StartTime")));
        var log = get(base + "/simulator/head-end/log?deviceId=" + encoded(device));
        if (log == null || log.statusCode() != 200) {
            return soap(500, request.soap12(), CimText.fault(request.soap12(), false, "The head end is down"));
        }
        List<CimText.Event> events = new ArrayList<>();
        for (JsonNode entry : json.tree(log.body()).orElseThrow()) {
            var at = Instant.parse(entry.path("at").asText());
            var code = switch (entry.path("command").asText()) {
                case "REMOTE_CONNECT" -> "3.31.0.42";
                case "REMOTE_DISCONNECT" -> "3.31.0.68";
                case "ARM" -> "3.31.0.11";
                default -> null;
            };
            if (code != null && !at.isBefore(since)) {
                events.add(
                        new CimText.Event(device, code, at, entry.path("effect").asText()));
            }
        }
        return answer(request, "OK", "0.0", null, CimText.events(events));
    }

    private @Nullable HttpResponse<String> get(String address) {
        try {
            return self.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private ResponseEntity<String> answer(
            CimRequest request, String result, String code, @Nullable String reason, String payload) {
        return soap(200, request.soap12(), CimText.response(request, clock.now(), result, code, reason, payload));
    }

    private static ResponseEntity<String> soap(int status, boolean soap12, String text) {
        return ResponseEntity.status(status)
                .contentType(MediaType.parseMediaType(CimText.contentType(soap12)))
                .body(text);
    }
}
