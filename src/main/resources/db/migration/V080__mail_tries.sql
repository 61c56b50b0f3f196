-- The mail that is read just now, and how often it was tried: one that brings a node down, or is never handed over, is given up by itself.
alter table tr_mailbox add column tried_uid bigint;
alter table tr_mailbox add column tries integer default 0 not null;
