-- What has ended is found by the time of its end, and what waits for an operator by its state.
create index ix_notice_told on tr_notice (told_at);
create index ix_receipt_received on tr_receipt (received_at);
create index ix_inbound_event_acked on tr_inbound_event (acked_at);
create index ix_inbound_event_waits on tr_inbound_event (state, stored_at);
