// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

/**
 * The facts as they follow from what the other rooms have on record, as statements: the same ones write a fact when its visit or order ends and
 * check it years later, so that a number can always be made again.
 */
final class ExpectedFacts {

    /** All columns that follow from the records; city, area, zone and day are those of the moment and only stored. */
    static final String COLUMNS = """
            id, kind, order_id, division, field_group, person, order_type, action, mode, category, outcome, received_at, offered_at,
            signed_at, on_site_at, ended_at, to_sign, to_site, at_site, handled, to_done, paused, visits, failed_visits, breaches,
            first_time_fix
            """;

    /**
     * How long clocks stood still between two moments, in whole seconds. A pause that is still on lasts to the second moment: it is the
     * same whether the clock is stopped before the fact is written or after.
     */
    private static final String PAUSED = """
            coalesce((
                select cast(floor(sum(extract(epoch from (least(coalesce(r.at, e.ended_at), e.ended_at) - greatest(p.at, {from})))))
                    as integer)
                from tr_clock c
                join tr_clock_event p on p.clock_id = c.id and p.kind = 'PAUSED'
                left join tr_clock_event r on r.id = (select min(n.id) from tr_clock_event n
                    where n.clock_id = p.clock_id and n.kind = 'RESUMED' and n.id > p.id)
                where c.order_id = e.{order} and c.subject_id = e.id and c.kind = {clock}
                    and p.at < e.ended_at and coalesce(r.at, e.ended_at) > {from}), 0)""";

    /**
     * Ended visits. A visit is offered when a crew first has it, signed by the first signature that was neither given back nor taken
     * away again, on site at the first arrival after that. What was withdrawn has no durations.
     * In hand it is from that signature to its end.
     */
    private static final String VISITS = """
            select e.id, 'VISIT' as kind, e.order_id, e.division, e.field_group, e.person, e.order_type, e.action, e.mode, e.category,
                e.outcome, e.received_at, e.offered_at, e.signed_at, e.on_site_at, e.ended_at,
                case when e.outcome <> 'WITHDRAWN' and e.signed_at >= e.offered_at
                    then cast(floor(extract(epoch from (e.signed_at - e.offered_at))) as integer) end as to_sign,
                case when e.outcome <> 'WITHDRAWN'
                    then cast(floor(extract(epoch from (e.on_site_at - e.signed_at))) as integer) end as to_site,
                case when e.outcome = 'DONE'
                    then cast(floor(extract(epoch from (e.ended_at - e.on_site_at))) as integer) end as at_site,
                case when e.outcome = 'DONE'
                    then cast(floor(extract(epoch from (e.ended_at - e.signed_at))) as integer) end as handled,
                cast(null as integer) as to_done,
                case when e.outcome = 'WITHDRAWN' then 0 else {paused} end as paused,
                case when e.outcome = 'WITHDRAWN' then 0 else 1 end as visits,
                case when e.outcome = 'NOT_DONE' then 1 else 0 end as failed_visits,
                cast((select count(*) from tr_work_event b where b.visit_id = e.id and b.kind = 'BREACH') as integer) as breaches,
                cast(null as boolean) as first_time_fix,
                cast(null as varchar(60)) as last_city, cast(null as varchar(60)) as last_area
            from (
                select s.*, (select w.at from tr_work_event w where w.id = s.signed) as signed_at,
                    (select min(w.at) from tr_work_event w
                        where w.visit_id = s.id and w.kind = 'ON_SITE' and w.id > s.signed) as on_site_at
                from (
                    select v.id, v.order_id, v.division, v.field_group, coalesce(v.assignee, a.completed_by) as person,
                        o.type as order_type, v.action, a.outcome as mode,
                        case when o.type in ('MOVE', 'BACK_TO_BACK') then 'MOVE'
                            when v.status = 'COMPLETED' then case a.outcome when 'INSTALLED' then 'INSTALL'
                                when 'REMOVED' then 'REMOVE' when 'EXCHANGED' then 'EXCHANGE' else 'OTHER' end
                            when v.action like 'EXCHANGE%' then 'EXCHANGE'
                            when v.action like '%INSTALL%' then 'INSTALL'
                            when v.action like '%REMOVE%' then 'REMOVE' else 'OTHER' end as category,
                        case v.status when 'COMPLETED' then 'DONE' when 'FAILED' then 'NOT_DONE' else 'WITHDRAWN' end as outcome,
                        o.created_at as received_at,
                        coalesce((select min(w.at) from tr_work_event w where w.visit_id = v.id
                            and w.kind in ('OFFERED', 'ASSIGNED') and w.field_group is not null), v.created_at) as offered_at,
                        (select min(w.id) from tr_work_event w where w.visit_id = v.id and w.field_group is not null
                            and (w.kind in ('SIGNED', 'TRANSFERRED') or w.kind = 'ASSIGNED' and w.person is not null)
                            and w.id >= coalesce((select max(r.id) from tr_work_event r
                                where r.visit_id = v.id and r.kind in ('RELEASED', 'ASSIGNED')), 0)) as signed,
                        v.completed_at as ended_at
                    from tr_visit v
                    join tr_service_order o on o.id = v.order_id
                    join tr_activity a on a.id = v.id
                    where v.completed_at is not null {only}
                ) s
            ) e
            """.replace(
                    "{paused}",
                    PAUSED.replace("{from}", "e.signed_at")
                            .replace("{order}", "order_id")
                            .replace("{clock}", "'HANDLING'"));

