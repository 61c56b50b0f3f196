// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.people.OrgPath;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.shared.SqlTime;

/** Facts of what was done. Each is written by one statement, in the transaction of what it tells of. */
@Repository
class ActivityFacts {

    /** A limit was broken; no kind of {@link WorkEvent}, but kept with them. */
    static final String BREACH = "BREACH";

    private static final String INSERT = "insert into tr_activity_fact (" + ExpectedFacts.COLUMNS
            + ", city, area, zone, on_day) select " + ExpectedFacts.COLUMNS + """
            , case when :kept or last_city is null then :city else last_city end,
            case when :kept or last_city is null then cast(:area as varchar(60)) else last_area end, :zone,
            cast(case when ended_at < cast(:midnight as timestamp with time zone)
                then cast(:dayBefore as date) else cast(:day as date) end as date)
            from (
            """;

    private final JdbcClient jdbc;
    private final OrgPath organisation;

    ActivityFacts(JdbcClient jdbc, OrgPath organisation) {
        this.jdbc = jdbc;
        this.organisation = organisation;
    }

    /** Keeps a step of a visit that has not ended by it. */
    void happened(WorkEvent event) {
        happened(
                event.kind().name(),
                event.visitId(),
                event.orderId(),
                event.step(),
                event.group(),
                event.person(),
                event.by(),
                event.at());
    }

    /** Keeps that a limit of an order, or of one of its visits, was broken. */
    void breached(@Nullable String visitId, String orderId, @Nullable String clock, Instant at) {
        happened(BREACH, visitId, orderId, clock, null, null, null, at);
    }

    private void happened(
            String kind,
            @Nullable String visitId,
            String orderId,
            @Nullable String step,
            @Nullable String group,
            @Nullable String person,
            @Nullable String by,
            Instant at) {
        jdbc.sql("""
                        insert into tr_work_event (kind, visit_id, order_id, step, field_group, person, by_whom, at)
                        values (:kind, :visit, :order, :step, :group, :person, :by, :at)
                        """)
                .param("kind", kind)
                .param("visit", visitId)
                .param("order", orderId)
                .param("step", step)
                .param("group", group)
                .param("person", person)
                .param("by", by)
                .param("at", SqlTime.toSql(at))
                .update();
    }

    void visitEnded(String visitId, String division, @Nullable String group, Instant at) {
        write(FactKind.VISIT, visitId, organisation.of(division, group), false, organisation.zone(division), at);
    }

    void orderEnded(String orderId, String division, Instant at) {
        write(FactKind.ORDER, orderId, organisation.of(division, null), false, organisation.zone(division), at);
    }

    /**
     * Writes one fact.
     *
     * @param kept the place is that of an earlier fact of the same; else an order is where its last visit was
     * @param at the end, or a moment shortly after: the day of the end is found even when midnight lies between
     * @return false when there is no such ended visit or order
     */
    boolean write(FactKind kind, String id, OrgPath.Place place, boolean kept, ZoneId zone, Instant at) {
        LocalDate day = at.atZone(zone).toLocalDate();
        return jdbc.sql(INSERT + ExpectedFacts.one(kind) + ") x")
                        .param("city", place.city())
                        .param("area", place.area())
                        .param("kept", kept)
                        .param("zone", zone.getId())
                        .param("midnight", SqlTime.toSql(day.atStartOfDay(zone).toInstant()))
                        .param("dayBefore", day.minusDays(1))
                        .param("day", day)
                        .param("id", id)
                        .update()
                == 1;
    }
}
