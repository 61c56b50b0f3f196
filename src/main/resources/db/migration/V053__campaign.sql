-- Campaigns: many orders of one type, released little by little: owned by org.truckroll.intake.campaign.
create table tr_campaign (
    id             varchar(64)  not null primary key,
    external_id    varchar(200) not null,
    requester      varchar(64)  not null,
    requester_kind varchar(12)  not null,
    name           varchar(200) not null,
    type           varchar(40)  not null,
    division       varchar(40)  not null,
    state          varchar(12)  not null,
    canary         varchar(12)  not null,
    plan           text         not null,
    pause_code     varchar(20),
    pause_reason   varchar(1000),
    changed_by     varchar(64),
    changed_at     timestamp with time zone not null,
    judged_from    timestamp with time zone not null,
    created_at     timestamp with time zone not null,
    completed_at   timestamp with time zone,
    summary        varchar(2000),
    body_hash      varchar(64)  not null,
    constraint uq_campaign_external unique (requester, external_id)
);
create index ix_campaign_division on tr_campaign (division, id);

create table tr_campaign_cohort (
    campaign_id varchar(64)  not null,
    seq         integer      not null,
    name        varchar(100) not null,
    start_at    timestamp with time zone,
    primary key (campaign_id, seq)
);

-- One order to be. Its row is the guard: who releases it holds the campaign, and the order's externalId is fixed beforehand.
create table tr_campaign_item (
    campaign_id      varchar(64)  not null,
    seq              integer      not null,
    cohort           integer      not null,
    service_point_id varchar(64)  not null,
    external_id      varchar(200) not null,
    collection       varchar(1000),
    head_end         varchar(64)  not null,
    canary           boolean      not null,
    state            varchar(12)  not null,
    order_id         varchar(64),
    problem          varchar(60),
    problem_detail   varchar(1000),
    released_at      timestamp with time zone,
    primary key (campaign_id, seq)
);
create index ix_campaign_item_state on tr_campaign_item (campaign_id, state, cohort, head_end, seq);
create index ix_campaign_item_released on tr_campaign_item (released_at);
create index ix_campaign_item_order on tr_campaign_item (order_id);

-- Held while orders for this head end are released: its limit counts over all campaigns.
create table tr_campaign_head_end (
    head_end varchar(64) not null primary key
);
