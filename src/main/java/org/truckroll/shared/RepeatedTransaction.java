// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A change of running work in one transaction. Where it meets a step of the same work in the same moment, one of the two wins; the loser was rolled
 * back whole, looks again and tries once more.
 */
@Component
public class RepeatedTransaction {

    private static final int TRIES = 3;

    private final TransactionTemplate transaction;

    RepeatedTransaction(PlatformTransactionManager transactions) {
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Runs it, three times at most.
     *
     * @param change everything it reads, it reads anew each time
     * @throws ConcurrencyFailureException when it lost each time
     */
    public <T> T run(Supplier<T> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Objects.requireNonNull(transaction.execute(status -> change.get()));
            } catch (ConcurrencyFailureException | DuplicateKeyException e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }
}
