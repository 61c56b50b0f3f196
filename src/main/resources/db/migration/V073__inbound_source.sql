-- Where events come from: owned by org.truckroll.event.inbound.
-- A mailbox as it was read last. One node reads it at a time: the one that holds the lease.
create table tr_mailbox (
    name          varchar(60)  not null primary key,
    uid_validity  bigint       not null,
    last_uid      bigint       not null,
    lease         varchar(64),
    leased_until  timestamp with time zone,
    read_at       timestamp with time zone,
    failures      integer      not null,
    failing_since timestamp with time zone,
    fault         varchar(500),
    next_at       timestamp with time zone
);

-- How many events a sender caused in an hour; a digest stands for the sender.
create table tr_inbound_quota (
    sender  varchar(64) not null,
    hour_no bigint      not null,
    taken   integer     not null,
    primary key (sender, hour_no)
);
create index ix_inbound_quota_hour on tr_inbound_quota (hour_no);

-- The times at which the system itself raises events; due_at: the last one that was raised.
create table tr_event_schedule (
    name   varchar(60) not null primary key,
    due_at timestamp with time zone not null
);
