// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.event.EventWork;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvent.State;
import org.truckroll.event.InboundEvents;
import org.truckroll.event.InboundRules;
import org.truckroll.notification.Severity;
import org.truckroll.shared.Problem;

/** Operators, timers and nodes that meet at one event: one of them wins, and nothing is told or forwarded twice (requirements 2.3, pitfalls 1, 2 and 9). */
abstract class EventRaceContract {

    @Autowired
    private Stories stories;

    @Autowired
    private InboundEvents events;

    @Autowired
    private EventWork work;

    @Autowired
    private InboundRules rules;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private Operators on;

    /** The database that is meant: a race won on another one proves nothing. */
    abstract String product();

    @BeforeEach
    void begin() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
        }
        stories.begin();
        on = new Operators(jdbc, rules);
        on.offAll();
        on.call("crew", 1);
        on.call("dispatcher", 1);
    }

    @AfterEach
    void end() {
        on.offAll();
        threads.shutdownNow();
    }

    private String pending() {
        String id = on.receive(events, Inbound.Kind.MAIL, "somebody@example.com", "Alarm", "Pump 7 stands still");
        token(id).runJob("serviceTask_readEvent");
        return id;
    }

    private Token token(String id) {
        return Token.of(stories.engine(), InboundEvents.PROCESS, id);
    }

    private State state(String id) {
        return events.get(id, Operators.EVERYWHERE).event().state();
    }

    /** As a node runs a job that it has taken up. False when the step was undone because somebody else was first. */
    private boolean runs(String job) {
        try {
            stories.engine().getManagementService().executeJob(job);
            return true;
        } catch (OptimisticLockingException e) {
            return false;
        }
    }

    /** False for the one who comes second, who is told 409. */
    private static boolean does(Runnable action) {
        try {
            action.run();
            return true;
        } catch (Problem e) {
            assertThat(e.status().value()).isEqualTo(409);
            return false;
        } catch (ConcurrencyFailureException e) {
            return false;
        }
    }

    /** Nobody gets past the event's row until all have begun. */
    private List<Boolean> meet(String id, List<Callable<Boolean>> rivals) throws Exception {
        List<Future<Boolean>> begun = new ArrayList<>();
        stories.inTransaction(() -> {
            hold(id);
            rivals.forEach(rival -> {
                begun.add(threads.submit(rival));
                pause(200);
            });
            return true;
        });
        List<Boolean> done = new ArrayList<>();
        for (Future<Boolean> one : begun) {
            done.add(one.get(60, TimeUnit.SECONDS));
        }
        return done;
    }

    private void hold(String id) {
        jdbc.sql("select id from tr_inbound_event where id = :id for update")
                .param("id", id)
                .query(String.class)
                .single();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Pitfall 1: a node has taken up the alert; before it tells, an operator takes charge. */
    @Test
    void alertThatWasTakenUpBeforeTellsNobodyAfterwards() throws Exception {
        String id = pending();
        ClockUtil.setCurrentTime(Date.from(Stories.NOW.plus(Duration.ofMinutes(5))));
        String job = token(id).timerAt("event_alertTime").getId();
        List<Future<Boolean>> alert = new ArrayList<>();
        stories.inTransaction(() -> {
            hold(id);
            alert.add(threads.submit(() -> runs(job)));
            pause(500);
            assertThat(alert.get(0).isDone())
                    .as("the node is in the middle of its step")
                    .isFalse();
            work.take(id, Operators.CREW);
            return true;
        });
        alert.get(0).get(60, TimeUnit.SECONDS);
        assertThat(state(id)).isEqualTo(State.ONWORK);
        assertThat(on.told(id, "inbound-alert")).as("the first alert only").containsExactly("crew", "dispatcher");
        assertThat(token(id).waitsAt()).contains("userTask_workEvent").doesNotContain("event_alertTime");
    }

    /** Pitfall 2: the time is over in the moment in which the operator forwards. */
    @Test
    void returnAndForwardingNeverBothHappen() throws Exception {
        for (int round = 0; round < 4; round++) {
            ClockUtil.setCurrentTime(Date.from(Stories.NOW));
            String id = pending();
            work.take(id, Operators.CREW);
            ClockUtil.setCurrentTime(Date.from(Stories.NOW.plus(Duration.ofMinutes(15))));
            String job = token(id).timerAt("boundaryEvent_notWorked").getId();
            Callable<Boolean> timer = () -> runs(job);
            Callable<Boolean> operator = () -> does(() -> work.forward(
                    id,
                    new EventWork.Forward(List.of("dispatcher"), Severity.IMPORTANT, null, true, null),
                    Operators.CREW));
            List<Boolean> done = meet(id, round % 2 == 0 ? List.of(timer, operator) : List.of(operator, timer));
            assertThat(done).as("one of the two").containsExactlyInAnyOrder(true, false);
            boolean forwarded = done.get(round % 2 == 0 ? 1 : 0);
            assertThat(state(id)).isEqualTo(forwarded ? State.ACK : State.PENDING);
            assertThat(on.told(id, "inbound-forwarded")).hasSize(forwarded ? 1 : 0);
            assertThat(token(id).ended()).isEqualTo(forwarded);
        }
    }

    @Test
    void oneOfTwoOperatorsHasTheEvent() throws Exception {
        String id = pending();
        List<Boolean> done = meet(
                id,
                List.of(
                        () -> does(() -> work.take(id, Operators.CREW)),
                        () -> does(() -> work.take(id, Operators.DISPATCHER))));
        assertThat(done).containsExactlyInAnyOrder(true, false);
        assertThat(events.get(id, Operators.EVERYWHERE).event().operator())
                .isEqualTo(done.get(0) ? "crew" : "dispatcher");
    }

    /** Pitfall 9: two nodes bring the same message. */
    @Test
    void sameMessageFromTwoNodesIsOneEvent() throws Exception {
        Inbound inbound = Operators.inbound(
                "north", Inbound.Kind.MAIL, "somebody@example.com", "Alarm", "…", "two-nodes-" + System.nanoTime());
        CyclicBarrier start = new CyclicBarrier(4);
        List<Future<InboundEvents.Receipt>> nodes = new ArrayList<>();
        for (int node = 0; node < 4; node++) {
            nodes.add(threads.submit(() -> {
                start.await(30, TimeUnit.SECONDS);
                return events.receive(inbound);
            }));
        }
        List<InboundEvents.Receipt> receipts = new ArrayList<>();
        for (Future<InboundEvents.Receipt> node : nodes) {
            receipts.add(node.get(60, TimeUnit.SECONDS));
        }
        assertThat(receipts)
                .extracting(InboundEvents.Receipt::eventId)
                .containsOnly(receipts.get(0).eventId());
        assertThat(receipts).filteredOn(receipt -> !receipt.known()).hasSize(1);
        token(receipts.get(0).eventId()).runJob("serviceTask_readEvent");
    }
}
