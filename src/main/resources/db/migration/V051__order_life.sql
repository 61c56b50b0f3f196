-- An order may become part of another one of its point (service-orders 7.5), and its type may change on the way.
alter table tr_service_order add merged_into varchar(36);
alter table tr_service_order add asked_type varchar(40);
create index tr_service_order_merged on tr_service_order (merged_into);
