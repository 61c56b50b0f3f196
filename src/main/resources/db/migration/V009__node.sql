-- Nodes that live, by the name under which their engine locks jobs: owned by org.truckroll.lifecycle.
create table tr_node (
    id      varchar(64) not null primary key,
    seen_at timestamp with time zone not null
);
