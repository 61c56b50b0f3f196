// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.shared.Problem;

/** The rotas and the escalation of a division, kept by its people-admins. */
@Service
public class OnCallPlans {

    private static final Logger log = LoggerFactory.getLogger(OnCallPlans.class);

    private static final int MOST_ROTAS = 50;
    private static final int MOST_MEMBERS = 50;
    private static final int LONGEST_TURN = 28;
    private static final int LONGEST_NAME = 100;
    private static final int MOST_REPEATS = 5;
    private static final int MOST_ALERTS = 100;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    private final OnCall onCall;
    private final OnCallDesk desk;
    private final OnCallRows rows;
    private final OnCallChanges changes;

    OnCallPlans(OnCall onCall, OnCallDesk desk, OnCallRows rows, OnCallChanges changes) {
        this.onCall = onCall;
        this.desk = desk;
        this.rows = rows;
        this.changes = changes;
    }

    public List<Rota> rotas(String division, Caller caller) {
        desk.requireSeen(division, caller);
        return rows.rotas(division);
    }

    /**
     * Enters a rota, or puts it in the place of the one with this id.
     *
     * @throws Problem 403; 404 for a rota of another division; 409 {@code too-many}; 422 {@code invalid-on-call}
     */
    @Transactional
    public Rota put(Rota rota, boolean known, Caller caller) {
        desk.requireKept(rota.division(), caller);
        rows.hold(rota.division());
        List<Rota> there = rows.rotas(rota.division());
        if (known && there.stream().noneMatch(other -> other.id().equals(rota.id()))) {
            throw Problem.notFound("rota", rota.id());
        }
        if (!known && there.size() >= MOST_ROTAS) {
            throw Problem.conflict("too-many", "A division has at most " + MOST_ROTAS + " rotas.");
        }
        require(name(rota.name()), "/name", "1 to " + LONGEST_NAME + " characters");
        require(rota.step() >= 1 && rota.step() <= OnCallDesk.MOST_STEPS, "/step", "1 to " + OnCallDesk.MOST_STEPS);
        require(rota.turnDays() >= 1 && rota.turnDays() <= LONGEST_TURN, "/turnDays", "1 to " + LONGEST_TURN);
        require(!rota.weekdays().isEmpty(), "/weekdays", "at least one day");
        require(
                !rota.members().isEmpty() && rota.members().size() <= MOST_MEMBERS,
                "/members",
                "1 to " + MOST_MEMBERS + " operators");
        Set<String> strangers = new HashSet<>(rota.members());
        strangers.removeAll(onCall.operators(rota.division()).keySet());
        require(strangers.isEmpty(), "/members", "operators of this division only");
        require(exact(rota), "/from", "hours and minutes");
        changes.watch(List.of(rota.division()), () -> rows.put(rota));
        log.info(
                "Rota was entered: rotaId={} division={} step={} members={} by={}",
                rota.id(),
                rota.division(),
                rota.step(),
                rota.members().size(),
                caller.id());
        return rota;
    }

    @Transactional
    public void remove(String division, String id, Caller caller) {
        desk.requireKept(division, caller);
        if (!changes.watch(List.of(division), () -> rows.removeRota(division, id))) {
            throw Problem.notFound("rota", id);
        }
        log.info("Rota was removed: rotaId={} division={} by={}", id, division, caller.id());
    }

    public Escalation escalation(String division, Caller caller) {
        desk.requireSeen(division, caller);
        return onCall.escalation(division);
    }

    /** Puts another escalation in the place of the whole one; without steps they follow from operators and rotas again. */
    @Transactional
    public Escalation put(Escalation escalation, Caller caller) {
        desk.requireKept(escalation.division(), caller);
        rows.hold(escalation.division());
        require(escalation.repeats() >= 0 && escalation.repeats() <= MOST_REPEATS, "/repeats", "0 to " + MOST_REPEATS);
        require(escalation.steps().size() <= OnCallDesk.MOST_STEPS, "/steps", "at most " + OnCallDesk.MOST_STEPS);
        for (Escalation.Step step : escalation.steps()) {
            String at = "/steps/" + (step.number() - 1);
            require(name(step.name()), at + "/name", "1 to " + LONGEST_NAME + " characters");
            require(step.alerts() >= 1 && step.alerts() <= MOST_ALERTS, at + "/alerts", "1 to " + MOST_ALERTS);
            require(
                    step.every().compareTo(SHORTEST) >= 0 && step.every().compareTo(LONGEST) <= 0,
                    at + "/every",
                    "one minute to one day");
        }
        rows.put(escalation);
        log.info(
                "Escalation was changed: division={} steps={} repeats={} by={}",
                escalation.division(),
                escalation.steps().size(),
                escalation.repeats(),
                caller.id());
        return onCall.escalation(escalation.division());
    }

    private static boolean exact(Rota rota) {
        return rota.from().getSecond() == 0
                && rota.to().getSecond() == 0
                && rota.from().getNano() == 0
                && rota.to().getNano() == 0;
    }

    private static boolean name(String name) {
        return !name.isBlank() && name.length() <= LONGEST_NAME && name.indexOf('\u0000') < 0;
    }

    private static void require(boolean holds, String pointer, String message) {
        if (!holds) {
            throw OnCallDesk.invalid(pointer, message);
        }
    }
}
