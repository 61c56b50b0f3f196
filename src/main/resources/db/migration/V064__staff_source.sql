-- People and crews of a synchronised source, and the report of every run: owned by org.truckroll.people.sync.
-- What the source said last of a person or a unit; digest: of all that we read, so that what is unchanged there is left alone here.
create table tr_staff_source (
    source     varchar(40)  not null,
    kind       varchar(10)  not null,
    source_id  varchar(200) not null,
    active     boolean      not null,
    digest     varchar(64)  not null,
    updated_at timestamp with time zone not null,
    primary key (source, kind, source_id)
);

create table tr_staff_sync (
    id             varchar(36)   not null primary key,
    source         varchar(40)   not null,
    asked_by       varchar(64)   not null,
    state          varchar(10)   not null,
    phase          varchar(10)   not null,
    complete       boolean       not null,
    allow_leavers  boolean       not null,
    blind          boolean       not null,
    since_at       timestamp with time zone,
    place          varchar(200),
    tries          integer       not null,
    listed         integer       not null,
    added          integer       not null,
    changed        integer       not null,
    enabled        integer       not null,
    disabled       integer       not null,
    units_added    integer       not null,
    units_changed  integer       not null,
    units_disabled integer       not null,
    faults         integer       not null,
    newest_at      timestamp with time zone,
    faulty_at      timestamp with time zone,
    detail         varchar(1000),
    started_at     timestamp with time zone not null,
    progressed_at  timestamp with time zone not null,
    ended_at       timestamp with time zone
);
create index ix_staff_sync_source on tr_staff_sync (source, id);

create table tr_staff_sync_fault (
    run_id    varchar(36)  not null,
    fault_no  integer      not null,
    kind      varchar(10)  not null,
    line_no   integer      not null,
    source_id varchar(200),
    reason    varchar(1000) not null,
    primary key (run_id, fault_no)
);

-- Whom the run has met; gone when it ends.
create table tr_staff_sync_seen (
    run_id    varchar(36)  not null,
    kind      varchar(10)  not null,
    source_id varchar(200) not null,
    leaves    boolean      not null,
    primary key (run_id, kind, source_id)
);

-- One run at a time; up to where the changes of the source are known, and when it listed everybody.
create table tr_staff_sync_turn (
    source      varchar(40) not null primary key,
    run_id      varchar(36),
    cursor_at   timestamp with time zone,
    complete_at timestamp with time zone
);
