// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.SqlTime;

/** The tables of the people on call. */
@Repository
class OnCallRows {

    private static final String STANDIN =
            "select id, division, step_no, person, instead_of, starts_at, ends_at, reason, made_by from tr_on_call_override ";

    private final JdbcClient jdbc;
    private final Clock clock;

    OnCallRows(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** How the operators of a division stand, by person; who has no row is not in it. */
    Map<String, OnCall.Standing> standings(String division) {
        Map<String, OnCall.Standing> standings = new LinkedHashMap<>();
        jdbc.sql("select person, step_no, mode, until_at from tr_operator where division = :division order by person")
                .param("division", division)
                .query(rs -> {
                    standings.put(
                            rs.getString("person"),
                            new OnCall.Standing(
                                    rs.getInt("step_no"),
                                    OnCall.Mode.valueOf(rs.getString("mode")),
                                    SqlTime.readNullable(rs, "until_at")));
                });
        return standings;
    }

    void put(String division, String person, OnCall.Standing standing, String by) {
        jdbc.sql("delete from tr_operator where division = :division and person = :person")
                .param("division", division)
                .param("person", person)
                .update();
        jdbc.sql("""
                        insert into tr_operator (division, person, step_no, mode, until_at, changed_by, changed_at)
                        values (:division, :person, :step, :mode, :until, :by, :now)
                        """)
                .param("division", division)
                .param("person", person)
                .param("step", standing.step())
                .param("mode", standing.mode().name())
                .param("until", SqlTime.toSql(standing.until()))
                .param("by", by)
                .param("now", SqlTime.toSql(clock.instant()))
                .update();
    }

    /** By person, the entries of these kinds that touch this time. */
    Map<String, List<RosterEntry>> roster(Collection<String> people, RosterEntry.Kind kind, Instant from, Instant to) {
        Map<String, List<RosterEntry>> entries = new LinkedHashMap<>();
        if (people.isEmpty()) {
            return entries;
        }
        jdbc.sql("""
                        select person, starts_at, ends_at from tr_roster
                        where person in (:people) and kind = :kind and starts_at < :to and ends_at > :from order by starts_at, id
                        """)
                .param("people", people)
                .param("kind", kind.name())
                .param("from", SqlTime.toSql(from))
                .param("to", SqlTime.toSql(to))
                .query(rs -> {
                    entries.computeIfAbsent(rs.getString("person"), person -> new ArrayList<>())
                            .add(new RosterEntry(SqlTime.read(rs, "starts_at"), SqlTime.read(rs, "ends_at"), kind));
                });
        return entries;
    }

    /** Nobody else changes the plans of the division until the caller's transaction ends. */
    void hold(String division) {
        jdbc.sql("select id from tr_division where id = :id for update")
                .param("id", division)
                .query(String.class)
                .optional();
    }

    List<Rota> rotas(String division) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        jdbc.sql("""
                        select m.rota, m.person from tr_rota_member m join tr_rota r on r.id = m.rota
                        where r.division = :division order by m.rota, m.place_no
                        """).param("division", division).query(rs -> {
            members.computeIfAbsent(rs.getString("rota"), rota -> new ArrayList<>())
                    .add(rs.getString("person"));
        });
        return jdbc.sql("""
                        select id, division, step_no, name, first_day, turn_days, from_time, to_time, weekdays from tr_rota
                        where division = :division order by step_no, name, id
                        """)
                .param("division", division)
                .query((rs, row) -> rota(rs, members))
                .list();
    }

    void put(Rota rota) {
        removeRota(rota.division(), rota.id());
        jdbc.sql("""
                        insert into tr_rota (id, division, step_no, name, first_day, turn_days, from_time, to_time, weekdays)
                        values (:id, :division, :step, :name, :first, :days, :from, :to, :weekdays)
                        """)
                .param("id", rota.id())
                .param("division", rota.division())
                .param("step", rota.step())
                .param("name", rota.name())
                .param("first", rota.firstDay())
                .param("days", rota.turnDays())
                .param("from", rota.from().toString())
                .param("to", rota.to().toString())
                .param("weekdays", rota.weekdays().stream().map(Enum::name).collect(Collectors.joining(",")))
                .update();
        for (int place = 0; place < rota.members().size(); place++) {
            jdbc.sql("insert into tr_rota_member (rota, place_no, person) values (:rota, :place, :person)")
                    .param("rota", rota.id())
                    .param("place", place)
                    .param("person", rota.members().get(place))
                    .update();
        }
    }

    boolean removeRota(String division, String id) {
        boolean there = jdbc.sql("delete from tr_rota where id = :id and division = :division")
                        .param("id", id)
                        .param("division", division)
                        .update()
                > 0;
        if (there) {
            jdbc.sql("delete from tr_rota_member where rota = :id")
                    .param("id", id)
                    .update();
        }
        return there;
    }

