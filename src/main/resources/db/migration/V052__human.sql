-- Who has approved what, where two persons must: owned by org.truckroll.assessment. The key keeps one person from counting twice.
create table tr_approval (
    activity_id varchar(64) not null,
    person      varchar(64) not null,
    decision    varchar(40) not null,
    at          timestamp with time zone not null,
    evidence    varchar(2000),
    remarks     varchar(2000),
    constraint pk_approval primary key (activity_id, person)
);
