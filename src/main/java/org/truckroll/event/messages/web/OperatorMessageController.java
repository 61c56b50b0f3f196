// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.messages.web;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.event.messages.OperatorMessage;
import org.truckroll.event.messages.OperatorMessages;
import org.truckroll.notification.Channel;
import org.truckroll.notification.NoticeReports;
import org.truckroll.notification.Severity;
import org.truckroll.people.Callers;
import org.truckroll.shared.Page;

/** Messages of operators, new or forwarded, to people of the address book (GEO-06, GEO-37 to GEO-43). */
@RestController
@RequestMapping("/api/v1/operator-messages")
class OperatorMessageController {

    record Draft(
            @Nullable String division,
            @Nullable String eventId,
            @Nullable List<String> recipients,
            @Nullable Set<Channel> channels,
            @Nullable String title,
            @Nullable String text,
            @Nullable Boolean original,
            @Nullable Severity severity,
            @Nullable String note) {}

    record Recipient(String contactId, String name, Channel channel, String address) {}

    record View(
            String id,
            String division,
            String operator,
            @Nullable String forwardedEvent,
            Severity severity,
            Set<Channel> channels,
            boolean original,
            @Nullable String note,
            Instant writtenAt,
            @Nullable String title,
            String text,
            List<Recipient> recipients) {

        static View of(OperatorMessages.Sent sent) {
            OperatorMessage message = sent.message();
            return new View(
                    message.id(),
                    message.division(),
                    message.operator(),
                    message.forwardedEvent(),
                    message.severity(),
                    message.channels(),
                    message.original(),
                    message.note(),
                    message.writtenAt(),
                    sent.title(),
                    sent.text(),
                    sent.recipients().stream()
                            .map(to -> new Recipient(to.contactId(), to.name(), to.channel(), to.address()))
                            .toList());
        }
    }

    private final OperatorMessages messages;
    private final Callers callers;

    OperatorMessageController(OperatorMessages messages, Callers callers) {
        this.messages = messages;
        this.callers = callers;
    }

    /** Newest first. */
    @GetMapping
    Page<OperatorMessage> list(
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return messages.list(division, callers.current(), Page.Request.of(limit, cursor));
    }

    /** 201: it is kept and leaves the house by itself; what becomes of it stands in the report. */
    @PostMapping
    ResponseEntity<View> send(@RequestBody Draft body) {
        OperatorMessages.Sent sent = messages.send(
                new OperatorMessage.Draft(
                        text(body.division()),
                        text(body.eventId()),
                        body.recipients() == null ? List.of() : body.recipients(),
                        body.channels() == null ? Set.of() : body.channels(),
                        text(body.title()),
                        text(body.text()),
                        !Boolean.FALSE.equals(body.original()),
                        body.severity() == null ? Severity.URGENT : body.severity(),
                        text(body.note())),
                callers.current());
        return ResponseEntity.created(ServletUriComponentsBuilder.fromCurrentRequestUri()
                        .pathSegment(sent.message().id())
                        .build()
                        .toUri())
                .body(View.of(sent));
    }

    @GetMapping("/{id}")
    View get(@PathVariable String id) {
        return View.of(messages.get(id, callers.current()));
    }

    /** What became of it for each recipient and way (GEO-45). */
    @GetMapping("/{id}/report")
    NoticeReports.Report report(@PathVariable String id) {
        return messages.report(id, callers.current());
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
