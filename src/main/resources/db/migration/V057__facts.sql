-- What the head end calls the device of a point, as columns, so that both lists can be compared: owned by org.truckroll.servicepoint.
alter table tr_service_point add column device_head_end varchar(64);
alter table tr_service_point add column device_address varchar(200);
alter table tr_service_point add column device_model varchar(100);
update tr_service_point
    set device_head_end = substring(device from position('"headEnd":"' in device) + 11
        for position('"' in substring(device from position('"headEnd":"' in device) + 11)) - 1)
    where position('"headEnd":"' in device) > 0;
update tr_service_point set device_address = device_id where device_head_end is not null;
update tr_service_point
    set device_address = substring(device from position('"headEndAddress":"' in device) + 18
        for position('"' in substring(device from position('"headEndAddress":"' in device) + 18)) - 1)
    where device_head_end is not null and position('"headEndAddress":"' in device) > 0
    and position('"headEndAddress":""' in device) = 0;
create index ix_point_head_end on tr_service_point (device_head_end, device_address);
create index ix_point_model on tr_service_point (device_head_end, device_model);

-- What the devices of one model can do behind one head end, one capability a row, with how we know it.
create table tr_device_model (
    head_end   varchar(64)  not null,
    model      varchar(100) not null,
    capability varchar(30)  not null,
    ability    varchar(20)  not null,
    known_by   varchar(12)  not null,
    known_at   timestamp with time zone not null,
    source     varchar(100) not null,
    primary key (head_end, model, capability)
);

-- The nightly comparison of facts with the lists of head ends: owned by org.truckroll.command.reconcile.
create table tr_reconciliation (
    id            varchar(64) not null primary key,
    head_end      varchar(64) not null,
    asked_by      varchar(64) not null,
    state         varchar(12) not null,
    phase         varchar(12) not null,
    cursor_at     varchar(2000),
    tries         integer     not null,
    listed        integer     not null,
    compared      integer     not null,
    drifted       integer     not null,
    raised        integer     not null,
    detail        varchar(1000),
    started_at    timestamp with time zone not null,
    progressed_at timestamp with time zone not null,
    ended_at      timestamp with time zone
);
create index ix_reconciliation_head_end on tr_reconciliation (head_end, id);

-- Whose turn it is at a head end; the row '*' is held while investigations are counted and raised.
create table tr_reconciliation_turn (
    head_end varchar(64) not null primary key,
    run_id   varchar(64)
);
insert into tr_reconciliation_turn (head_end) values ('*');

-- The devices that the list of this run named; gone when it has ended.
create table tr_reconciliation_seen (
    run_id  varchar(64)  not null,
    address varchar(200) not null,
    primary key (run_id, address)
);

-- What we and a head end hold to be different. A row is open until a comparison finds it gone.
create table tr_drift (
    id               varchar(64)  not null primary key,
    head_end         varchar(64)  not null,
    address          varchar(200) not null,
    kind             varchar(20)  not null,
    service_point_id varchar(64),
    division         varchar(40),
    ours             varchar(100) not null,
    theirs           varchar(100) not null,
    run_id           varchar(64)  not null,
    first_seen_at    timestamp with time zone not null,
    last_seen_at     timestamp with time zone not null,
    closed_at        timestamp with time zone,
    order_id         varchar(64),
    raised_at        timestamp with time zone
);
create index ix_drift_head_end on tr_drift (head_end, closed_at, address);
create index ix_drift_division on tr_drift (division, id);
create index ix_drift_raised on tr_drift (raised_at);

-- Clients that may only start commands which change nothing: owned by org.truckroll.people.
alter table tr_api_client add column reader boolean default false not null;

-- Read-only commands of one caller are counted one after the other, on whatever node: owned by org.truckroll.command.
create table tr_command_caller (
    requester varchar(64) not null primary key
);
create index ix_command_requester on tr_command (requester, created_at);

-- What a person did with a signal that fitted nothing.
alter table tr_inbox add column resolution varchar(1200);
