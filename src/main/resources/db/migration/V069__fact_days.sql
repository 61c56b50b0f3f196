-- The facts of a day that is over, packed: statistics read these rows instead of every single fact. Made of tr_activity_fact and nothing
-- else, can be deleted at any time: owned by org.truckroll.insight. token: who packs it just now; content: none until it is packed.
create table tr_activity_day (
    division varchar(40) not null,
    on_day   date        not null,
    token    bigint      not null,
    content  bytea,
    primary key (division, on_day)
);
