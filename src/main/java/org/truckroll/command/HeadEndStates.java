// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.WorkQueue;

/** How it stands with each head end, for operators. */
@Component
public class HeadEndStates {

    /**
     * One head end.
     *
     * @param waiting commands that are ready to be sent
     * @param inHand commands handed over and not yet answered
     * @param circuit of the node that was asked: CLOSED, OPEN or HALF_OPEN
     * @param leftAloneUntil it asked for it (Retry-After)
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HeadEndState(
            String id,
            String adapter,
            boolean inService,
            boolean paused,
            @Nullable Instant pausedAt,
            @Nullable String pausedBy,
            @Nullable String reason,
            @Nullable Instant leftAloneUntil,
            String circuit,
            long waiting,
            int inHand,
            int maxConcurrent,
            int perMinute) {}

    private final HeadEnds headEnds;
    private final HeadEndGate gate;
    private final WorkQueue queue;
    private final Clock clock;

    HeadEndStates(HeadEnds headEnds, HeadEndGate gate, WorkQueue queue, Clock clock) {
        this.headEnds = headEnds;
        this.gate = gate;
        this.queue = queue;
        this.clock = clock;
    }

    public List<HeadEndState> all() {
        return headEnds.ids().stream().map(this::find).flatMap(Optional::stream).toList();
    }

    public Optional<HeadEndState> find(String id) {
        return headEnds.find(id).map(this::state);
    }

    private HeadEndState state(HeadEnd headEnd) {
        String id = headEnd.id();
        HeadEndGate.Pause pause = gate.pause(id);
        Instant now = clock.instant();
        return new HeadEndState(
                id,
                headEnd.settings().adapter(),
                headEnd.settings().inService(),
                pause.paused(),
                pause.since(),
                pause.by(),
                pause.reason(),
                pause.notBefore() != null && pause.notBefore().isAfter(now) ? pause.notBefore() : null,
                gate.circuit(id),
                queue.waiting(id),
                gate.inHand(id, now),
                headEnd.settings().maxConcurrent(),
                headEnd.settings().perMinute());
    }
}
