// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.serviceorder;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes contacts searchable that earlier versions, or other settings, have left behind; a few at a time. */
@Component
class CustomerIndexWatch {

    private static final Logger log = LoggerFactory.getLogger(CustomerIndexWatch.class);
    private static final int AT_ONCE = 200;

    private final CustomerIndex index;
    private final TransactionTemplate transaction;

    CustomerIndexWatch(CustomerIndex index, TransactionTemplate transaction) {
        this.index = index;
        this.transaction = transaction;
    }

    @Scheduled(initialDelay = 1, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void look() {
        int all = 0;
        int some;
        do {
            some = Objects.requireNonNull(transaction.execute(status -> index.renew(AT_ONCE)));
            all += some;
        } while (some == AT_ONCE);
        if (all > 0) {
            log.info("Contacts were made searchable: orders={}", all);
        }
    }
}
