-- What systems outside know of the times that they book in the form of TMF646: owned by org.truckroll.field.
create table tr_appointment_booking (
    visit_id    varchar(64) not null primary key,
    external_id varchar(100),
    booked_by   varchar(64) not null,
    booked_at   timestamp with time zone not null
);
create index ix_appointment_booking_external on tr_appointment_booking (external_id);
create index ix_appointment_division on tr_appointment (division, changed_at);

-- A search for free slots as it was answered; kept for a day.
create table tr_time_slot_search (
    id       varchar(64) not null primary key,
    division varchar(40) not null,
    visit_id varchar(64) not null,
    order_id varchar(64) not null,
    asked_at timestamp with time zone not null,
    answer   text        not null
);
create index ix_time_slot_search_asked on tr_time_slot_search (asked_at);
create index ix_time_slot_search_division on tr_time_slot_search (division, id);

-- Since when a visit is as far as it is: the moment in which the crew said so, also when it was told later.
alter table tr_visit add column status_at timestamp with time zone;
