// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.web;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.command.Attempts;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.MeterCommands;
import org.truckroll.command.ReadOnlyCommands;
import org.truckroll.command.Reply;
import org.truckroll.people.Caller;
import org.truckroll.people.Callers;
import org.truckroll.people.People;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

@RestController
@RequestMapping("/api/v1/commands")
class CommandController {

    /** A read-only command for a device without an order. */
    record NewCommand(
            @Nullable String deviceId,
            @Nullable String servicePointId,
            @Nullable String command) {}

    /** A command as its readers see it. */
    record CommandView(
            String id,
            @Nullable String orderId,
            @Nullable String servicePointId,
            String headEnd,
            String deviceId,
            String command,
            MeterCommand.State state,
            @Nullable String outcome,
            int attempts,
            Instant expiresAt,
            Instant createdAt,
            @Nullable Instant completedAt,
            @Nullable String code,
            @Nullable String detail,
            @Nullable Reply reply,
            @Nullable List<Attempts.Attempt> history) {

        static CommandView of(MeterCommand command) {
            return of(command, null);
        }

        static CommandView of(MeterCommand command, @Nullable List<Attempts.Attempt> history) {
            return new CommandView(
                    command.id(),
                    command.orderId(),
                    command.servicePointId(),
                    command.headEnd(),
                    command.deviceId(),
                    command.command(),
                    command.state(),
                    command.outcome(),
                    command.attempts(),
                    command.expiresAt(),
                    command.createdAt(),
                    command.completedAt(),
                    command.code(),
                    command.detail(),
                    command.reply(),
                    history);
        }
    }

    private static final List<String> OPERATORS = List.of(People.HEAD_END_OPS, People.INTEGRATION, People.ADMINS);

    private final MeterCommands commands;
    private final Attempts attempts;
    private final ReadOnlyCommands readOnly;
    private final Callers callers;

    CommandController(MeterCommands commands, Attempts attempts, ReadOnlyCommands readOnly, Callers callers) {
        this.commands = commands;
        this.attempts = attempts;
        this.readOnly = readOnly;
        this.callers = callers;
    }

    @GetMapping("/{id}")
    CommandView get(@PathVariable String id) {
        Caller caller = callers.current();
        return commands.find(id)
                .filter(command -> visible(command, caller))
                .map(command -> CommandView.of(command, history(id, caller)))
                .orElseThrow(() -> Problem.notFound("command", id));
    }

    /** Newest first. */
    @GetMapping
    Page<CommandView> search(
            @RequestParam(required = false) @Nullable String requester,
            @RequestParam(required = false) @Nullable String deviceId,
            @RequestParam(required = false) MeterCommand.@Nullable State state,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        Caller caller = callers.current();
        if (caller.in(People.READERS) && requester != null && !requester.equals(caller.id())) {
            return new Page<>(List.of(), null);
        }
        List<CommandView> found = commands
                .search(
                        new MeterCommands.Search(
                                caller.in(People.READERS) ? caller.id() : requester, deviceId, state, from),
                        caller.divisions(),
                        page)
                .stream()
                .map(CommandView::of)
                .toList();
        return page.page(found, CommandView::id);
    }

    private MeterCommand start(NewCommand body, Caller caller) {
        try {
            return readOnly.start(body.deviceId(), body.servicePointId(), body.command(), caller);
        } catch (DuplicateKeyException e) {
            // Two first commands of one caller met; the other has made the row that both are counted by.
            return readOnly.start(body.deviceId(), body.servicePointId(), body.command(), caller);
        }
    }

    /** A reader sees what it has started itself. */
    private static boolean visible(MeterCommand command, Caller caller) {
        return caller.sees(command.division())
                && (!caller.in(People.READERS) || command.requester().equals(caller.id()));
    }

    /** Every talk with the head end; what was said word by word is for those who operate it. */
    private List<Attempts.Attempt> history(String id, Caller caller) {
        boolean operates = OPERATORS.stream().anyMatch(caller::in);
        return attempts.of(id).stream()
                .map(attempt -> operates ? attempt : attempt.withoutTexts())
                .toList();
    }

    @PostMapping
    ResponseEntity<CommandView> start(@RequestBody NewCommand body) {
        MeterCommand started = start(body, callers.current());
        return ResponseEntity.created(URI.create("/api/v1/commands/" + started.id()))
                .body(CommandView.of(started));
    }
}
