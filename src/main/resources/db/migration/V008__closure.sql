-- Subscriptions and the outbox: owned by org.truckroll.closure. A lane = one recipient and one subject, delivered in order.
create table tr_subscription (
    id              varchar(64)   not null primary key,
    owner           varchar(64)   not null,
    owner_divisions varchar(2000) not null,
    callback        varchar(2000) not null,
    events          varchar(500)  not null,
    order_types     varchar(2000) not null,
    divisions       varchar(2000) not null,
    secret          varchar(500)  not null,
    state           varchar(12)   not null,
    created_at      timestamp with time zone not null,
    ended_at        timestamp with time zone
);
create index ix_subscription_owner on tr_subscription (owner, id);
-- What an event looks up: one row per event type and division ('*' = every division of the owner) of an active subscription.
create table tr_subscription_match (
    event           varchar(60) not null,
    division        varchar(40) not null,
    subscription_id varchar(64) not null,
    primary key (event, division, subscription_id)
);
create index ix_subscription_match on tr_subscription_match (subscription_id);
create table tr_lane (
    id             varchar(64) not null primary key,
    recipient_kind varchar(12) not null,
    recipient      varchar(64) not null,
    subject        varchar(64) not null,
    draining       boolean     not null,
    last_seq       bigint      not null,
    constraint uq_lane unique (recipient_kind, recipient, subject)
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
    ended_at     timestamp with time zone,
    last_result  varchar(500),
    created_at   timestamp with time zone not null,
    constraint uq_message_lane unique (lane_id, seq)
);
create index ix_message_waiting on tr_message (lane_id, state, seq);
create index ix_message_state on tr_message (state);
