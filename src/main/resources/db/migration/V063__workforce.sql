-- Visits that a workforce system does: owned by org.truckroll.field.
-- The system that has the visit now; null: our own crews have it.
alter table tr_visit add column workforce varchar(40);

-- How the work order of a visit stands at a workforce system. It outlives the visit, for what comes late.
create table tr_work_order (
    visit_id    varchar(64) not null primary key,
    system      varchar(40) not null,
    division    varchar(40) not null,
    state       varchar(12) not null,
    -- A call that makes it there has left, whatever became of the answer.
    sent_at     timestamp with time zone,
    remote_id   varchar(100),
    -- How often it was handed over anew by a person's decision.
    round       integer default 1 not null,
    tries       integer default 0 not null,
    next_try_at timestamp with time zone,
    -- What the system told last, when that was true, and when it was last heard.
    stage       varchar(20),
    told_at     timestamp with time zone,
    heard_at    timestamp with time zone,
    worker      varchar(200),
    detail      varchar(500),
    -- Who wants it back, and why.
    wanted_by   varchar(64),
    reason      varchar(500),
    -- The task of a person who has to withdraw it by hand.
    task_id     varchar(64),
    updated_at  timestamp with time zone not null
);
create index ix_work_order_system on tr_work_order (system, state);

-- The workforce systems that an API client speaks for.
alter table tr_api_client add column workforce varchar(400);
