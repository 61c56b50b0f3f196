-- Appointments of visits, what became of them, and the links by which customers see theirs: owned by org.truckroll.field.
-- One row per visit: how its appointment stands now. PROPOSED and CONFIRMED hold a place of the crew.
create table tr_appointment (
    visit_id    varchar(64) not null primary key,
    division    varchar(40) not null,
    field_group varchar(60),
    starts_at   timestamp with time zone not null,
    ends_at     timestamp with time zone not null,
    state       varchar(12) not null,
    changed_by  varchar(64),
    changed_at  timestamp with time zone not null
);
create index ix_appointment_group on tr_appointment (field_group, starts_at);

create table tr_appointment_fact (
    id          varchar(64) not null primary key,
    visit_id    varchar(64) not null,
    kind        varchar(12) not null,
    field_group varchar(60),
    starts_at   timestamp with time zone not null,
    ends_at     timestamp with time zone not null,
    reason      varchar(500),
    told_by     varchar(64),
    at          timestamp with time zone not null
);
create index ix_appointment_fact_visit on tr_appointment_fact (visit_id, id);

-- Who books a time of a crew holds its row: so two never count the same last place.
create table tr_appointment_book (
    field_group varchar(60) not null primary key
);

-- The token itself is known to the customer alone.
create table tr_visit_link (
    id         varchar(64) not null primary key,
    visit_id   varchar(64) not null,
    token_hash varchar(64) not null unique,
    made_by    varchar(64),
    made_at    timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    revoked_at timestamp with time zone
);
create index ix_visit_link_visit on tr_visit_link (visit_id);
