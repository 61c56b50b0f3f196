// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.web;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.people.Callers;
import org.truckroll.people.Escalation;
import org.truckroll.people.OnCallDesk;
import org.truckroll.people.OnCallPlans;
import org.truckroll.people.Rota;
import org.truckroll.people.Shift;
import org.truckroll.people.Standin;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** Who is on call in a division, and by which plan: kept by its people-admins, seen by its operators and dispatchers (GEO-26, GEO-31). */
@RestController
@RequestMapping("/api/v1/on-call/{division}")
class OnCallController {

    private static final Duration SHOWN = Duration.ofDays(31);
    private static final Set<DayOfWeek> EVERY_DAY = EnumSet.allOf(DayOfWeek.class);
    private static final int ALERTS = 10;
    private static final Duration EVERY = Duration.ofMinutes(5);

    record RotaDocument(
            @Nullable Integer step,
            @Nullable String name,
            @Nullable LocalDate firstDay,
            @Nullable Integer turnDays,
            @Nullable LocalTime from,
            @Nullable LocalTime to,
            @Nullable Set<DayOfWeek> weekdays,
            @Nullable List<@Nullable String> members) {}

    record StepDocument(
            @Nullable String name,
            @Nullable Integer alerts,
            @Nullable Duration every) {}

    record EscalationDocument(
            @Nullable Integer repeats, @Nullable List<@Nullable StepDocument> steps) {}

    record StandinDocument(
            @Nullable Integer step,
            @Nullable String person,
            @Nullable String insteadOf,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String reason) {}

    private final OnCallDesk desk;
    private final OnCallPlans plans;
    private final Callers callers;
    private final Clock clock;

    OnCallController(OnCallDesk desk, OnCallPlans plans, Callers callers, Clock clock) {
        this.desk = desk;
        this.plans = plans;
        this.callers = callers;
        this.clock = clock;
    }

    @GetMapping
    OnCallDesk.Board board(@PathVariable String division) {
        return desk.board(division, callers.current());
    }

    @PutMapping("/operators/{person}")
    OnCallDesk.Card put(@PathVariable String division, @PathVariable String person, @RequestBody OnCallDesk.Wish wish) {
        return desk.put(division, person, wish, callers.current());
    }

    @GetMapping("/shifts")
    List<Shift> shifts(
            @PathVariable String division,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        Instant begin = begin(from);
        return desk.shifts(division, begin, to == null ? begin.plus(SHOWN) : to, callers.current());
    }

    @GetMapping("/stand-ins")
    List<Standin> standins(
            @PathVariable String division,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        Instant begin = begin(from);
        return desk.standins(division, begin, to == null ? begin.plus(SHOWN) : to, callers.current());
    }

    @PostMapping("/stand-ins")
    @ResponseStatus(HttpStatus.CREATED)
    Standin standIn(@PathVariable String division, @RequestBody StandinDocument body) {
        if (body.from() == null || body.to() == null) {
            throw Problem.badRequest("A stand-in has a time.", List.of(new FieldError("/from", "required, and to")));
        }
        return desk.standIn(
                new Standin(
                        "",
                        division,
                        body.step() == null ? 1 : body.step(),
                        body.person(),
                        body.insteadOf(),
                        body.from(),
                        body.to(),
                        body.reason() == null ? "" : body.reason().strip(),
                        ""),
                callers.current());
    }

    @DeleteMapping("/stand-ins/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void takeBack(@PathVariable String division, @PathVariable String id) {
        desk.takeBack(division, id, callers.current());
    }

    @GetMapping("/rotas")
    List<Rota> rotas(@PathVariable String division) {
        return plans.rotas(division, callers.current());
    }

    @PostMapping("/rotas")
    @ResponseStatus(HttpStatus.CREATED)
    Rota add(@PathVariable String division, @RequestBody RotaDocument body) {
        return plans.put(rota(Ids.next(), division, body), false, callers.current());
    }

    @PutMapping("/rotas/{id}")
    Rota change(@PathVariable String division, @PathVariable String id, @RequestBody RotaDocument body) {
        return plans.put(rota(id, division, body), true, callers.current());
    }

    @DeleteMapping("/rotas/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String division, @PathVariable String id) {
        plans.remove(division, id, callers.current());
    }

    @GetMapping("/escalation")
    Escalation escalation(@PathVariable String division) {
        return plans.escalation(division, callers.current());
    }

    @PutMapping("/escalation")
    Escalation escalate(@PathVariable String division, @RequestBody EscalationDocument body) {
        List<Escalation.Step> steps = new ArrayList<>();
        if (body.steps() != null) {
            for (StepDocument step : body.steps()) {
                int number = steps.size() + 1;
                steps.add(
                        step == null
                                ? new Escalation.Step(number, "", ALERTS, EVERY)
                                : new Escalation.Step(
                                        number,
                                        step.name() == null
                                                ? String.valueOf(number)
                                                : step.name().strip(),
                                        step.alerts() == null ? ALERTS : step.alerts(),
                                        step.every() == null ? EVERY : step.every()));
            }
        }
        return plans.put(
                new Escalation(division, body.repeats() == null ? 0 : body.repeats(), steps), callers.current());
    }

    private Instant begin(@Nullable Instant from) {
        return from == null ? clock.instant() : from;
    }

    private static Rota rota(String id, String division, RotaDocument body) {
        List<FieldError> errors = new ArrayList<>();
        if (body.firstDay() == null) {
            errors.add(new FieldError("/firstDay", "required, such as 2026-03-02"));
        }
        if (body.members() == null || body.members().stream().anyMatch(Objects::isNull)) {
            errors.add(new FieldError("/members", "required, logins of operators"));
        }
        if (!errors.isEmpty()) {
            throw Problem.badRequest("The rota has " + errors.size() + " fault(s).", errors);
        }
        LocalTime from = body.from() == null ? LocalTime.MIDNIGHT : body.from();
        return new Rota(
                id,
                division,
                body.step() == null ? 1 : body.step(),
                body.name() == null ? "" : body.name().strip(),
                Objects.requireNonNull(body.firstDay()),
                body.turnDays() == null ? 7 : body.turnDays(),
                from,
                body.to() == null ? from : body.to(),
                body.weekdays() == null ? EVERY_DAY : body.weekdays(),
                Objects.requireNonNull(body.members()).stream()
                        .map(Objects::requireNonNull)
                        .toList());
    }
}
