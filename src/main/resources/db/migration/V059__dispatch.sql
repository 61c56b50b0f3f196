-- The steps of a visit, who plans them, and every assignment with its reason: owned by org.truckroll.field.
alter table tr_visit alter column field_group drop not null;
alter table tr_visit add column step varchar(12) default 'WORK' not null;
-- Who assigns it when the dispatch rule leaves that to people, and the crew that the rule proposes to them.
alter table tr_visit add column dispatcher_group varchar(60);
alter table tr_visit add column proposed_group varchar(60);
alter table tr_visit add column skill varchar(40);
alter table tr_visit add column appointment_by_crew boolean default false not null;
alter table tr_visit add column test_on_site boolean default false not null;
alter table tr_visit add column address_verified boolean;
-- What the dispatcher agreed with the customer; the crew confirms it as its appointment.
alter table tr_visit add column preliminary_start timestamp with time zone;
alter table tr_visit add column preliminary_end timestamp with time zone;
-- The report that waits for the test on site.
alter table tr_visit add column reported text;
create index ix_visit_assignee on tr_visit (assignee, completed_at);
create index ix_visit_division on tr_visit (division, completed_at);

create table tr_assignment (
    id          varchar(64) not null primary key,
    visit_id    varchar(64) not null,
    division    varchar(40) not null,
    kind        varchar(12) not null,
    step        varchar(12) not null,
    from_group  varchar(60),
    to_group    varchar(60),
    from_person varchar(64),
    to_person   varchar(64),
    reason      varchar(500),
    assigned_by varchar(64),
    assigned_at timestamp with time zone not null
);
create index ix_assignment_visit on tr_assignment (visit_id, id);
create index ix_assignment_by on tr_assignment (assigned_by, id);
