// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.unit.DataSize;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;

/** The door of a server that is configured to take some kinds only (GEO-02), for tests beside one that takes all. */
public final class ClosedDoor {

    private ClosedDoor() {}

    static InboundProperties settings(Set<Inbound.Kind> off) {
        return new InboundProperties(
                off, Set.of(), Set.of(), Set.of(), DataSize.ofMegabytes(25), 5000, 60, Map.of(), Map.of(), Map.of());
    }

    /** Closed for these kinds. */
    public static InboundDoor of(
            Set<Inbound.Kind> off,
            InboundEvents events,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new InboundDoor(events::receive, new SenderQuota(jdbc, clock), settings(off), transactions);
    }
}
