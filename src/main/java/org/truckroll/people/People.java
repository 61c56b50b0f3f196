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

/** Divisions, field groups and API clients (design 5). */
@Repository
public class People {

    public static final String DISPATCHERS = "dispatchers-";
    public static final String FIELD = "field-";
    public static final String HEAD_END_OPS = "head-end-ops";
    public static final String INTEGRATION = "integration";
    public static final String COLLECTIONS_APPROVERS = "collections-approvers";
    /** Estimates readings that nobody could take. */
    public static final String METER_DATA = "meter-data";

    public static final String ANALYSTS = "analysts";
    public static final String AUDITORS = "auditors";
    public static final String ADMINS = "camunda-admin";
    /** The group that every API client belongs to, but for the readers. */
    public static final String API_CLIENTS = "api-clients";
    /** API clients that may start commands which change nothing, and see what became of them; nothing else. */
    public static final String READERS = "readers";

    /** Groups whose members work for the whole company. */
    private static final Set<String> CENTRAL =
            Set.of(HEAD_END_OPS, INTEGRATION, COLLECTIONS_APPROVERS, METER_DATA, ANALYSTS, AUDITORS, ADMINS);

    /**
     * A system that calls us. The secret is stored as a bcrypt hash.
     *
     * @param reader it belongs to {@link #READERS}, not to {@link #API_CLIENTS}
     */
    public record ApiClient(
            String id,
            String secretHash,
            Set<String> divisions,
            Set<String> headEnds,
            @Nullable String replyTo,
            boolean enabled,
            boolean reader) {

        public ApiClient(
                String id,
                String secretHash,
                Set<String> divisions,
                Set<String> headEnds,
                @Nullable String replyTo,
                boolean enabled) {
            this(id, secretHash, divisions, headEnds, replyTo, enabled, false);
        }

        /** The group that it acts in. */
        public String group() {
            return reader ? READERS : API_CLIENTS;
        }
    }

    /** A crew. */
    public record FieldGroup(String id, String division, String name) {}

    private final JdbcClient jdbc;

    People(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Set<String> divisions() {
        return new LinkedHashSet<>(jdbc.sql("select id from tr_division order by id")
                .query(String.class)
                .list());
    }

    public List<FieldGroup> fieldGroups() {
        return jdbc.sql("select id, division, name from tr_field_group order by id")
                .query((rs, row) -> new FieldGroup(rs.getString("id"), rs.getString("division"), rs.getString("name")))
                .list();
    }

    public Optional<ApiClient> client(String id) {
        return jdbc.sql(
                        "select id, secret_hash, divisions, head_ends, reply_to, enabled, reader from tr_api_client where id = :id")
                .param("id", id)
                .query((rs, row) -> client(rs))
                .optional();
    }

    public List<ApiClient> clients() {
        return jdbc.sql(
                        "select id, secret_hash, divisions, head_ends, reply_to, enabled, reader from tr_api_client order by id")
                .query((rs, row) -> client(rs))
                .list();
    }

    /** The divisions that membership in these groups lets a person see. */
    public Set<String> divisionsOf(Set<String> groups) {
        Set<String> all = divisions();
        if (groups.stream().anyMatch(CENTRAL::contains)) {
            return all;
        }
        Set<String> seen = groups.stream()
                .filter(group -> group.startsWith(DISPATCHERS))
                .map(group -> group.substring(DISPATCHERS.length()))
                .filter(all::contains)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        fieldGroups().stream()
                .filter(group -> groups.contains(group.id()))
                .forEach(group -> seen.add(group.division()));
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
    public void putFieldGroup(FieldGroup group) {
        if (jdbc.sql("update tr_field_group set division = :division, name = :name where id = :id")
                        .param("id", group.id())
                        .param("division", group.division())
                        .param("name", group.name())
                        .update()
                == 0) {
            jdbc.sql("insert into tr_field_group (id, division, name) values (:id, :division, :name)")
                    .param("id", group.id())
                    .param("division", group.division())
                    .param("name", group.name())
                    .update();
        }
    }

    @Transactional
    public void putClient(ApiClient client) {
        jdbc.sql("delete from tr_api_client where id = :id")
                .param("id", client.id())
                .update();
        jdbc.sql("""
                        insert into tr_api_client (id, secret_hash, divisions, head_ends, reply_to, enabled, reader)
                        values (:id, :hash, :divisions, :headEnds, :replyTo, :enabled, :reader)
                        """)
                .param("id", client.id())
                .param("hash", client.secretHash())
                .param("divisions", String.join(",", client.divisions()))
                .param("headEnds", String.join(",", client.headEnds()))
                .param("replyTo", client.replyTo())
                .param("enabled", client.enabled())
                .param("reader", client.reader())
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
                rs.getBoolean("reader"));
    }

    private static Set<String> split(@Nullable String text) {
        return text == null || text.isBlank()
                ? Set.of()
                : Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }
}
