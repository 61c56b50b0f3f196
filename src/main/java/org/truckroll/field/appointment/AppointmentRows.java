// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.Ids;
import org.truckroll.shared.SqlTime;

/** Appointments and their history. */
@Repository
class AppointmentRows {

    private final JdbcClient jdbc;
    private final TransactionTemplate nested;

    AppointmentRows(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        nested = new TransactionTemplate(transactions);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    Optional<Appointment> find(String visitId) {
        return jdbc.sql("select * from tr_appointment where visit_id = :visit")
                .param("visit", visitId)
                .query(AppointmentRows::map)
                .optional();
    }

    /** From here to our commit nobody else books a time of this crew. */
    void lock(String group) {
        if (locked(group)) {
            return;
        }
        try {
            nested.executeWithoutResult(
                    status -> jdbc.sql("insert into tr_appointment_book (field_group) values (:group)")
                            .param("group", group)
                            .update());
        } catch (DuplicateKeyException e) {
            // Another was first; its row is there now, and is waited for below.
        }
        if (!locked(group)) {
            throw new IllegalStateException("The book of " + group + " is gone");
        }
    }

    private boolean locked(String group) {
        return jdbc.sql("select field_group from tr_appointment_book where field_group = :group for update")
                .param("group", group)
                .query(String.class)
                .optional()
                .isPresent();
    }

    /** The times that a crew has given away in this stretch, but for one visit. */
    List<Appointment> openOf(String group, Instant from, Instant to, @Nullable String butFor) {
        return jdbc.sql("""
                        select * from tr_appointment
                        where field_group = :group and state in ('PROPOSED', 'CONFIRMED') and starts_at < :to and ends_at > :from
                        and visit_id <> :visit
                        """)
                .param("group", group)
                .param("from", SqlTime.toSql(from))
                .param("to", SqlTime.toSql(to))
                .param("visit", butFor == null ? "" : butFor)
                .query(AppointmentRows::map)
                .list();
    }

    void put(Appointment appointment) {
        int changed = write(appointment, """
                update tr_appointment set division = :division, field_group = :group, starts_at = :start, ends_at = :end,
                    state = :state, changed_by = :by, changed_at = :at
                where visit_id = :visit
                """);
        if (changed == 0) {
            write(appointment, """
                    insert into tr_appointment (visit_id, division, field_group, starts_at, ends_at, state, changed_by, changed_at)
                    values (:visit, :division, :group, :start, :end, :state, :by, :at)
                    """);
        }
    }

    private int write(Appointment appointment, String sql) {
        return jdbc.sql(sql)
                .param("visit", appointment.visitId())
                .param("division", appointment.division())
                .param("group", appointment.group())
                .param("start", SqlTime.toSql(appointment.start()))
                .param("end", SqlTime.toSql(appointment.end()))
                .param("state", appointment.state().name())
                .param("by", appointment.by())
                .param("at", SqlTime.toSql(appointment.changedAt()))
                .update();
    }

    void note(Appointment appointment, Appointment.Fact.Kind kind, @Nullable String reason) {
        jdbc.sql("""
                        insert into tr_appointment_fact (id, visit_id, kind, field_group, starts_at, ends_at, reason, told_by, at)
                        values (:id, :visit, :kind, :group, :start, :end, :reason, :by, :at)
                        """)
                .param("id", Ids.next())
                .param("visit", appointment.visitId())
                .param("kind", kind.name())
                .param("group", appointment.group())
                .param("start", SqlTime.toSql(appointment.start()))
                .param("end", SqlTime.toSql(appointment.end()))
                .param("reason", reason)
                .param("by", appointment.by())
                .param("at", SqlTime.toSql(appointment.changedAt()))
                .update();
    }

    List<Appointment.Fact> history(String visitId) {
        return jdbc.sql("select * from tr_appointment_fact where visit_id = :visit order by id")
                .param("visit", visitId)
                .query((rs, row) -> new Appointment.Fact(
                        rs.getString("id"),
                        Appointment.Fact.Kind.valueOf(rs.getString("kind")),
                        rs.getString("field_group"),
                        SqlTime.read(rs, "starts_at"),
                        SqlTime.read(rs, "ends_at"),
                        rs.getString("reason"),
                        rs.getString("told_by"),
                        SqlTime.read(rs, "at")))
                .list();
    }

    /** When the time that is confirmed was agreed. */
    Optional<Instant> agreedAt(String visitId) {
        return jdbc.sql("""
                        select max(at) as agreed from tr_appointment_fact
                        where visit_id = :visit and kind in ('CONFIRMED', 'MOVED') having max(at) is not null
                        """)
                .param("visit", visitId)
                .query((rs, row) -> SqlTime.read(rs, "agreed"))
                .optional();
    }

    static Appointment map(ResultSet rs, int row) throws SQLException {
        return new Appointment(
                rs.getString("visit_id"),
                rs.getString("division"),
                rs.getString("field_group"),
                SqlTime.read(rs, "starts_at"),
                SqlTime.read(rs, "ends_at"),
                Appointment.State.valueOf(rs.getString("state")),
                rs.getString("changed_by"),
                SqlTime.read(rs, "changed_at"));
    }
}
