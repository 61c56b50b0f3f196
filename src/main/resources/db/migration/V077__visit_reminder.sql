-- How often what was to be told before a time of a visit was dropped before it left the house: owned by org.truckroll.announcement.
-- Such a reminder may be told again, should the visit come back to that time. Times without a row: never.
create table tr_visit_reminder (
    visit_id  varchar(64) not null,
    starts_at timestamp with time zone not null,
    round     integer     not null,
    primary key (visit_id, starts_at)
);
