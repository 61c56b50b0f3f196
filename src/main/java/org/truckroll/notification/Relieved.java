// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What waited until its person had nothing to do with it any more does not leave the house. */
@Component
class Relieved {

    private static final Logger log = LoggerFactory.getLogger(Relieved.class);

    private record Meant(String person, String division, String event) {}

    private final JdbcClient jdbc;
    private final NoticeDeliveries deliveries;
    private final ObjectProvider<StillMeant> askers;

    Relieved(JdbcClient jdbc, NoticeDeliveries deliveries, ObjectProvider<StillMeant> askers) {
        this.jdbc = jdbc;
        this.deliveries = deliveries;
        this.askers = askers;
    }

    /** True when it was for somebody who has nothing to do with it any more. */
    boolean from(Delivery delivery) {
        Optional<Meant> meant = jdbc.sql("""
                        select d.person, n.division, n.event from tr_delivery d join tr_notice n on n.id = d.notice_id
                        where d.id = :id and d.person is not null
                        """)
                .param("id", delivery.id())
                .query((rs, row) -> new Meant(rs.getString("person"), rs.getString("division"), rs.getString("event")))
                .optional();
        return meant.isPresent()
                && askers.stream()
                        .anyMatch(asker -> !asker.stillFor(
                                meant.get().person(),
                                meant.get().division(),
                                meant.get().event()));
    }

    /** Drops it then; false when it goes its way. */
    boolean drop(Delivery delivery) {
        if (!from(delivery) || deliveries.relieve(delivery.id()) == 0) {
            return false;
        }
        log.info("Delivery was dropped, its person is not on call any more: deliveryId={}", delivery.id());
        return true;
    }
}
