-- One record per assessment (design 4; service-orders 7): owned by org.truckroll.assessment.
create table tr_decision (
    order_id         varchar(64)   not null,
    step             integer       not null,
    at               timestamp with time zone not null,
    decision         varchar(60)   not null,
    decision_version integer       not null,
    rule             varchar(20)   not null,
    action           varchar(60)   not null,
    channel          varchar(12)   not null,
    code             varchar(40),
    reason           varchar(1000) not null,
    activity_id      varchar(64),
    facts            text          not null,
    facts_hash       varchar(64)   not null,
    child_result     varchar(200),
    primary key (order_id, step)
);
