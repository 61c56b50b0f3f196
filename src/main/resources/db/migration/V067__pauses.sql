-- How long work was in hand, and how long its clock stood still meanwhile, in seconds: owned by org.truckroll.insight.
-- Of a visit: from the signature to the end, and the clocks of its steps. Of an order: its own clock; its time is to_done.
alter table tr_activity_fact add column handled integer;
alter table tr_activity_fact add column paused integer default 0 not null;

update tr_activity_fact set handled = cast(floor(extract(epoch from (ended_at - signed_at))) as integer)
where kind = 'VISIT' and outcome = 'DONE' and signed_at is not null;

update tr_activity_fact set paused = coalesce((
    select cast(floor(sum(extract(epoch from (
        least(coalesce(r.at, tr_activity_fact.ended_at), tr_activity_fact.ended_at)
        - greatest(p.at, coalesce(tr_activity_fact.signed_at, tr_activity_fact.received_at)))))) as integer)
    from tr_clock c
    join tr_clock_event p on p.clock_id = c.id and p.kind = 'PAUSED'
    left join tr_clock_event r on r.id = (select min(n.id) from tr_clock_event n
        where n.clock_id = p.clock_id and n.kind = 'RESUMED' and n.id > p.id)
    where c.order_id = tr_activity_fact.order_id and c.subject_id = tr_activity_fact.id
        and c.kind = case tr_activity_fact.kind when 'VISIT' then 'HANDLING' else 'ORDER' end
        and p.at < tr_activity_fact.ended_at
        and coalesce(r.at, tr_activity_fact.ended_at) > coalesce(tr_activity_fact.signed_at, tr_activity_fact.received_at)), 0)
where (kind = 'ORDER' or outcome <> 'WITHDRAWN' and signed_at is not null)
    and exists (select 1 from tr_clock k where k.order_id = tr_activity_fact.order_id and k.pauses > 0);
