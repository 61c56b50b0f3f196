-- Who is called when: owned by org.truckroll.people. Shifts of one person stand in tr_roster (ON_CALL, ABSENT); here is what is beside it.

-- How an operator of a division stands. mode ROSTER: the shifts say it; ACTIVE, NOT_ACTIVE: the switch says it, until until_at if that is set.
-- No row: step 1, by the shifts.
create table tr_operator (
    division   varchar(40) not null,
    person     varchar(64) not null,
    step_no    integer     not null,
    mode       varchar(10) not null,
    until_at   timestamp with time zone,
    changed_by varchar(64) not null,
    changed_at timestamp with time zone not null,
    primary key (division, person)
);
create index ix_operator_person on tr_operator (person);

-- The escalation of a division: step after step, and all of it again so many times.
create table tr_on_call_plan (
    division varchar(40) not null primary key,
    repeats  integer     not null
);
create table tr_on_call_step (
    division varchar(40)  not null,
    step_no  integer      not null,
    name     varchar(100) not null,
    alerts   integer      not null,
    every_s  integer      not null,
    primary key (division, step_no)
);

-- Turns that go round: counted in days from first_day by the clock of the division. from_time = to_time: the whole day.
create table tr_rota (
    id         varchar(36)  not null primary key,
    division   varchar(40)  not null,
    step_no    integer      not null,
    name       varchar(100) not null,
    first_day  date         not null,
    turn_days  integer      not null,
    from_time  varchar(5)   not null,
    to_time    varchar(5)   not null,
    weekdays   varchar(80)  not null
);
create index ix_rota_division on tr_rota (division);
create table tr_rota_member (
    rota     varchar(36) not null,
    place_no integer     not null,
    person   varchar(64) not null,
    primary key (rota, place_no)
);

-- For this stretch the one is on call in the place of the other; without the other: as well; without the one: nobody in that place.
create table tr_on_call_override (
    id         varchar(36)  not null primary key,
    division   varchar(40)  not null,
    step_no    integer      not null,
    person     varchar(64),
    instead_of varchar(64),
    starts_at  timestamp with time zone not null,
    ends_at    timestamp with time zone not null,
    reason     varchar(200) not null,
    made_by    varchar(64)  not null,
    made_at    timestamp with time zone not null
);
create index ix_on_call_override on tr_on_call_override (division, ends_at);

-- The calendar of one operator for a calendar program: only who knows the secret reads it, and only its hash is kept.
create table tr_calendar_feed (
    person      varchar(64) not null primary key,
    secret_hash varchar(64) not null,
    made_at     timestamp with time zone not null
);
create unique index ux_calendar_feed on tr_calendar_feed (secret_hash);