    /** Ended orders, with the crew of their last visit; an order that nobody was sent for has none, and is no first-time fix either way. */
    private static final String ORDERS = """
            select e.id, 'ORDER' as kind, e.id as order_id, e.division, e.field_group, e.person, e.order_type,
                cast(null as varchar(60)) as action, e.mode, e.category, e.outcome, e.received_at,
                cast(null as timestamp with time zone) as offered_at, cast(null as timestamp with time zone) as signed_at,
                cast(null as timestamp with time zone) as on_site_at, e.ended_at,
                cast(null as integer) as to_sign, cast(null as integer) as to_site, cast(null as integer) as at_site,
                cast(null as integer) as handled,
                case when e.outcome = 'DONE'
                    then cast(floor(extract(epoch from (e.ended_at - e.received_at))) as integer) end as to_done,
                {paused} as paused,
                e.visits, e.failed_visits,
                cast((select count(*) from tr_work_event b
                    where b.order_id = e.id and b.visit_id is null and b.kind = 'BREACH') as integer) as breaches,
                case when e.visits > 0 and e.state in ('COMPLETED', 'PARTIAL', 'FAILED')
                    then e.state = 'COMPLETED' and e.visits = 1 and e.failed_visits = 0 end as first_time_fix,
                e.last_city, e.last_area
            from (
                select o.id, o.division, l.field_group, l.person, o.type as order_type, o.outcome as mode, o.state,
                    case when o.type in ('MOVE', 'BACK_TO_BACK') then 'MOVE'
                        when o.type in ('INSTALL', 'REMOVE', 'EXCHANGE') then o.type else 'OTHER' end as category,
                    case when o.state in ('COMPLETED', 'PARTIAL') then 'DONE'
                        when o.state = 'CANCELLED' then 'CANCELLED' else 'NOT_DONE' end as outcome,
                    o.created_at as received_at, o.completed_at as ended_at,
                    cast((select count(*) from tr_activity_fact f
                        where f.order_id = o.id and f.kind = 'VISIT' and f.outcome <> 'WITHDRAWN') as integer) as visits,
                    cast((select count(*) from tr_activity_fact f
                        where f.order_id = o.id and f.kind = 'VISIT' and f.outcome = 'NOT_DONE') as integer) as failed_visits,
                    l.city as last_city, l.area as last_area
                from tr_service_order o
                left join tr_activity_fact l on l.division = o.division and l.id = (select max(f.id) from tr_activity_fact f
                    where f.order_id = o.id and f.kind = 'VISIT' and f.outcome <> 'WITHDRAWN')
                where o.completed_at is not null {only}
            ) e
            """.replace(
            "{paused}",
            PAUSED.replace("{from}", "e.received_at").replace("{order}", "id").replace("{clock}", "'ORDER'"));

    private ExpectedFacts() {}

    /** Of those whose id is greater than {@code :after}. */
    static String after(FactKind kind) {
        return only(kind, "id > :after");
    }

    /** Of the one with {@code :id}; the condition stands innermost, where every database finds it. */
    static String one(FactKind kind) {
        return only(kind, "id = :id");
    }

    private static String only(FactKind kind, String condition) {
        return switch (kind) {
            case VISIT -> VISITS.replace("{only}", "and v." + condition);
            case ORDER -> ORDERS.replace("{only}", "and o." + condition);
        };
    }
}
