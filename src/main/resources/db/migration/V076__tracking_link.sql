-- Links by which customers see how far their fault report or their order is: only the hash of the token is kept (HOME-14).
create table tr_tracking_link (
    id         varchar(64) not null primary key,
    kind       varchar(20) not null,
    subject_id varchar(64) not null,
    token_hash varchar(64) not null unique,
    made_by    varchar(64),
    made_at    timestamp with time zone not null,
    expires_at timestamp with time zone not null
);
create index ix_tracking_link_subject on tr_tracking_link (subject_id);
create index ix_tracking_link_expires on tr_tracking_link (expires_at);
