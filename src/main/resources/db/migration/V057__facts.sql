-- What the head end calls the device of a point, as columns, so that both lists can be compared: owned by org.truckroll.servicepoint.
alter table tr_service_point add column device_head_end varchar(64);
alter table tr_service_point add column device_address varchar(200);
alter table tr_service_point add column device_model varchar(100);
update tr_service_point
    set device_head_end = substring(device from position('"headEnd":"' in device) + 11
        for position('"' in substring(device from position('"headEnd":"' in device) + 11)) - 1)
    where position('"headEnd":"' in device) > 0;
update tr_service_point set device_address = device_id where device_head_end is not null;
update tr_service_point
    set device_address = substring(device from position('"headEndAddress":"' in device) + 18
        for position('"' in substring(device from position('"headEndAddress":"' in device) + 18)) - 1)
    where device_head_end is not null and position('"headEndAddress":"' in device) > 0
    and position('"headEndAddress":""' in device) = 0;
create index ix_point_head_end on tr_service_point (device_head_end, device_address);
create index ix_point_model on tr_service_point (device_head_end, device_model);

-- What the devices of one model can do behind one head end, one capability a row, with how we know it.
create table tr_device_model (
    head_end   varchar(64)  not null,
    model      varchar(100) not null,
    capability varchar(30)  not null,
    ability    varchar(20)  not null,
    known_by   varchar(12)  not null,
    known_at   timestamp with time zone not null,
    source     varchar(100) not null,
    primary key (head_end, model, capability)
);
