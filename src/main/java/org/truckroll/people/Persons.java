// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The people: who they are, how to reach them, what they can do, where they belong and when they are there. */
@Repository
public class Persons {

    /**
     * What a door must know of a login that it remembers.
     *
     * @param version another one: the person or the memberships changed
     * @param language what the person reads
     */
    public record State(boolean active, int version, String language) {}

    /**
     * What to look for; null asks for nothing.
     *
     * @param divisions of these only; null for all, and for people without one
     * @param text part of id, name, or contact point
     */
    public record Search(
            @Nullable Set<String> divisions,
            @Nullable String group,
            @Nullable String skill,
            @Nullable Boolean active,
            @Nullable String text) {}

    /** Who has duties entered within a day of the moment is there only while they last; who has none is taken to be there. */
    private static final long NEAR_SECONDS = 24L * 60 * 60;

    private static final String COLUMNS =
            "id, division, given_name, family_name, language, active, leaving, source, source_id, updated_at";

    private final JdbcClient jdbc;
    private final Clock clock;

    Persons(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Empty for somebody who is not kept here. */
    public Optional<State> state(String id) {
        return jdbc.sql("select active, version, language from tr_person where id = :id")
                .param("id", id)
                .query((rs, row) -> new State(rs.getBoolean("active"), rs.getInt("version"), rs.getString("language")))
                .optional();
    }

    /** True unless the person is kept here and is switched off. */
    public boolean mayLogIn(String id) {
        return state(id).map(State::active).orElse(true);
    }

    /** True while the work of the person waits to be handed over. */
    boolean leaving(String id) {
        return jdbc.sql("select leaving from tr_person where id = :id")
                .param("id", id)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** The same as {@link #mayLogIn}, held until the caller's transaction ends: nobody is switched off while signing, and nobody signs while being switched off. */
    public boolean mayWork(String id) {
        return jdbc.sql("select active from tr_person where id = :id for update")
                .param("id", id)
                .query(Boolean.class)
                .optional()
                .orElse(true);
    }

    public Optional<Person> find(String id) {
        return whole(jdbc.sql("select " + COLUMNS + " from tr_person where id = :id")
                        .param("id", id)
                        .query(Persons::row)
                        .list())
                .stream()
                .findFirst();
    }

    /** Those of these ids who are known. */
    public List<Person> find(Collection<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : whole(jdbc.sql("select " + COLUMNS + " from tr_person where id in (:ids) order by id")
                        .param("ids", ids)
                        .query(Persons::row)
                        .list());
    }

    /** Active members of a group. */
    public List<Person> activeIn(String group) {
        return whole(jdbc.sql(
                        "select " + COLUMNS
                                + " from tr_person where active and id in (select person from tr_person_group where group_id = :group) order by id")
                .param("group", group)
                .query(Persons::row)
                .list());
    }

    /** Everybody in a group, active or not. */
    public Set<String> membersOf(String group) {
        return new TreeSet<>(jdbc.sql("select person from tr_person_group where group_id = :group")
                .param("group", group)
                .query(String.class)
                .list());
    }

    /** The person whom a synchronised source knows under this id. */
    public Optional<Person> bySource(String source, String sourceId) {
        return jdbc.sql("select id from tr_person where source = :source and source_id = :sourceId")
                .param("source", source)
                .param("sourceId", sourceId)
                .query(String.class)
                .optional()
                .flatMap(this::find);
    }

    /** True when the source that keeps the person says so. */
    boolean activeAtSource(Person person) {
        return person.sourceId() != null
                && jdbc.sql("""
                        select count(*) from tr_staff_source
                        where source = :source and kind = 'PERSON' and source_id = :id and active
                        """)
                                .param("source", person.source())
                                .param("id", person.sourceId())
                                .query(Integer.class)
                                .single()
                        > 0;
    }

    /** Everybody whom a source keeps. */
    List<Person> ofSource(String source) {
        return whole(jdbc.sql("select " + COLUMNS + " from tr_person where source = :source order by id")
                .param("source", source)
                .query(Persons::row)
                .list());
    }

    /** The one active person with this e-mail address; empty also when several share it. */
    public Optional<String> idOfEmail(String address) {
        List<String> ids = jdbc.sql("""
                        select c.person from tr_contact_point c join tr_person p on p.id = c.person
                        where c.kind = 'EMAIL' and c.address = :address and p.active
                        fetch first 2 rows only
                        """)
                .param("address", address.toLowerCase(Locale.ROOT))
                .query(String.class)
                .list();
        return ids.size() == 1 ? Optional.of(ids.get(0)) : Optional.empty();
    }

    public List<Person> search(Search search, Page.Request page) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        Map<String, Object> params = new LinkedHashMap<>();
        if (search.divisions() != null) {
            conditions.add("division in (:divisions)");
            params.put("divisions", search.divisions().isEmpty() ? Set.of("") : search.divisions());
        }
        if (search.group() != null) {
            conditions.add("id in (select person from tr_person_group where group_id = :group)");
            params.put("group", search.group());
        }
        if (search.skill() != null) {
            conditions.add("id in (select person from tr_person_skill where skill = :skill)");
            params.put("skill", search.skill());
        }
        if (search.active() != null) {
            conditions.add("active = :active");
            params.put("active", search.active());
        }
        if (search.text() != null) {
            conditions.add("""
                    (lower(id) like :text escape '!' or lower(given_name) like :text escape '!'
                     or lower(family_name) like :text escape '!'
                     or id in (select person from tr_contact_point where lower(address) like :text escape '!'))
                    """);
            params.put(
                    "text",
                    "%"
                            + search.text()
                                    .toLowerCase(Locale.ROOT)
                                    .replace("!", "!!")
                                    .replace("%", "!%")
                                    .replace("_", "!_")
                            + "%");
        }
        if (page.after() != null) {
            conditions.add("id > :after");
            params.put("after", page.after());
        }
        return whole(jdbc.sql("select " + COLUMNS + " from tr_person where " + String.join(" and ", conditions)
                        + " order by id fetch first " + page.fetch() + " rows only")
                .params(params)
                .query(Persons::row)
                .list());
    }

    /** Who of these is there at this moment: active, not away, and on duty where the roster of the day says who is. */
    public Set<String> available(Collection<String> ids, Instant at) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        Set<String> there = new LinkedHashSet<>(jdbc.sql("select id from tr_person where active and id in (:ids)")
                .param("ids", ids)
                .query(String.class)
                .list());
        record Stretch(String person, RosterEntry entry) {}
        List<Stretch> near = jdbc.sql("""
                        select person, starts_at, ends_at, kind from tr_roster
                        where person in (:ids) and starts_at < :after and ends_at > :before
                        """)
                .param("ids", ids)
                .param("after", SqlTime.toSql(at.plusSeconds(NEAR_SECONDS)))
                .param("before", SqlTime.toSql(at.minusSeconds(NEAR_SECONDS)))
                .query((rs, row) -> new Stretch(rs.getString("person"), entry(rs)))
                .list();
        Set<String> rostered = new HashSet<>();
        Set<String> onDuty = new HashSet<>();
        for (Stretch stretch : near) {
            RosterEntry entry = stretch.entry();
            boolean now = !entry.from().isAfter(at) && entry.to().isAfter(at);
            if (entry.kind() == RosterEntry.Kind.ABSENT) {
                if (now) {
                    there.remove(stretch.person());
                }
            } else {
                rostered.add(stretch.person());
                if (now) {
                    onDuty.add(stretch.person());
                }
            }
        }
        there.removeIf(person -> rostered.contains(person) && !onDuty.contains(person));
        return there;
    }

    /** Stretches that touch this time. */
    public List<RosterEntry> roster(String id, Instant from, Instant to) {
        return jdbc.sql("""
                        select starts_at, ends_at, kind from tr_roster
                        where person = :id and starts_at < :to and ends_at > :from order by starts_at, id
                        """)
                .param("id", id)
                .param("from", SqlTime.toSql(from))
                .param("to", SqlTime.toSql(to))
                .query((rs, row) -> entry(rs))
                .list();
    }

    void insert(Person person) {
        jdbc.sql("insert into tr_person (" + COLUMNS + """
                        , version)
                        values (:id, :division, :given, :family, :language, :active, :leaving, :source, :sourceId, :now, 1)
                        """)
                .params(params(person))
                .update();
        putParts(person);
    }

    /** Everything but memberships, which follow the engine. */
    void update(Person person) {
        jdbc.sql("""
                        update tr_person set division = :division, given_name = :given, family_name = :family, language = :language,
                        active = :active, leaving = :leaving, source = :source, source_id = :sourceId, updated_at = :now,
                        version = version + 1
                        where id = :id
                        """).params(params(person)).update();
        putParts(person);
    }

    private void putParts(Person person) {
        jdbc.sql("delete from tr_contact_point where person = :id")
                .param("id", person.id())
                .update();
        for (ContactPoint contact : person.contacts()) {
            jdbc.sql(
                            "insert into tr_contact_point (person, kind, address, rank_no) values (:id, :kind, :address, :rank)")
                    .param("id", person.id())
                    .param("kind", contact.kind().name())
                    .param("address", contact.value())
                    .param("rank", contact.rank())
                    .update();
        }
        jdbc.sql("delete from tr_person_skill where person = :id")
                .param("id", person.id())
                .update();
        for (String skill : person.skills()) {
            jdbc.sql("insert into tr_person_skill (person, skill) values (:id, :skill)")
                    .param("id", person.id())
                    .param("skill", skill)
                    .update();
        }
    }

    void name(String id, String given, String family) {
        jdbc.sql("""
                        update tr_person set given_name = :given, family_name = :family, updated_at = :now, version = version + 1
                        where id = :id and (given_name <> :given or family_name <> :family)
                        """)
                .param("given", given)
                .param("family", family)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    void active(String id, boolean active, boolean leaving) {
        jdbc.sql("""
                        update tr_person set active = :active, leaving = :leaving, updated_at = :now, version = version + 1
                        where id = :id
                        """)
                .param("active", active)
                .param("leaving", leaving)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    void join(String id, String group) {
        if (find(id).isEmpty() || membersOf(group).contains(id)) {
            return;
        }
        jdbc.sql("insert into tr_person_group (person, group_id) values (:id, :group)")
                .param("id", id)
                .param("group", group)
                .update();
        moved(id);
    }

    void leave(String id, String group) {
        if (jdbc.sql("delete from tr_person_group where person = :id and group_id = :group")
                        .param("id", id)
                        .param("group", group)
                        .update()
                > 0) {
            moved(id);
        }
    }

    void leaveAll(String id) {
        jdbc.sql("delete from tr_person_group where person = :id")
                .param("id", id)
                .update();
        moved(id);
    }

    private void moved(String id) {
        jdbc.sql("update tr_person set version = version + 1, updated_at = :now where id = :id")
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    @Transactional
    void putRoster(String id, List<RosterEntry> entries) {
        jdbc.sql("delete from tr_roster where person = :id").param("id", id).update();
        for (RosterEntry entry : entries) {
            jdbc.sql(
                            "insert into tr_roster (id, person, starts_at, ends_at, kind) values (:id, :person, :from, :to, :kind)")
                    .param("id", Ids.next())
                    .param("person", id)
                    .param("from", SqlTime.toSql(entry.from()))
                    .param("to", SqlTime.toSql(entry.to()))
                    .param("kind", entry.kind().name())
                    .update();
        }
    }

    private Map<String, @Nullable Object> params(Person person) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("id", person.id());
        params.put("division", person.division());
        params.put("given", person.givenName());
        params.put("family", person.familyName());
        params.put("language", person.language());
        params.put("active", person.active());
        params.put("leaving", person.leaving());
        params.put("source", person.source());
        params.put("sourceId", person.sourceId());
        params.put("now", SqlTime.toSql(clock.instant()));
        return params;
    }

    /** Three statements for a whole page, not three for each person. */
    private List<Person> whole(List<Person> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        Set<String> ids = rows.stream().map(Person::id).collect(Collectors.toSet());
        Map<String, List<ContactPoint>> contacts = new LinkedHashMap<>();
        jdbc.sql(
                        "select person, kind, address, rank_no from tr_contact_point where person in (:ids) order by rank_no, kind, address")
                .param("ids", ids)
                .query(rs -> {
                    contacts.computeIfAbsent(rs.getString("person"), id -> new ArrayList<>())
                            .add(new ContactPoint(
                                    ContactPoint.Kind.valueOf(rs.getString("kind")),
                                    rs.getString("address"),
                                    rs.getInt("rank_no")));
                });
        Map<String, Set<String>> skills =
                words("select person, skill from tr_person_skill where person in (:ids)", ids);
        Map<String, Set<String>> groups =
                words("select person, group_id from tr_person_group where person in (:ids)", ids);
        return rows.stream()
                .map(person -> new Person(
                        person.id(),
                        person.division(),
                        person.givenName(),
                        person.familyName(),
                        person.language(),
                        person.active(),
                        person.leaving(),
                        person.source(),
                        person.sourceId(),
                        person.updatedAt(),
                        contacts.getOrDefault(person.id(), List.of()),
                        skills.getOrDefault(person.id(), Set.of()),
                        groups.getOrDefault(person.id(), Set.of())))
                .toList();
    }

    private Map<String, Set<String>> words(String sql, Set<String> ids) {
        Map<String, Set<String>> words = new LinkedHashMap<>();
        jdbc.sql(sql).param("ids", ids).query(rs -> {
            words.computeIfAbsent(rs.getString(1), id -> new TreeSet<>()).add(rs.getString(2));
        });
        return words;
    }

    private static RosterEntry entry(ResultSet rs) throws SQLException {
        return new RosterEntry(
                SqlTime.read(rs, "starts_at"),
                SqlTime.read(rs, "ends_at"),
                RosterEntry.Kind.valueOf(rs.getString("kind")));
    }

    private static Person row(ResultSet rs, int row) throws SQLException {
        return new Person(
                rs.getString("id"),
                rs.getString("division"),
                rs.getString("given_name"),
                rs.getString("family_name"),
                rs.getString("language"),
                rs.getBoolean("active"),
                rs.getBoolean("leaving"),
                rs.getString("source"),
                rs.getString("source_id"),
                SqlTime.read(rs, "updated_at"),
                List.of(),
                Set.of(),
                Set.of());
    }
}
