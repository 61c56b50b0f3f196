-- What a head end calls a device, to find the point when it speaks of one unasked.
alter table tr_service_point add column device_address varchar(200);
update tr_service_point set device_address =
    coalesce(regexp_substr(device, '"headEndAddress":"([^"]+)"', 1, 1, 'c', 1), device_id)
    where device_id is not null;
create index ix_point_device_address on tr_service_point (device_address);
