// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.stereotype.Service;
import org.truckroll.event.Inbound;
import org.truckroll.shared.SqlTime;

/**
 * Raises the events of the system's own calendar (SOL24-10): each time once on all nodes, since the time is the id of the message. After hours
 * without a server the last time that was missed is raised, not all of them.
 */
@Service
public class Schedules {

    private static final Logger log = LoggerFactory.getLogger(Schedules.class);
    /** Who writes such events. */
    private static final String SENDER = "truckroll";
    /** Looked back for times that were missed. */
    private static final int MOST_STEPS = 10_000;

    private final Map<String, InboundProperties.Schedule> schedules;
    private final InboundDoor door;
    private final SenderQuota quota;
    private final SourceDivisions divisions;
    private final JdbcClient jdbc;
    private final Clock clock;

    Schedules(
            InboundProperties settings,
            InboundDoor door,
            SenderQuota quota,
            SourceDivisions divisions,
            JdbcClient jdbc,
            Clock clock) {
        this.schedules = new TreeMap<>(settings.schedules());
        this.door = door;
        this.quota = quota;
        this.divisions = divisions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** In the caller's transaction; returns the schedules whose time had come. */
    public List<String> raiseDue() {
        quota.forgetOld();
        if (!door.open(Inbound.Kind.SCHEDULER)) {
            return List.of();
        }
        return schedules.entrySet().stream()
                .filter(entry -> raiseDue(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean raiseDue(String name, InboundProperties.Schedule schedule) {
        if (!divisions.known(schedule.division())) {
            log.error(
                    "Schedule names a division that does not exist and is left alone: schedule={} division={}",
                    name,
                    schedule.division());
            return false;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Instant> known = jdbc.sql("select due_at from tr_event_schedule where name = :name")
                .param("name", name)
                .query((rs, row) -> SqlTime.read(rs, "due_at"))
                .list();
        if (known.isEmpty()) {
            jdbc.sql("insert into tr_event_schedule (name, due_at) values (:name, :now)")
                    .param("name", name)
                    .param("now", SqlTime.toSql(now))
                    .update();
            return false;
        }
        Instant due = lastDue(schedule, known.get(0), now);
        boolean mine = due.isAfter(known.get(0))
                && jdbc.sql("update tr_event_schedule set due_at = :due where name = :name and due_at = :known")
                                .param("due", SqlTime.toSql(due))
                                .param("name", name)
                                .param("known", SqlTime.toSql(known.get(0)))
                                .update()
                        == 1;
        if (mine) {
            raise(name, schedule, due);
        }
        return mine;
    }

    /** The last time up to now; the one before all when none has come. */
    private static Instant lastDue(InboundProperties.Schedule schedule, Instant known, Instant now) {
        CronExpression cron = CronExpression.parse(schedule.cron());
        Instant last = known;
        // After a long time away only the end of it counts.
        Instant from = Duration.between(known, now).toDays() > 400 ? now.minus(Duration.ofDays(400)) : known;
        ZonedDateTime next = cron.next(from.atZone(schedule.zone()));
        for (int i = 0; next != null && !next.toInstant().isAfter(now) && i < MOST_STEPS; i++) {
            last = next.toInstant();
            next = cron.next(next);
        }
        return last;
    }

    private void raise(String name, InboundProperties.Schedule schedule, Instant due) {
        door.join(new Inbound(
                Inbound.Kind.SCHEDULER,
                "schedule:" + name,
                due.toString(),
                schedule.division(),
                SENDER,
                schedule.subject(),
                schedule.text(),
                List.of(),
                null,
                false,
                due));
        log.info("Event of the calendar raised: schedule={} due={}", name, due);
    }
}
