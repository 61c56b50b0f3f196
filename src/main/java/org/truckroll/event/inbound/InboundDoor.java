// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;
import org.truckroll.shared.Problem;

/** The one way of all sources to the events: a kind that is off is not let in, and nobody comes more often than he may (GEO-02). */
@Component
public class InboundDoor {

    private static final Logger log = LoggerFactory.getLogger(InboundDoor.class);

    private final Function<Inbound, InboundEvents.Receipt> events;
    private final SenderQuota quota;
    private final InboundProperties settings;
    private final TransactionTemplate transaction;

    @Autowired
    InboundDoor(
            InboundEvents events,
            SenderQuota quota,
            InboundProperties settings,
            PlatformTransactionManager transactions) {
        this(events::receive, quota, settings, transactions);
    }

    InboundDoor(
            Function<Inbound, InboundEvents.Receipt> events,
            SenderQuota quota,
            InboundProperties settings,
            PlatformTransactionManager transactions) {
        this.events = events;
        this.quota = quota;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** False for a kind that is switched off. */
    public boolean open(Inbound.Kind kind) {
        return settings.on(kind);
    }

    /**
     * Takes in what cannot be refused, since nobody would send it again: beyond the limit it is stored and alerts nobody.
     *
     * @param beside what is kept together with it, in the same transaction; what it throws rolls back both
     */
    InboundEvents.Receipt take(Inbound inbound, Runnable beside) {
        return twice(() -> {
            boolean many = quota.taken(inbound.kind(), inbound.sender()) >= settings.perSender();
            InboundEvents.Receipt receipt = events.apply(many ? automatic(inbound) : inbound);
            // What was known does not count: a folder that was built anew brings all of it once more.
            if (!receipt.known()) {
                int taken = quota.take(inbound.kind(), inbound.sender());
                if (many) {
                    log.warn(
                            "Event of a sender beyond the limit, nobody is alerted: eventId={} source={} inThisHour={}",
                            receipt.eventId(),
                            inbound.source(),
                            taken);
                }
            }
            beside.run();
            return receipt;
        });
    }

    InboundEvents.Receipt take(Inbound inbound) {
        return take(inbound, () -> {});
    }

    /** Takes in what the system itself raises, or what has limits of its own: without a limit, and with the caller's transaction. */
    public InboundEvents.Receipt join(Inbound inbound) {
        return events.apply(inbound);
    }

    /**
     * Takes in what a caller hands over who reads the answer.
     *
     * @throws Problem 409 when the kind is off; 429 beyond the limit, unless it is an event that is there already
     */
    InboundEvents.Receipt admit(Inbound inbound) {
        if (!open(inbound.kind())) {
            throw Problem.conflict("kind-off", "Events of kind " + inbound.kind() + " are not taken here.");
        }
        return twice(() -> {
            InboundEvents.Receipt receipt = events.apply(inbound);
            // What is refused is rolled back, and what was known does not count.
            if (!receipt.known() && quota.take(inbound.kind(), inbound.sender()) > settings.perSender()) {
                throw new Problem(
                                HttpStatus.TOO_MANY_REQUESTS,
                                "quota-exceeded",
                                "At most " + settings.perSender() + " events of one sender in an hour.")
                        .retryAfter(quota.untilNextHour());
            }
            return receipt;
        });
    }

    /** Two nodes with the same message, or the first two of a sender, meet once; the second time everything is there. */
    private InboundEvents.Receipt twice(Supplier<InboundEvents.Receipt> step) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> step.get()));
        } catch (DuplicateKeyException e) {
            return Objects.requireNonNull(transaction.execute(status -> step.get()));
        }
    }

    private static Inbound automatic(Inbound inbound) {
        return new Inbound(
                inbound.kind(),
                inbound.source(),
                inbound.messageId(),
                inbound.division(),
                inbound.sender(),
                inbound.subject(),
                inbound.text(),
                inbound.parts(),
                inbound.original(),
                true,
                inbound.receivedAt(),
                inbound.servicePointId());
    }
}
