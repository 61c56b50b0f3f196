// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.event.InboundEvent.State;
import org.truckroll.event.OperatorReplies.Reply;
import org.truckroll.people.Caller;

/** Does what an operator answered by SMS, and tells the operator what became of it. */
@Service
public class ReplyActions {

    private static final Logger log = LoggerFactory.getLogger(ReplyActions.class);

    /** What became of an answer. */
    enum Result {
        TAKEN,
        ARCHIVED,
        REFUSED
    }

    private final EventRows rows;
    private final EventLog history;
    private final EventCodes codes;
    private final OperatorReplies replies;
    private final EventOperators operators;
    private final EventWork work;
    private final EventNotices notices;

    ReplyActions(
            EventRows rows,
            EventLog history,
            EventCodes codes,
            OperatorReplies replies,
            EventOperators operators,
            EventWork work,
            EventNotices notices) {
        this.rows = rows;
        this.history = history;
        this.codes = codes;
        this.replies = replies;
        this.operators = operators;
        this.work = work;
        this.notices = notices;
    }

    /** The answer itself is archived, whatever became of it. */
    @Transactional
    public void apply(String eventId) {
        InboundEvent message = rows.lock(eventId).orElseThrow();
        Optional<Reply> reply = replies.read(message);
        Result result = reply.filter(Reply::counts).map(this::done).orElse(Result.REFUSED);
        reply.ifPresent(read -> notices.answered(message, read.operator(), result, read.code()));
        String by = reply.map(Reply::operator).orElse(Caller.SERVER.id());
        rows.acked(eventId, by, null);
        history.add(eventId, EventLog.Kind.REPLIED, by, result.name());
        log.info("Operator answered by SMS: eventId={} operator={} result={}", eventId, by, result);
    }

    /** Looks before it acts: a refusal within the engine would end the whole step. */
    private Result done(Reply reply) {
        Optional<InboundEvent> found = codes.eventOf(reply.code()).flatMap(rows::lock);
        if (found.isEmpty() || !operators.mayAct(reply.operator(), found.get().division())) {
            return Result.REFUSED;
        }
        InboundEvent event = found.get();
        boolean own = event.state() == State.ONWORK && reply.operator().equals(event.operator());
        if (event.taskId() == null || event.state() != State.PENDING && !own) {
            return Result.REFUSED;
        }
        Caller operator =
                new Caller(reply.operator(), Caller.Kind.PERSON, Set.of(), Set.of(event.division()), Set.of());
        work.take(event.id(), operator);
        if (reply.archive()) {
            work.archive(event.id(), null, operator);
            return Result.ARCHIVED;
        }
        return Result.TAKEN;
    }
}
