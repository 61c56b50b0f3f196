-- The address book of a division and what operators send: owned by org.truckroll.event.
-- ref: the short name by which people and files mean a contact.
create table tr_contact (
    id         varchar(36)  not null primary key,
    division   varchar(40)  not null,
    ref        varchar(60)  not null,
    name       varchar(200) not null,
    language   varchar(10)  not null,
    mail       varchar(254),
    sms        varchar(40),
    fax        varchar(40),
    changed_by varchar(64)  not null,
    changed_at timestamp with time zone not null
);
create unique index ux_contact_ref on tr_contact (division, ref);

-- A message of an operator. Its id is also the id of its event, which holds what was written.
create table tr_operator_message (
    id              varchar(36)  not null primary key,
    division        varchar(40)  not null,
    operator        varchar(64)  not null,
    forwarded_event varchar(64),
    severity        varchar(10)  not null,
    channels        varchar(40)  not null,
    original        boolean      not null,
    note            varchar(2000),
    written_at      timestamp with time zone not null
);
create index ix_operator_message_division on tr_operator_message (division, id);
create index ix_operator_message_forwarded on tr_operator_message (forwarded_event);

-- To whom it went, as the address book had it then.
create table tr_operator_message_to (
    message_id varchar(36)  not null,
    contact_id varchar(36)  not null,
    channel    varchar(10)  not null,
    address    varchar(254) not null,
    name       varchar(200) not null,
    language   varchar(10)  not null,
    primary key (message_id, contact_id, channel)
);
