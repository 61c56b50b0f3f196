// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Divisions and API clients, and which groups belong to a division (design 5). */
@Repository
public class People {

    public static final String DISPATCHERS = "dispatchers-";
    /** As dispatchers, but they look and count (EVADO-01). */
    public static final String WORK_LEADERS = "work-leaders-";
    /** Keep the people of their division (HCDC-26). */
    public static final String PEOPLE_ADMINS = "people-admins-";

    public static final String FIELD = "field-";
    public static final String HEAD_END_OPS = "head-end-ops";
    public static final String INTEGRATION = "integration";
    public static final String COLLECTIONS_APPROVERS = "collections-approvers";
    /** Estimates readings that nobody could take. */
    public static final String METER_DATA = "meter-data";

    /** Operators of the whole company: of every division (GEO-26). */
    public static final String ON_CALL = "on-call";
    /** Operators of a division: who is ACTIVE is alerted and may act on its events (GEO-26, GEO-31). */
    public static final String OPERATORS = "operators-";

    public static final String ANALYSTS = "analysts";
    public static final String AUDITORS = "auditors";
    public static final String ADMINS = "camunda-admin";
    /** The group that every API client belongs to, but for the readers. */
    public static final String API_CLIENTS = "api-clients";
    /** Before the name of a workforce system: the group of an API client that speaks for it. */
    public static final String WORKFORCE = "workforce-";
    /** API clients that may start commands which change nothing, and see what became of them; nothing else. */
    public static final String READERS = "readers";

    /** Groups whose members work for the whole company. */
    private static final Set<String> CENTRAL =
            Set.of(HEAD_END_OPS, INTEGRATION, COLLECTIONS_APPROVERS, METER_DATA, ON_CALL, ANALYSTS, AUDITORS, ADMINS);

    /** Groups of the whole company that people may have; only an administrator gives them. */
    static final Set<String> CENTRAL_ROLES =
            Set.of(HEAD_END_OPS, INTEGRATION, COLLECTIONS_APPROVERS, METER_DATA, ANALYSTS, AUDITORS, ADMINS, ON_CALL);

    private static final List<String> DIVISIONAL = List.of(DISPATCHERS, WORK_LEADERS, PEOPLE_ADMINS, OPERATORS);

    /**
     * A system that calls us. The secret is stored as a bcrypt hash.
     *
     * @param reader it belongs to {@link #READERS}, not to {@link #API_CLIENTS}
     * @param workforce workforce systems that it speaks for; then it belongs to their groups only
     */
    public record ApiClient(
            String id,
            String secretHash,
            Set<String> divisions,
            Set<String> headEnds,
            @Nullable String replyTo,
            boolean enabled,
            boolean reader,
            Set<String> workforce) {

        public ApiClient(
                String id,
                String secretHash,
                Set<String> divisions,
                Set<String> headEnds,
                @Nullable String replyTo,
                boolean enabled) {
            this(id, secretHash, divisions, headEnds, replyTo, enabled, false, Set.of());
        }

        /** The groups that it acts in. */
        public Set<String> groups() {
            if (!workforce.isEmpty()) {
                return workforce.stream().map(system -> WORKFORCE + system).collect(Collectors.toUnmodifiableSet());
            }
            return Set.of(reader ? READERS : API_CLIENTS);
        }
    }

    private final JdbcClient jdbc;

    People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Set<String> divisions() {
        return new LinkedHashSet<>(jdbc.sql("select id from tr_division order by id")
                .query(String.class)
                .list());
    }

    /** True for a role in one division or a crew. */
    static boolean divisional(String group) {
        return group.startsWith(FIELD) || DIVISIONAL.stream().anyMatch(group::startsWith);
    }

    /** True for a role, a crew, and whatever else has members. */
    public boolean isGroup(String id) {
        if (CENTRAL.contains(id)
                || divisions().stream()
                        .anyMatch(division -> DIVISIONAL.stream().anyMatch(role -> id.equals(role + division)))) {
            return true;
        }
        return jdbc.sql("""
                                select count(*) from tr_person_group where group_id = :id
                                union all select count(*) from tr_org_unit where kind = 'GROUP' and active and id = :id
                                """).param("id", id).query(Integer.class).list().stream()
                .anyMatch(count -> count > 0);
    }

    public Optional<ApiClient> client(String id) {
        return jdbc.sql(
                        "select id, secret_hash, divisions, head_ends, reply_to, enabled, reader, workforce from tr_api_client where id = :id")
                .param("id", id)
                .query((rs, row) -> client(rs))
                .optional();
    }

    public List<ApiClient> clients() {
        return jdbc.sql(
                        "select id, secret_hash, divisions, head_ends, reply_to, enabled, reader, workforce from tr_api_client order by id")
                .query((rs, row) -> client(rs))
                .list();
    }

    /** The divisions that membership in these groups lets a person see. */
    public Set<String> divisionsOf(Set<String> groups) {
        Set<String> all = divisions();
        if (groups.stream().anyMatch(CENTRAL::contains)) {
            return all;
        }
        Set<String> seen = new LinkedHashSet<>();
        for (String role : DIVISIONAL) {
            groups.stream()
                    .filter(group -> group.startsWith(role))
                    .map(group -> group.substring(role.length()))
                    .filter(all::contains)
                    .forEach(seen::add);
        }
        if (!groups.isEmpty()) {
            seen.addAll(jdbc.sql(
                            "select distinct division from tr_org_unit where kind = 'GROUP' and active and id in (:groups)")
                    .param("groups", groups)
                    .query(String.class)
                    .list());
        }
        return seen;
    }

    @Transactional
    public void putDivision(String id, String name) {
        if (jdbc.sql("update tr_division set name = :name where id = :id")
                        .param("id", id)
                        .param("name", name)
                        .update()
                == 0) {
            jdbc.sql("insert into tr_division (id, name) values (:id, :name)")
                    .param("id", id)
                    .param("name", name)
                    .update();
        }
    }

    @Transactional
    public void putClient(ApiClient client) {
        jdbc.sql("delete from tr_api_client where id = :id")
                .param("id", client.id())
                .update();
        jdbc.sql("""
                        insert into tr_api_client (id, secret_hash, divisions, head_ends, reply_to, enabled, reader, workforce)
                        values (:id, :hash, :divisions, :headEnds, :replyTo, :enabled, :reader, :workforce)
                        """)
                .param("id", client.id())
                .param("hash", client.secretHash())
                .param("divisions", String.join(",", client.divisions()))
                .param("headEnds", String.join(",", client.headEnds()))
                .param("replyTo", client.replyTo())
                .param("enabled", client.enabled())
                .param("reader", client.reader())
                .param("workforce", String.join(",", client.workforce()))
                .update();
    }

    private static ApiClient client(ResultSet rs) throws SQLException {
        return new ApiClient(
                rs.getString("id"),
                rs.getString("secret_hash"),
                split(rs.getString("divisions")),
                split(rs.getString("head_ends")),
                rs.getString("reply_to"),
                rs.getBoolean("enabled"),
                rs.getBoolean("reader"),
                split(rs.getString("workforce")));
    }

    private static Set<String> split(@Nullable String text) {
        return text == null || text.isBlank()
                ? Set.of()
                : Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }
}
