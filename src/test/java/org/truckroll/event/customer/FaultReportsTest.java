// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.truckroll.ProcessTest;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;
import org.truckroll.event.inbound.ClosedDoor;
import org.truckroll.people.People;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Problem;

/** Where fault reports are taken at all (GEO-02). */
@ProcessTest
class FaultReportsTest {

    @Autowired
    private InboundEvents events;

    @Autowired
    private TrackingLinks links;

    @Autowired
    private ServicePoints points;

    @Autowired
    private People people;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private Clock clock;

    private FaultReports reports(Set<Inbound.Kind> off) {
        return reports(off, "north");
    }

    private FaultReports reports(Set<Inbound.Kind> off, String division) {
        return new FaultReports(
                ClosedDoor.of(off, events, jdbc, transactions, clock),
                events,
                links,
                points,
                people,
                new FaultReportProperties(division, 10, 300),
                clock);
    }

    private static FaultReports.Report report() {
        return new FaultReports.Report("DAMAGE", "At the quay", null, "A cable lies open", null, true);
    }

    /** Two programs of two customers may count from one, and who corrects a form sends the hidden key again. */
    @Test
    void anotherReportWithAUsedKeyIsNotTakenForTheFirst() {
        FaultReports on = reports(Set.of());
        String key = "00000001-" + System.nanoTime();
        FaultReports.Report other =
                new FaultReports.Report("DAMAGE", "At the bridge", null, "A cable lies open", null, true);
        on.take(report(), key, "en", "192.0.2.1");
        on.take(report(), key, "sv", "192.0.2.1");
        assertThat(eventsWith(key)).as("the same twice").isEqualTo(1);
        assertThatThrownBy(() -> on.take(other, key, "en", "192.0.2.2"))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status().value()).isEqualTo(409);
                    assertThat(problem.name()).isEqualTo("idempotency-key-reused");
                });
        on.takeForm(report(), key, "en", "192.0.2.1");
        assertThat(eventsWith(key)).isEqualTo(1);
        on.takeForm(other, key, "en", "192.0.2.1");
        on.takeForm(other, key, "en", "192.0.2.1");
        assertThat(eventsWith(key)).as("the corrected form, sent twice").isEqualTo(2);
    }

    private int eventsWith(String key) {
        return jdbc.sql("select count(*) from tr_inbound_event where source = 'fault-report' and message_id like :key")
                .param("key", key + "%")
                .query(Integer.class)
                .single();
    }

    @Test
    void aDivisionThatDoesNotExistIsNamed() {
        assertThat(reports(Set.of(), "nroth").misnamed()).contains("nroth");
        assertThat(reports(Set.of(), "nroth").on()).isFalse();
        assertThat(reports(Set.of()).misnamed()).isEmpty();
    }

    @Test
    void whereRequestsOfCustomersAreOffNobodyReports() {
        FaultReports off = reports(Set.of(Inbound.Kind.CLIENT_REQUEST));
        assertThat(off.on()).isFalse();
        assertThatThrownBy(() -> off.take(report(), "key-of-a-form-1", "en", "192.0.2.1"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(404));
        FaultReports on = reports(Set.of(Inbound.Kind.MAIL));
        assertThat(on.on()).isTrue();
        assertThat(on.take(report(), "key-of-a-form-1", "en", "192.0.2.1").token())
                .isNotBlank();
    }
}
