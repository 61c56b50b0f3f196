-- Each division keeps its own list of who is told about an object: nobody enters himself for what another division tells.
create table tr_object_responsible_new (
    object_id varchar(100) not null,
    division  varchar(40)  not null,
    kind      varchar(10)  not null,
    principal varchar(64)  not null,
    channels  varchar(100),
    constraint pk_object_responsible primary key (object_id, division, kind, principal)
);
insert into tr_object_responsible_new (object_id, division, kind, principal, channels)
select object_id, division, kind, principal, channels from tr_object_responsible;
drop table tr_object_responsible;
alter table tr_object_responsible_new rename to tr_object_responsible;
create index ix_object_responsible_principal on tr_object_responsible (kind, principal);
