-- Everything from outside is stored here first (design 2.2): owned by org.truckroll.shared.
create table tr_inbox (
    source      varchar(100) not null,
    message_id  varchar(200) not null,
    subject     varchar(64)  not null,
    payload     text         not null,
    received_at timestamp with time zone not null,
    state       varchar(12)  not null,
    attempts    integer      not null,
    primary key (source, message_id)
);
create index ix_inbox_state on tr_inbox (state);
