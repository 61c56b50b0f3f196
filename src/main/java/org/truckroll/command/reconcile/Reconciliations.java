// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.reconcile;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The rows of comparisons: one at a time per head end. */
@Repository
class Reconciliations {

    /** A run without progress for so long has lost its process; another may take its turn. */
    static final Duration LOST = Duration.ofHours(12);

    private static final String COLUMNS = """
            id, head_end, asked_by, state, phase, cursor_at, tries, listed, compared, drifted, raised, detail, started_at, progressed_at, ended_at
            """;

    /** A run with what only its own steps need. */
    record Standing(ReconciliationRun run, @Nullable String cursor, int tries) {}

    private final JdbcClient jdbc;
    private final NamedParameterJdbcOperations batches;
    private final Clock clock;

    Reconciliations(JdbcClient jdbc, NamedParameterJdbcOperations batches, Clock clock) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.clock = clock;
    }

    /** Begins a run; false while another one is under way at this head end. */
    boolean begin(String id, String headEnd, String askedBy) {
        Instant now = clock.instant();
        // A merge that does nothing on a known key: a violated constraint would end the transaction on PostgreSQL.
        jdbc.sql("""
                        merge into tr_reconciliation_turn as t using (values (cast(:headEnd as varchar(64)))) as s (head_end)
                        on t.head_end = s.head_end when not matched then insert (head_end) values (:headEnd)
                        """).param("headEnd", headEnd).update();
        String holder = jdbc.sql(
                        "select coalesce(run_id, '') from tr_reconciliation_turn where head_end = :headEnd for update")
                .param("headEnd", headEnd)
                .query(String.class)
                .single();
        Optional<ReconciliationRun> other = find(holder).map(Standing::run);
        if (other.isPresent() && other.get().state() == ReconciliationRun.State.RUNNING) {
            if (other.get().progressedAt().plus(LOST).isAfter(now)) {
                return false;
            }
            end(holder, ReconciliationRun.State.FAILED, "Made no progress for " + LOST.toHours() + " hours");
        }
        jdbc.sql("""
                        insert into tr_reconciliation (id, head_end, asked_by, state, phase, tries, listed, compared, drifted, raised,
                        started_at, progressed_at) values (:id, :headEnd, :by, 'RUNNING', 'THEIRS', 0, 0, 0, 0, 0, :now, :now)
                        """)
                .param("id", id)
                .param("headEnd", headEnd)
                .param("by", askedBy)
                .param("now", SqlTime.toSql(now))
                .update();
        jdbc.sql("update tr_reconciliation_turn set run_id = :id where head_end = :headEnd")
                .param("id", id)
                .param("headEnd", headEnd)
                .update();
        return true;
    }

    Optional<Standing> find(String id) {
        return jdbc.sql("select " + COLUMNS + " from tr_reconciliation where id = :id")
                .param("id", id)
                .query(Reconciliations::map)
                .optional();
    }

    /** Newest first. */
    List<ReconciliationRun> of(String headEnd, Page.Request page) {
        return jdbc
                .sql("select " + COLUMNS + """
                         from tr_reconciliation where head_end = :headEnd
                        and (cast(:after as varchar(64)) is null or id < :after)
                        order by id desc fetch first :rows rows only
                        """)
                .param("headEnd", headEnd)
                .param("after", page.after())
                .param("rows", page.fetch())
                .query(Reconciliations::map)
                .list()
                .stream()
                .map(Standing::run)
                .toList();
    }

    /** A page is done; the next step goes on behind it. */
    void progressed(
            String id,
            ReconciliationRun.Phase phase,
            @Nullable String cursor,
            int listed,
            int compared,
            int drifted,
            int raised) {
        jdbc.sql("""
                        update tr_reconciliation set phase = :phase, cursor_at = :cursor, tries = 0, listed = listed + :listed,
                        compared = compared + :compared, drifted = drifted + :drifted, raised = raised + :raised, detail = null,
                        progressed_at = :now where id = :id
                        """)
                .param("phase", phase.name())
                .param("cursor", cursor)
                .param("listed", listed)
                .param("compared", compared)
                .param("drifted", drifted)
                .param("raised", raised)
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    /** The head end did not answer; the same page is asked for again. */
    void waits(String id, int tries, String detail) {
        jdbc.sql("update tr_reconciliation set tries = :tries, detail = :detail, progressed_at = :now where id = :id")
                .param("tries", tries)
                .param("detail", cut(detail))
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
    }

    void end(String id, ReconciliationRun.State state, @Nullable String detail) {
        jdbc.sql("""
                        update tr_reconciliation set state = :state, detail = :detail, progressed_at = :now, ended_at = :now
                        where id = :id and state = 'RUNNING'
                        """)
                .param("state", state.name())
                .param("detail", cut(detail))
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
        jdbc.sql("update tr_reconciliation_turn set run_id = null where run_id = :id")
                .param("id", id)
                .update();
        jdbc.sql("delete from tr_reconciliation_seen where run_id = :id")
                .param("id", id)
                .update();
    }

    /** Their list names these; again after a repeated page. */
    void seen(String id, Collection<String> addresses) {
        if (addresses.isEmpty()) {
            return;
        }
        jdbc.sql("delete from tr_reconciliation_seen where run_id = :id and address in (:addresses)")
                .param("id", id)
                .param("addresses", addresses)
                .update();
        batches.batchUpdate(
                "insert into tr_reconciliation_seen (run_id, address) values (:id, :address)",
                addresses.stream()
                        .map(address -> new MapSqlParameterSource("id", id).addValue("address", address))
                        .toArray(SqlParameterSource[]::new));
    }

    /** Those of these that their list has named. */
    List<String> seenOf(String id, Collection<String> addresses) {
        return addresses.isEmpty()
                ? List.of()
                : jdbc.sql("select address from tr_reconciliation_seen where run_id = :id and address in (:addresses)")
                        .param("id", id)
                        .param("addresses", addresses)
                        .query(String.class)
                        .list();
    }

    /** Who raises investigations counts and raises alone. */
    void holdRaising() {
        jdbc.sql("select head_end from tr_reconciliation_turn where head_end = '*' for update")
                .query(String.class)
                .single();
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= 1000 ? text : text.substring(0, 1000);
    }

    private static Standing map(ResultSet rs, int row) throws SQLException {
        return new Standing(
                new ReconciliationRun(
                        rs.getString("id"),
                        rs.getString("head_end"),
                        rs.getString("asked_by"),
                        ReconciliationRun.State.valueOf(rs.getString("state")),
                        ReconciliationRun.Phase.valueOf(rs.getString("phase")),
                        rs.getInt("listed"),
                        rs.getInt("compared"),
                        rs.getInt("drifted"),
                        rs.getInt("raised"),
                        rs.getString("detail"),
                        SqlTime.read(rs, "started_at"),
                        SqlTime.read(rs, "progressed_at"),
                        SqlTime.readNullable(rs, "ended_at")),
                rs.getString("cursor_at"),
                rs.getInt("tries"));
    }
}
