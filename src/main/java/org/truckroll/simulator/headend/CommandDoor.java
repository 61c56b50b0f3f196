// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Where commands of every protocol come in: same meters, same faults, same log. */
@Component
@Profile("demo")
public final class CommandDoor {

    /** The protocol of the generic REST contract. */
    public static final String REST = "rest";

    /** No protocol of ours waits longer than the longest hanging plus this. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private final HeadEnd headEnd;
    private final ReplyDelivery delivery;
    private final ApplicationContext context;
    private final Set<CompletableFuture<Said>> hanging = ConcurrentHashMap.newKeySet();

    CommandDoor(HeadEnd headEnd, ReplyDelivery delivery, ApplicationContext context) {
        this.headEnd = headEnd;
        this.delivery = delivery;
        this.context = context;
    }

    /**
     * Takes a command; completes when the head end deigns to answer. Refuses (400) what lacks an id, a device, a command
     * or an address for the reply.
     */
    public CompletableFuture<Said> take(String protocol, CommandRequest request) {
        var verdict = headEnd.receive(protocol, request);
        var accepted = new Said.Accepted(request.requiredCommandId());
        if (verdict instanceof Verdict.Accepted taken) {
            taken.replies().forEach(delivery::schedule);
            return after(taken.pause(), accepted);
        }
        if (verdict instanceof Verdict.AcceptedAfterReply taken) {
            return delivery.deliverNow(taken.reply(), taken.patience()).handle((done, failure) -> accepted);
        }
        if (verdict instanceof Verdict.Silent silent) {
            return after(silent.delay(), unavailable());
        }
        if (verdict instanceof Verdict.Refused refused) {
            return CompletableFuture.completedFuture(
                    new Said.Refused(refused.status(), refused.problem(), refused.detail(), refused.retryAfter()));
        }
        return CompletableFuture.completedFuture(new Said.Broken());
    }

    private CompletableFuture<Said> after(Duration pause, Said said) {
        if (pause.isZero()) {
            return CompletableFuture.completedFuture(said);
        }
        var answer = new CompletableFuture<Said>();
        hanging.add(answer);
        answer.whenComplete((done, failure) -> hanging.remove(answer));
        delivery.later(pause.toMillis(), () -> answer.complete(said));
        return answer;
    }

    /** A hanging answer must not hold up the end of the server. */
    @EventListener
    void stop(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            hanging.forEach(answer -> answer.complete(unavailable()));
        }
    }

    private static Said unavailable() {
        return new Said.Refused(
                HttpStatus.SERVICE_UNAVAILABLE, "head-end-hung", "The head end did not answer (simulated fault)", null);
    }
}
