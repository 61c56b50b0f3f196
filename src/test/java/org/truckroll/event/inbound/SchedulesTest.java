// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import org.truckroll.event.Inbound;

/** Events of the system's own calendar (SOL24-10). */
class SchedulesTest {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private MailWorld world;

    @BeforeEach
    void begin() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:calendar" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        world = new MailWorld(source);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private Schedules schedules(Set<Inbound.Kind> off) {
        InboundProperties settings = new InboundProperties(
                off,
                Set.of(),
                Set.of(),
                Set.of(),
                DataSize.ofMegabytes(25),
                5000,
                1,
                Map.of(),
                Map.of(),
                Map.of(
                        "inspection",
                        new InboundProperties.Schedule(
                                "north",
                                "0 0 8 * * *",
                                ZoneId.of("Europe/Stockholm"),
                                "Inspections",
                                "Look at the list.")));
        return schedules(settings);
    }

    private Schedules schedules(InboundProperties settings) {
        return new Schedules(
                settings,
                world.door(settings),
                new SenderQuota(world.jdbc, world.time),
                MailWorld.divisions(settings),
                world.jdbc,
                world.time);
    }

    @Test
    void eachTimeIsRaisedOnceByWhicheverNodeLooks() {
        Schedules one = schedules(Set.of());
        Schedules two = schedules(Set.of());
        assertThat(one.raiseDue())
                .as("a new schedule begins with its next time")
                .isEmpty();
        world.time.later(Duration.ofHours(20));
        assertThat(one.raiseDue()).isEmpty();
        // 22 November, eleven o'clock in Stockholm; the next eight o'clock is 21 hours away.
        world.time.later(Duration.ofHours(1));
        assertThat(one.raiseDue()).containsExactly("inspection");
        assertThat(two.raiseDue()).isEmpty();
        assertThat(one.raiseDue()).isEmpty();
        Inbound raised = world.taken.get(0);
        assertThat(raised.kind()).isEqualTo(Inbound.Kind.SCHEDULER);
        assertThat(raised.messageId()).isEqualTo("2026-11-23T07:00:00Z");
        assertThat(raised.subject()).isEqualTo("Inspections");
        assertThat(raised.automatic()).isFalse();
    }

    @Test
    void afterDaysWithoutAServerTheLastTimeIsRaisedAndNotAllOfThem() {
        Schedules one = schedules(Set.of());
        one.raiseDue();
        world.time.later(Duration.ofDays(9));
        assertThat(one.raiseDue()).containsExactly("inspection");
        assertThat(one.raiseDue()).isEmpty();
        assertThat(world.taken).extracting(Inbound::messageId).containsExactly("2026-12-01T07:00:00Z");
    }

    @Test
    void aScheduleOfADivisionThatDoesNotExistRaisesNothingAndKeepsTheOthersGoing() {
        InboundProperties settings = new InboundProperties(
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                DataSize.ofMegabytes(25),
                5000,
                1,
                Map.of(),
                Map.of(),
                Map.of("bad", daily("nroth"), "good", daily("north")));
        assertThat(MailWorld.divisions(settings).unknown()).isEqualTo(Map.of("schedules.bad", "nroth"));
        Schedules schedules = schedules(settings);
        schedules.raiseDue();
        world.time.later(Duration.ofDays(2));
        assertThat(schedules.raiseDue()).containsExactly("good");
        assertThat(world.taken).extracting(Inbound::division).containsExactly("north");
    }

    private static InboundProperties.Schedule daily(String division) {
        return new InboundProperties.Schedule(
                division, "0 0 8 * * *", ZoneId.of("UTC"), "Inspections", "Look at the list.");
    }

    @Test
    void aCalendarThatIsOffRaisesNothing() {
        Schedules off = schedules(Set.of(Inbound.Kind.SCHEDULER));
        off.raiseDue();
        world.time.later(Duration.ofDays(2));
        assertThat(off.raiseDue()).isEmpty();
        assertThat(world.taken).isEmpty();
    }
}