    /** Those that touch this time, the ones made first coming first. */
    List<Standin> standins(String division, Instant from, Instant to) {
        return jdbc.sql(STANDIN
                        + "where division = :division and starts_at < :to and ends_at > :from order by made_at, id")
                .param("division", division)
                .param("from", SqlTime.toSql(from))
                .param("to", SqlTime.toSql(to))
                .query(OnCallRows::standin)
                .list();
    }

    Optional<Standin> standin(String division, String id) {
        return jdbc.sql(STANDIN + "where division = :division and id = :id")
                .param("division", division)
                .param("id", id)
                .query(OnCallRows::standin)
                .optional();
    }

    void put(Standin standin) {
        jdbc.sql("""
                        insert into tr_on_call_override
                        (id, division, step_no, person, instead_of, starts_at, ends_at, reason, made_by, made_at)
                        values (:id, :division, :step, :person, :insteadOf, :from, :to, :reason, :by, :now)
                        """)
                .param("id", standin.id())
                .param("division", standin.division())
                .param("step", standin.step())
                .param("person", standin.person())
                .param("insteadOf", standin.insteadOf())
                .param("from", SqlTime.toSql(standin.from()))
                .param("to", SqlTime.toSql(standin.to()))
                .param("reason", standin.reason())
                .param("by", standin.by())
                .param("now", SqlTime.toSql(clock.instant()))
                .update();
    }

    void removeStandin(String id) {
        jdbc.sql("delete from tr_on_call_override where id = :id")
                .param("id", id)
                .update();
    }

    List<Escalation.Step> steps(String division) {
        return jdbc.sql(
                        "select step_no, name, alerts, every_s from tr_on_call_step where division = :division order by step_no")
                .param("division", division)
                .query((rs, row) -> new Escalation.Step(
                        rs.getInt("step_no"),
                        rs.getString("name"),
                        rs.getInt("alerts"),
                        Duration.ofSeconds(rs.getInt("every_s"))))
                .list();
    }

    int repeats(String division) {
        return jdbc.sql("select repeats from tr_on_call_plan where division = :division")
                .param("division", division)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    void put(Escalation escalation) {
        jdbc.sql("delete from tr_on_call_plan where division = :division")
                .param("division", escalation.division())
                .update();
        jdbc.sql("delete from tr_on_call_step where division = :division")
                .param("division", escalation.division())
                .update();
        jdbc.sql("insert into tr_on_call_plan (division, repeats) values (:division, :repeats)")
                .param("division", escalation.division())
                .param("repeats", escalation.repeats())
                .update();
        for (Escalation.Step step : escalation.steps()) {
            jdbc.sql("""
                            insert into tr_on_call_step (division, step_no, name, alerts, every_s)
                            values (:division, :step, :name, :alerts, :every)
                            """)
                    .param("division", escalation.division())
                    .param("step", step.number())
                    .param("name", step.name())
                    .param("alerts", step.alerts())
                    .param("every", step.every().toSeconds())
                    .update();
        }
    }

    void putFeed(String person, String secretHash) {
        removeFeed(person);
        jdbc.sql("insert into tr_calendar_feed (person, secret_hash, made_at) values (:person, :hash, :now)")
                .param("person", person)
                .param("hash", secretHash)
                .param("now", SqlTime.toSql(clock.instant()))
                .update();
    }

    boolean removeFeed(String person) {
        return jdbc.sql("delete from tr_calendar_feed where person = :person")
                        .param("person", person)
                        .update()
                > 0;
    }

    Optional<Instant> feedOf(String person) {
        return jdbc.sql("select made_at from tr_calendar_feed where person = :person")
                .param("person", person)
                .query((rs, row) -> SqlTime.read(rs, "made_at"))
                .optional();
    }

    Optional<String> personOfFeed(String secretHash) {
        return jdbc.sql("select person from tr_calendar_feed where secret_hash = :hash")
                .param("hash", secretHash)
                .query(String.class)
                .optional();
    }

    private static Rota rota(ResultSet rs, Map<String, List<String>> members) throws SQLException {
        Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
        Arrays.stream(rs.getString("weekdays").split(","))
                .map(DayOfWeek::valueOf)
                .forEach(weekdays::add);
        return new Rota(
                rs.getString("id"),
                rs.getString("division"),
                rs.getInt("step_no"),
                rs.getString("name"),
                rs.getObject("first_day", LocalDate.class),
                rs.getInt("turn_days"),
                LocalTime.parse(rs.getString("from_time")),
                LocalTime.parse(rs.getString("to_time")),
                weekdays,
                members.getOrDefault(rs.getString("id"), List.of()));
    }

    private static Standin standin(ResultSet rs, int row) throws SQLException {
        return new Standin(
                rs.getString("id"),
                rs.getString("division"),
                rs.getInt("step_no"),
                rs.getString("person"),
                rs.getString("instead_of"),
                SqlTime.read(rs, "starts_at"),
                SqlTime.read(rs, "ends_at"),
                rs.getString("reason"),
                rs.getString("made_by"));
    }
}
