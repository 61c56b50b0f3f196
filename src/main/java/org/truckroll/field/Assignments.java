// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** Every assignment that was made; rows are never changed. */
@Repository
class Assignments {

    private static final String COLUMNS =
            "id, visit_id, kind, step, from_group, to_group, from_person, to_person, reason, assigned_by, assigned_at";

    private final JdbcClient jdbc;
    private final Clock clock;

    Assignments(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @param before the visit as it was */
    void add(
            Assignment.Kind kind,
            Visit before,
            @Nullable String group,
            @Nullable String person,
            @Nullable String reason,
            @Nullable String by) {
        jdbc.sql("""
                        insert into tr_assignment (id, visit_id, division, kind, step, from_group, to_group, from_person, to_person,
                            reason, assigned_by, assigned_at)
                        values (:id, :visit, :division, :kind, :step, :fromGroup, :toGroup, :fromPerson, :toPerson,
                            :reason, :by, :at)
                        """)
                .param("id", Ids.next())
                .param("visit", before.id())
                .param("division", before.division())
                .param("kind", kind.name())
                .param("step", before.step().name())
                .param("fromGroup", before.fieldGroup())
                .param("toGroup", group)
                .param("fromPerson", before.assignee())
                .param("toPerson", person)
                .param("reason", reason)
                .param("by", by)
                .param("at", SqlTime.toSql(clock.instant()))
                .update();
    }

    /** When the visit was signed last; empty when nobody has. */
    Optional<Instant> signedAt(String visitId) {
        return jdbc.sql(
                        "select max(assigned_at) as signed_at from tr_assignment where visit_id = :visit and to_person is not null")
                .param("visit", visitId)
                .query((rs, row) -> Optional.ofNullable(SqlTime.readNullable(rs, "signed_at")))
                .single();
    }

    /** The chain of a visit, oldest first. */
    List<Assignment> of(String visitId) {
        return jdbc.sql("select " + COLUMNS + " from tr_assignment where visit_id = :visit order by id")
                .param("visit", visitId)
                .query(Assignments::map)
                .list();
    }

    /** What somebody gave to others in these divisions, newest first. */
    List<Assignment> givenBy(String person, Set<String> divisions, Page.Request page) {
        String after = page.after();
        return jdbc.sql("select " + COLUMNS
                        + " from tr_assignment where assigned_by = :person and kind in ('ASSIGN', 'REASSIGN', 'TRANSFER')"
                        + " and division in (:divisions)"
                        + (after == null ? "" : " and id < :after")
                        + " order by id desc fetch first " + page.fetch() + " rows only")
                .param("person", person)
                .param("divisions", divisions.isEmpty() ? Set.of("") : divisions)
                .param("after", after)
                .query(Assignments::map)
                .list();
    }

    private static Assignment map(ResultSet rs, int row) throws SQLException {
        return new Assignment(
                rs.getString("id"),
                rs.getString("visit_id"),
                Assignment.Kind.valueOf(rs.getString("kind")),
                Visit.Step.valueOf(rs.getString("step")),
                rs.getString("from_group"),
                rs.getString("to_group"),
                rs.getString("from_person"),
                rs.getString("to_person"),
                rs.getString("reason"),
                rs.getString("assigned_by"),
                SqlTime.read(rs, "assigned_at"));
    }
}
