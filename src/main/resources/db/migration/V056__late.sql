-- What a crew must know that was not known when it was sent: owned by org.truckroll.field.
alter table tr_visit add column crew_note varchar(4000);
-- Who is on the way to a point, or there.
create index ix_visit_point on tr_visit (service_point_id, status);
