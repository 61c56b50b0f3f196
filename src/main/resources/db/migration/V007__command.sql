-- Remote commands: owned by org.truckroll.command. For a command of an order the row shares its id with the activity.
create table tr_command (
    id               varchar(64) not null primary key,
    order_id         varchar(64),
    service_point_id varchar(64),
    division         varchar(40) not null,
    requester        varchar(64) not null,
    head_end         varchar(64) not null,
    device_id        varchar(64) not null,
    device_address   varchar(200) not null,
    command          varchar(40) not null,
    registers        text        not null,
    state            varchar(12) not null,
    outcome          varchar(20),
    attempts         integer     not null,
    busy_attempts    integer     not null,
    expires_at       timestamp with time zone not null,
    created_at       timestamp with time zone not null,
    sent_at          timestamp with time zone,
    accepted_at      timestamp with time zone,
    completed_at     timestamp with time zone,
    code             varchar(60),
    detail           varchar(1000),
    reply            text
);
create index ix_command_order on tr_command (order_id);
create index ix_command_state on tr_command (state);
