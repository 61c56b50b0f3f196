-- Messages whose providers are asked what became of them, and when next: owned by org.truckroll.notification.carrier.
create table tr_receipt_question (
    provider    varchar(60)  not null,
    provider_id varchar(200) not null,
    asked       integer      not null,
    taken_at    timestamp with time zone not null,
    next_at     timestamp with time zone not null,
    primary key (provider, provider_id)
);
create index ix_receipt_question_next on tr_receipt_question (next_at);
