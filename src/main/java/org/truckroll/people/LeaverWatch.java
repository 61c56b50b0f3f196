// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.serviceorder.WorkEvent;

/** Sees when somebody who leaves has finished the last work: then nobody needs to be asked for a successor any more. */
@Component
class LeaverWatch {

    private static final Logger log = LoggerFactory.getLogger(LeaverWatch.class);

    private final Persons persons;
    private final HandOver work;
    private final LeaveProcess process;
    private final TransactionTemplate afterwards;

    LeaverWatch(Persons persons, HandOver work, LeaveProcess process, PlatformTransactionManager transactions) {
        this.persons = persons;
        this.work = work;
        this.process = process;
        this.afterwards = new TransactionTemplate(transactions);
        this.afterwards.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @EventListener
    void ended(WorkEvent event) {
        String person = event.person();
        if (event.ends()
                && person != null
                && TransactionSynchronizationManager.isSynchronizationActive()
                && persons.leaving(person)) {
            // The task of the visit ends after its report, in the same transaction.
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    try {
                        afterwards.executeWithoutResult(status -> {
                            if (work.ofPerson(person).isEmpty()) {
                                process.workEnded(person);
                            }
                        });
                    } catch (ConcurrencyFailureException e) {
                        // The report stands; a dispatcher finds the task with nothing left to hand over.
                        log.info("Leave went on without us: person={}", person);
                    }
                }
            });
        }
    }
}
