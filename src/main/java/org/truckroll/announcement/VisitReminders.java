// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.announcement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.OrderLifecycle;
import org.truckroll.notification.Notifications;
import org.truckroll.serviceorder.VisitTime;
import org.truckroll.serviceorder.VisitTimeEvent;
import org.truckroll.serviceorder.VisitTimes;
import org.truckroll.shared.SqlTime;

/**
 * What is told some time before a visit (EVADO-17). The process {@code service-notice} waits; each telling reads anew how the visit stands, and holds it
 * meanwhile: who moves the visit in the same moment comes before or after it, and each time of a visit is told of once.
 */
@Service
public class VisitReminders {

    /** Its business key is the visit's id. */
    public static final String PROCESS = "service-notice";

    private static final Logger log = LoggerFactory.getLogger(VisitReminders.class);
    private static final String CHANGED = "visit.timeChanged";
    private static final String OVER = "visit.timeOver";

    /** Of the time before a visit, what must be left when it was agreed: else who agreed needs no reminder. */
    private static final int QUARTER = 4;

    private final NoticeRules rules;
    private final Teller teller;
    private final VisitTimes times;
    private final Notifications notifications;
    private final OrderLifecycle lifecycle;
    private final JdbcClient jdbc;
    private final Clock clock;

    VisitReminders(
            NoticeRules rules,
            Teller teller,
            VisitTimes times,
            Notifications notifications,
            OrderLifecycle lifecycle,
            JdbcClient jdbc,
            Clock clock) {
        this.rules = rules;
        this.teller = teller;
        this.times = times;
        this.notifications = notifications;
        this.lifecycle = lifecycle;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The process follows; what has not left the house of the time that does not hold any more is dropped. */
    void changed(VisitTimeEvent event) {
        String visitId = event.time().visitId();
        List<NoticeRule> coming = teller.matter(Happening.VISIT_COMING, event.time())
                .map(matter -> rules.of(matter.question()))
                .orElse(List.of());
        if (event.kind() != VisitTimeEvent.Kind.PLANNED) {
            Instant start = event.before() == null
                    ? event.time().start()
                    : event.before().start();
            recall(event.time(), start, coming);
        }
        switch (event.kind()) {
            case PLANNED, MOVED -> {
                boolean goesOn = lifecycle.signal(CHANGED, visitId) || lifecycle.runs(PROCESS, visitId);
                if (!goesOn && !coming.isEmpty()) {
                    lifecycle.start(PROCESS, visitId, Map.of());
                }
            }
            case CALLED_OFF, TO_RENEW, OVER -> lifecycle.signal(OVER, visitId);
        }
    }

    /**
     * Tells what is due. For its process, which calls again when the moment has come that is returned, and ends when there is none.
     *
     * <p>What is late is told until the visit begins. A time that was agreed when its reminder was due already is reminded of at once, as long as a
     * quarter of the row's time was left.
     */
    @Transactional
    public Optional<Instant> tell(String visitId) {
        VisitTime visit = times.hold(visitId).orElse(null);
        Matter matter = visit == null
                ? null
                : teller.matter(Happening.VISIT_COMING, visit)
                        .filter(known -> !known.order().state().ended())
                        .orElse(null);
        if (visit == null || matter == null) {
            return Optional.empty();
        }
        List<NoticeRule> coming = rules.of(matter.question());
        Instant now = clock.instant();
        if (coming.isEmpty() || !visit.start().isAfter(now)) {
            // A provider that was away all the time must not tell now.
            recall(visit, visit.start(), coming);
            return Optional.empty();
        }
        Instant next = visit.start();
        for (NoticeRule rule : coming) {
            Instant due = Objects.requireNonNull(rule.before())
                    .before(visit.start(), matter.point().timeZone());
            if (due.isAfter(now)) {
                next = due.isBefore(next) ? due : next;
            } else if (wanted(visit, due)) {
                teller.tell(rule, matter, moment(visit));
            }
        }
        return Optional.of(next);
    }

    private static boolean wanted(VisitTime visit, Instant due) {
        Duration ahead = Duration.between(due, visit.start());
        return !visit.since().isAfter(due)
                || Duration.between(visit.since(), visit.start()).compareTo(ahead.dividedBy(QUARTER)) >= 0;
    }

    private String moment(VisitTime visit) {
        return visit.visitId() + "/" + visit.start().getEpochSecond() + "/" + round(visit.visitId(), visit.start());
    }

    /** What was dropped before it left may be told again, should the visit come back to that time. */
    private void recall(VisitTime visit, Instant start, List<NoticeRule> coming) {
        int dropped = coming.stream()
                .map(NoticeRule::notice)
                .distinct()
                .mapToInt(notice -> notifications.recall(visit.orderId(), notice))
                .sum();
        if (dropped > 0) {
            log.info("Reminders were dropped: visitId={} deliveries={}", visit.visitId(), dropped);
            nextRound(visit.visitId(), start);
        }
    }

    private int round(String visitId, Instant start) {
        return jdbc.sql("select round from tr_visit_reminder where visit_id = :visit and starts_at = :start")
                .param("visit", visitId)
                .param("start", SqlTime.toSql(start))
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /** Whoever changes the time of a visit holds the visit. */
    private void nextRound(String visitId, Instant start) {
        if (count(
                        visitId,
                        start,
                        "update tr_visit_reminder set round = round + 1 where visit_id = :visit and starts_at = :start")
                == 0) {
            count(
                    visitId,
                    start,
                    "insert into tr_visit_reminder (visit_id, starts_at, round) values (:visit, :start, 1)");
        }
    }

    private int count(String visitId, Instant start, String sql) {
        return jdbc.sql(sql)
                .param("visit", visitId)
                .param("start", SqlTime.toSql(start))
                .update();
    }
}
