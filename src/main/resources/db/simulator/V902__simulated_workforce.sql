-- Work orders of the simulated workforce system. Only in profile demo.
create table tr_sim_work_order (
    work_order_id varchar(40)  not null primary key,
    external_id   varchar(100) not null,
    state         varchar(20)  not null,
    stage         varchar(20),
    callback      varchar(2000),
    body          text         not null,
    arrived_at    timestamp with time zone not null
);
create index tr_sim_work_order_external on tr_sim_work_order (external_id);
