-- Divisions, field groups and API clients: owned by org.truckroll.people. Logins of people live in the engine's identity tables.
create table tr_division (
    id   varchar(40)  not null primary key,
    name varchar(200) not null
);
create table tr_field_group (
    id       varchar(60) not null primary key,
    division varchar(40) not null,
    name     varchar(200) not null
);
create table tr_api_client (
    id          varchar(64)   not null primary key,
    secret_hash varchar(200)  not null,
    divisions   varchar(2000) not null,
    head_ends   varchar(2000),
    reply_to    varchar(2000),
    enabled     boolean       not null
);
