-- Orders are found by whom they are for (PTT-23, CALL-09): owned by org.truckroll.serviceorder. What is searched goes with the row of the contact,
-- which stays the one row to erase. keyed_as: the rules by which it was made searchable; null = not yet, as by an earlier version.
alter table tr_order_contact add column phone_key varchar(20);
alter table tr_order_contact add column keyed_as varchar(20);
create index ix_order_contact_phone on tr_order_contact (phone_key);
-- Each word of the name without case and accents, as bytes: these sort alike whatever the collation of the database, so that a prefix is a range.
create table tr_order_name (
    order_id varchar(64) not null,
    name_key bytea       not null,
    primary key (order_id, name_key),
    constraint fk_order_name foreign key (order_id) references tr_order_contact (order_id) on delete cascade
);
create index ix_order_name on tr_order_name (name_key, order_id);
create index ix_order_day on tr_service_order (division, created_at, id);
create index ix_order_day_state on tr_service_order (division, state, created_at, id);
-- What is late now.
create index ix_clock_sla on tr_clock (state, kind, sla_state);
