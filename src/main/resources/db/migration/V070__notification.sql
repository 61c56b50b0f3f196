-- What people are told, to whom, by which way and with which result: owned by org.truckroll.notification.
-- notice_key: told again with the same key, it is not told again. person_decides: a task Undelivered message is open for the notice.
create table tr_notice (
    id             varchar(36)  not null primary key,
    notice_key     varchar(200) not null,
    event          varchar(60)  not null,
    severity       varchar(10)  not null,
    division       varchar(40)  not null,
    subject        varchar(100) not null,
    origin         varchar(20)  not null,
    told_at        timestamp with time zone not null,
    person_decides boolean      not null,
    constraint uq_notice_key unique (notice_key)
);
create index ix_notice_subject on tr_notice (subject, event);
create index ix_notice_division on tr_notice (division, id);
create table tr_notice_attachment (
    notice_id  varchar(36)  not null,
    no         integer      not null,
    name       varchar(200) not null,
    media_type varchar(100) not null,
    content    bytea        not null,
    primary key (notice_id, no)
);
-- A lane: one address by one channel about one subject, in order. What is urgent has lanes of its own: it waits for nothing that may wait.
create table tr_notice_lane (
    id        varchar(36)  not null primary key,
    channel   varchar(10)  not null,
    recipient varchar(320) not null,
    subject   varchar(100) not null,
    urgent    boolean      not null,
    division  varchar(40)  not null,
    draining  boolean      not null,
    last_seq  bigint       not null,
    constraint uq_notice_lane unique (channel, recipient, subject, urgent)
);
-- One recipient, one channel. not_before: the next try, or the end of a hold. provider: who has it in hand or took it; tried: who did not, in this
-- round; pinned: who may have it already, so that no other one gets it. rounds: how often everybody was tried. recalled: nobody
-- needs it any more, whatever comes of the try under way. reported: people were told that it cannot be delivered.
create table tr_delivery (
    id           varchar(36)  not null primary key,
    notice_id    varchar(36)  not null,
    lane_id      varchar(36),
    seq          bigint,
    channel      varchar(10)  not null,
    recipient    varchar(320) not null,
    person       varchar(64),
    name         varchar(200) not null,
    language     varchar(10)  not null,
    title        varchar(500),
    body         text         not null,
    state        varchar(12)  not null,
    detail       varchar(500),
    attempts     integer      not null,
    rounds       integer      not null,
    first_try_at timestamp with time zone,
    not_before   timestamp with time zone,
    taken_at     timestamp with time zone,
    provider     varchar(60),
    provider_id  varchar(200),
    tried        varchar(1000),
    pinned       varchar(60),
    bundle_id    varchar(36),
    recalled     boolean      not null,
    reported     boolean      not null,
    created_at   timestamp with time zone not null,
    ended_at     timestamp with time zone
);
create index ix_delivery_notice on tr_delivery (notice_id);
create index ix_delivery_lane on tr_delivery (lane_id, seq);
create index ix_delivery_state on tr_delivery (state);
create index ix_delivery_taken on tr_delivery (channel, recipient, taken_at);
create index ix_delivery_person on tr_delivery (person, channel, id);
create index ix_delivery_provider on tr_delivery (provider_id);
create index ix_delivery_bundle on tr_delivery (bundle_id);
-- Whoever counts what an address was sent holds its row: limits hold over all nodes.
create table tr_notice_address (
    channel   varchar(10)  not null,
    recipient varchar(320) not null,
    primary key (channel, recipient)
);
-- What providers say later, also before we have noted their id of the message.
create table tr_receipt (
    provider    varchar(60)  not null,
    provider_id varchar(200) not null,
    state       varchar(12)  not null,
    detail      varchar(500) not null,
    received_at timestamp with time zone not null,
    used        boolean      not null,
    primary key (provider, provider_id, state)
);
-- Who is told about an object (SOL24-16): a person or a group; channels = all that severity gives, or only these.
create table tr_object_responsible (
    object_id varchar(100) not null,
    kind      varchar(10)  not null,
    principal varchar(64)  not null,
    division  varchar(40)  not null,
    channels  varchar(100),
    primary key (object_id, kind, principal)
);
create index ix_object_responsible_principal on tr_object_responsible (kind, principal);
