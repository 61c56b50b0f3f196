-- When a person wants no SMS that can wait, by the clock of the division; to not later than from: until the next day.
create table tr_own_quiet_hours (
    person     varchar(64) not null primary key,
    quiet_from varchar(5)  not null,
    quiet_to   varchar(5)  not null
);
