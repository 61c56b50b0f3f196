-- Subscriptions and the outbox: owned by org.truckroll.closure. A lane = one recipient and one subject, delivered in order.
create table tr_subscription (
    id         varchar(64)   not null primary key,
    owner      varchar(64)   not null,
    callback   varchar(2000) not null,
    events     varchar(500)  not null,
    filter     text          not null,
    secret     varchar(500),
    divisions  varchar(2000) not null,
    state      varchar(12)   not null,
    created_at timestamp with time zone not null
);
create table tr_lane (
    id              varchar(64)  not null primary key,
    recipient       varchar(64)  not null,
    subject         varchar(64)  not null,
    draining        boolean      not null,
    constraint uq_lane unique (recipient, subject)
);
create table tr_message (
    id           varchar(64)   not null primary key,
    lane_id      varchar(64)   not null,
    seq          bigint        not null,
    type         varchar(60)   not null,
    destination  varchar(2000) not null,
    body         text          not null,
    state        varchar(12)   not null,
    attempts     integer       not null,
    first_try_at timestamp with time zone,
    delivered_at timestamp with time zone,
    last_result  varchar(500),
    created_at   timestamp with time zone not null,
    constraint uq_message_lane unique (lane_id, seq)
);
create index ix_message_state on tr_message (state);
