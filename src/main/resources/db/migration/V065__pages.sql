-- Browser sessions of our own pages: owned by org.truckroll.lifecycle.security. Only a hash of what the browser holds is kept.
create table tr_session (
    token_hash   varchar(64) not null primary key,
    person       varchar(64) not null,
    login_mark   varchar(64) not null,
    created_at   timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    expires_at   timestamp with time zone not null
);
create index ix_session_person on tr_session (person);
-- Photos of crews, without the data that cameras hide in them: owned by org.truckroll.field.
create table tr_visit_photo (
    id          varchar(64) not null primary key,
    visit_id    varchar(64) not null,
    person      varchar(64) not null,
    taken_at    timestamp with time zone not null,
    received_at timestamp with time zone not null,
    latitude    decimal(9, 6),
    longitude   decimal(9, 6),
    accuracy    integer,
    media_type  varchar(20) not null,
    width       integer not null,
    height      integer not null,
    size_bytes  integer not null,
    digest      varchar(64) not null,
    content     bytea not null
);
create unique index ux_visit_photo on tr_visit_photo (visit_id, digest);
create index ix_visit_photo_received on tr_visit_photo (received_at);
-- What a crew sent under a key of its own: sent again, it is not done again. Owned by org.truckroll.field.
create table tr_visit_write (
    visit_id   varchar(64)  not null,
    write_key  varchar(200) not null,
    person     varchar(64)  not null,
    digest     varchar(64)  not null,
    written_at timestamp with time zone not null,
    primary key (visit_id, write_key)
);
create index ix_visit_write_written on tr_visit_write (written_at);
