// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.truckroll.ProcessTest;
import org.truckroll.event.Inbound.Kind;
import org.truckroll.event.InboundEvent;
import org.truckroll.event.InboundEvents;
import org.truckroll.people.Caller;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;

/** Reports by REST: which kinds come from whom (GEO-02, SOL24-08 to SOL24-11). */
@ProcessTest
class ReportsTest {

    @Autowired
    private Reports reports;

    @Autowired
    private InboundEvents events;

    @Autowired
    private ServicePoints points;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private Clock clock;

    private static Caller caller(String id, String group) {
        return new Caller(id, Caller.Kind.CLIENT, Set.of(group), Set.of("north"), Set.of());
    }

    private static Reports.Report report(String kind, @Nullable String key) {
        return new Reports.Report(kind, key, "north", null, null, "Works at the quay", "Monday, 8 to 10", null);
    }

    private long count() {
        return jdbc.sql("select count(*) from tr_inbound_event")
                .query(Long.class)
                .single();
    }

    @Test
    void kindThatIsOffIsRefusedAndStoresNothing() {
        Reports closed = new Reports(
                ClosedDoor.of(Set.of(Kind.MACHINE, Kind.CLIENT_REQUEST), events, jdbc, transactions, clock),
                points,
                ClosedDoor.settings(Set.of(Kind.MACHINE, Kind.CLIENT_REQUEST)),
                clock);
        long before = count();
        for (String kind : Set.of("MACHINE", "CLIENT_REQUEST")) {
            assertThatThrownBy(() -> closed.take(report(kind, "key-of-" + kind), caller("cis", "api-clients")))
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.status().value()).isEqualTo(409);
                        assertThat(problem.name()).isEqualTo("kind-off");
                    });
        }
        assertThat(count()).isEqualTo(before);
    }

    /** SOL24-09 */
    @Test
    void integrationAnnouncesWorks() {
        Caller integration = caller("planner", "integration");
        String id =
                reports.take(report("SERVICE_NOTICE", "works-1"), integration).eventId();
        InboundEvent event = events.get(id, integration).event();
        assertThat(event.kind()).isEqualTo(Kind.SERVICE_NOTICE);
        assertThat(event.subject()).isEqualTo("Works at the quay");
        assertThat(reports.take(report("SERVICE_NOTICE", "works-1"), integration))
                .isEqualTo(new InboundEvents.Receipt(id, true));
        assertThatThrownBy(() -> reports.take(report("SERVICE_NOTICE", "works-2"), caller("cis", "api-clients")))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(403));
    }
}
