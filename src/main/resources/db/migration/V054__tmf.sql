-- The TMF641 profile: subscriptions made through the hub (owned by org.truckroll.closure), cancel tasks (org.truckroll.intake).
-- TMF641 knows no secret: a hub that was given none gets unsigned messages.
alter table tr_subscription add column format varchar(12) default 'CLOUDEVENTS' not null;
alter table tr_subscription add column query varchar(2000);
alter table tr_subscription add column states varchar(500) default '' not null;
alter table tr_subscription alter column secret drop not null;
create table tr_cancel_task (
    id             varchar(64)  not null primary key,
    order_id       varchar(64)  not null,
    requested_by   varchar(64)  not null,
    reason         varchar(200),
    requested_date timestamp with time zone,
    state          varchar(24)  not null,
    error_code     varchar(60),
    error_message  varchar(1000),
    effective_at   timestamp with time zone,
    created_at     timestamp with time zone not null
);
create index ix_cancel_task_order on tr_cancel_task (order_id, state);
