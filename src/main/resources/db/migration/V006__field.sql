-- Visits: owned by org.truckroll.field. The row shares its id with the activity.
create table tr_visit (
    id                varchar(64) not null primary key,
    order_id          varchar(64) not null,
    service_point_id  varchar(64) not null,
    division          varchar(40) not null,
    action            varchar(60) not null,
    field_group       varchar(60) not null,
    task_id           varchar(64),
    assignee          varchar(64),
    status            varchar(12) not null,
    appointment_start timestamp with time zone,
    appointment_end   timestamp with time zone,
    created_at        timestamp with time zone not null,
    completed_at      timestamp with time zone
);
create index ix_visit_group on tr_visit (field_group, status);
create index ix_visit_order on tr_visit (order_id);
