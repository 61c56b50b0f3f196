-- The organisation as a tree (city, area, group), people, how to reach them, what they can do and when they are on duty: owned by org.truckroll.people.
-- Logins and memberships live in the engine's identity tables; tr_person_group follows them in the same transaction.
create table tr_org_unit (
    id         varchar(60)  not null primary key,
    parent     varchar(60),
    division   varchar(40)  not null,
    kind       varchar(10)  not null,
    name       varchar(200) not null,
    source     varchar(40)  not null,
    source_id  varchar(200),
    active     boolean      not null,
    updated_at timestamp with time zone not null
);
create unique index ux_org_unit_source on tr_org_unit (source, source_id);
create index ix_org_unit_parent on tr_org_unit (parent);
create index ix_org_unit_division on tr_org_unit (division, kind);

-- Crews become leaves of the tree under their ids, so that open work keeps its group.
insert into tr_org_unit (id, parent, division, kind, name, source, active, updated_at)
select 'city-' || id, null, id, 'CITY', name, 'LOCAL', true, current_timestamp from tr_division;
insert into tr_org_unit (id, parent, division, kind, name, source, active, updated_at)
select id, 'city-' || division, division, 'GROUP', name, 'LOCAL', true, current_timestamp from tr_field_group;
drop table tr_field_group;

-- version moves with every change of the person or of its groups: who remembers a login asks for it.
create table tr_person (
    id          varchar(64)  not null primary key,
    division    varchar(40),
    given_name  varchar(100) not null,
    family_name varchar(100) not null,
    language    varchar(10)  not null,
    active      boolean      not null,
    leaving     boolean      not null,
    source      varchar(40)  not null,
    source_id   varchar(200),
    version     integer      not null,
    updated_at  timestamp with time zone not null
);
create unique index ux_person_source on tr_person (source, source_id);
create index ix_person_division on tr_person (division, id);

create table tr_contact_point (
    person  varchar(64)  not null,
    kind    varchar(10)  not null,
    address varchar(200) not null,
    rank_no integer      not null,
    primary key (person, kind, address)
);
create index ix_contact_point_address on tr_contact_point (kind, address);

create table tr_person_skill (
    person varchar(64) not null,
    skill  varchar(60) not null,
    primary key (person, skill)
);

create table tr_person_group (
    person   varchar(64) not null,
    group_id varchar(60) not null,
    primary key (person, group_id)
);
create index ix_person_group_group on tr_person_group (group_id, person);

create table tr_roster (
    id        varchar(36) not null primary key,
    person    varchar(64) not null,
    starts_at timestamp with time zone not null,
    ends_at   timestamp with time zone not null,
    kind      varchar(10) not null
);
create index ix_roster_person on tr_roster (person, starts_at);
