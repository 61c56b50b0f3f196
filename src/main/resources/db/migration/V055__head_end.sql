-- Remote commands that survive a bad head end: owned by org.truckroll.command.
alter table tr_command add column wire_id varchar(64);
alter table tr_command add column reference varchar(200);
alter table tr_command add column priority integer default 50 not null;
alter table tr_command add column no_answers integer default 0 not null;
alter table tr_command add column answer_within varchar(20) default 'PT15M' not null;
alter table tr_command add column phase varchar(10) default 'SEND' not null;
alter table tr_command add column failure varchar(20);
alter table tr_command add column retry_after varchar(40);
alter table tr_command add column held_until timestamp with time zone;
update tr_command set wire_id = id;
alter table tr_command alter column wire_id set not null;
create index ix_command_wire on tr_command (wire_id);
create index ix_command_reference on tr_command (reference);
create index ix_command_hand on tr_command (head_end, state);
create index ix_command_device on tr_command (device_id, sent_at);

-- Each talk with a head end: what was sent, what came.
create table tr_command_attempt (
    command_id varchar(64) not null,
    number     integer     not null,
    head_end   varchar(64) not null,
    kind       varchar(10) not null,
    node       varchar(64) not null,
    started_at timestamp with time zone not null,
    ended_at   timestamp with time zone,
    reaction   varchar(20),
    detail     varchar(1000),
    sent       text,
    came       text,
    primary key (command_id, number)
);
create index ix_command_attempt_pace on tr_command_attempt (head_end, ended_at, started_at);

-- What holds at a head end on all nodes; the row is locked while commands are taken for it.
create table tr_head_end (
    id            varchar(64) not null primary key,
    paused_at     timestamp with time zone,
    paused_by     varchar(64),
    paused_reason varchar(500),
    not_before    timestamp with time zone
);
