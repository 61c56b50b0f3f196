// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.sync;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The rows of runs: one at a time for a source. */
@Repository
class SyncRuns {

    /** A run without progress for so long has lost its process; another may take its turn. */
    static final Duration LOST = Duration.ofHours(6);

    private static final int FAULTS_KEPT = 1000;
    private static final int LONGEST_TEXT = 1000;
    private static final int LONGEST_ID = 200;

    /** Which step a run has come to. */
    enum Phase {
        UNITS,
        PEOPLE,
        JUDGE,
        SWITCH_OFF
    }

    /** What only the run's own steps need. */
    record Standing(
            SyncRun run,
            Phase phase,
            boolean allowLeavers,
            boolean blind,
            @Nullable Instant since,
            @Nullable String place,
            int tries,
            @Nullable Instant newest,
            @Nullable Instant faulty) {}

    /** Up to where a source is known. */
    record Turn(@Nullable Instant cursor, @Nullable Instant complete) {}

    /** What the source said the last time. */
    record Said(boolean active, String digest) {}

    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate apart;

    SyncRuns(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    Turn turn(String source) {
        return jdbc.sql("select cursor_at, complete_at from tr_staff_sync_turn where source = :source")
                .param("source", source)
                .query((rs, row) ->
                        new Turn(SqlTime.readNullable(rs, "cursor_at"), SqlTime.readNullable(rs, "complete_at")))
                .optional()
                .orElse(new Turn(null, null));
    }

    /** Takes the turn until the transaction ends; false while another run is under way. */
    boolean takeTurn(String source) {
        makeKnown(source);
        String holder = jdbc.sql(
                        "select coalesce(run_id, '') from tr_staff_sync_turn where source = :source for update")
                .param("source", source)
                .query(String.class)
                .single();
        Optional<SyncRun> other = find(holder);
        if (other.isPresent() && other.get().state() == SyncRun.State.RUNNING) {
            Instant progressed = jdbc.sql("select progressed_at from tr_staff_sync where id = :id")
                    .param("id", holder)
                    .query((rs, row) -> SqlTime.read(rs, "progressed_at"))
                    .single();
            if (progressed.plus(LOST).isAfter(clock.instant())) {
                return false;
            }
            end(holder, SyncRun.State.FAILED, "Made no progress for " + LOST.toHours() + " hours");
        }
        return true;
    }

    /** The row to lock; in a transaction apart, for of two that make it at once one fails, and its transaction with it. */
    private void makeKnown(String source) {
        if (jdbc.sql("select count(*) from tr_staff_sync_turn where source = :source")
                        .param("source", source)
                        .query(Integer.class)
                        .single()
                > 0) {
            return;
        }
        try {
            apart.executeWithoutResult(status -> jdbc.sql("insert into tr_staff_sync_turn (source) values (:source)")
                    .param("source", source)
                    .update());
        } catch (DuplicateKeyException e) {
            // Somebody else has just made it.
        }
    }

    void begin(
            String id, String source, String askedBy, boolean complete, boolean allowLeavers, @Nullable Instant since) {
        jdbc.sql("""
                        insert into tr_staff_sync (id, source, asked_by, state, phase, complete, allow_leavers, blind, since_at, tries,
                        listed, added, changed, enabled, disabled, units_added, units_changed, units_disabled, faults, started_at, progressed_at)
                        values (:id, :source, :by, 'RUNNING', 'UNITS', :complete, :allow, false, :since, 0,
                        0, 0, 0, 0, 0, 0, 0, 0, 0, :now, :now)
                        """)
                .param("id", id)
                .param("source", source)
                .param("by", askedBy)
                .param("complete", complete)
                .param("allow", allowLeavers)
                .param("since", SqlTime.toSql(since))
                .param("now", SqlTime.toSql(clock.instant()))
                .update();
        jdbc.sql("update tr_staff_sync_turn set run_id = :id where source = :source")
                .param("id", id)
                .param("source", source)
                .update();
    }

    Optional<SyncRun> find(String id) {
        return jdbc.sql("select * from tr_staff_sync where id = :id")
                .param("id", id)
                .query((rs, row) -> run(rs))
                .optional();
    }

    /** Held until the step ends. */
    Standing standing(String id) {
        return jdbc.sql("select * from tr_staff_sync where id = :id for update")
                .param("id", id)
                .query((rs, row) -> new Standing(
                        run(rs),
                        Phase.valueOf(rs.getString("phase")),
                        rs.getBoolean("allow_leavers"),
                        rs.getBoolean("blind"),
                        SqlTime.readNullable(rs, "since_at"),
                        rs.getString("place"),
                        rs.getInt("tries"),
                        SqlTime.readNullable(rs, "newest_at"),
                        SqlTime.readNullable(rs, "faulty_at")))
                .optional()
                .orElseThrow(() -> new IllegalStateException("No staff-sync run " + id));
    }

    /** Newest first. */
    List<SyncRun> list(Page.Request page) {
        String after = page.after();
        return jdbc.sql("select * from tr_staff_sync " + (after == null ? "" : "where id < :after ")
                        + "order by id desc fetch first " + page.fetch() + " rows only")
                .params(after == null ? Map.of() : Map.of("after", after))
                .query((rs, row) -> run(rs))
                .list();
    }

    List<SyncRun.Fault> faults(String run, Page.Request page) {
        return jdbc.sql(
                        "select * from tr_staff_sync_fault where run_id = :run and fault_no > :after order by fault_no fetch first "
                                + page.fetch() + " rows only")
                .param("run", run)
                .param("after", number(page.after()))
                .query((rs, row) -> new SyncRun.Fault(
                        rs.getInt("fault_no"),
                        rs.getString("kind"),
                        rs.getInt("line_no"),
                        rs.getString("source_id"),
                        rs.getString("reason")))
                .list();
    }

    private static int number(@Nullable String after) {
        try {
            return after == null ? 0 : Integer.parseInt(after);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** Another page is done. */
    void progress(Standing to) {
        SyncRun run = to.run();
        jdbc.sql("""
                        update tr_staff_sync set phase = :phase, blind = :blind, place = :place, tries = :tries, listed = :listed, added = :added,
                        changed = :changed, enabled = :enabled, disabled = :disabled, units_added = :unitsAdded,
                        units_changed = :unitsChanged, units_disabled = :unitsDisabled, faults = :faults, newest_at = :newest,
                        faulty_at = :faulty, detail = :detail, progressed_at = :now
                        where id = :id
                        """)
                .param("phase", to.phase().name())
                .param("blind", to.blind())
                .param("place", to.place())
                .param("tries", to.tries())
                .param("listed", run.listed())
                .param("added", run.added())
                .param("changed", run.changed())
                .param("enabled", run.enabled())
                .param("disabled", run.disabled())
                .param("unitsAdded", run.unitsAdded())
                .param("unitsChanged", run.unitsChanged())
                .param("unitsDisabled", run.unitsDisabled())
                .param("faults", run.faults())
                .param("newest", SqlTime.toSql(to.newest()))
                .param("faulty", SqlTime.toSql(to.faulty()))
                .param("detail", cut(run.detail(), LONGEST_TEXT))
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", run.id())
                .update();
    }

    void end(String id, SyncRun.State state, @Nullable String detail) {
        jdbc.sql(
                        "update tr_staff_sync set state = :state, detail = :detail, ended_at = :now, progressed_at = :now where id = :id")
                .param("state", state.name())
                .param("detail", cut(detail, LONGEST_TEXT))
                .param("now", SqlTime.toSql(clock.instant()))
                .param("id", id)
                .update();
        jdbc.sql("delete from tr_staff_sync_seen where run_id = :id")
                .param("id", id)
                .update();
    }

    void known(String source, @Nullable Instant cursor, @Nullable Instant complete) {
        jdbc.sql("""
                        update tr_staff_sync_turn set cursor_at = coalesce(:cursor, cursor_at), complete_at = coalesce(:complete, complete_at)
                        where source = :source
                        """)
                .param("cursor", SqlTime.toSql(cursor))
                .param("complete", SqlTime.toSql(complete))
                .param("source", source)
                .update();
    }

    void fault(String run, int no, Feed.Kind kind, int line, @Nullable String sourceId, String reason) {
        if (no <= FAULTS_KEPT) {
            jdbc.sql("""
                            insert into tr_staff_sync_fault (run_id, fault_no, kind, line_no, source_id, reason)
                            values (:run, :no, :kind, :line, :id, :reason)
                            """)
                    .param("run", run)
                    .param("no", no)
                    .param("kind", kind.name())
                    .param("line", line)
                    .param("id", cut(sourceId, LONGEST_ID))
                    .param("reason", cut(reason, LONGEST_TEXT))
                    .update();
        }
    }

    /** False when the run has met it before. */
    boolean seen(String run, Feed.Kind kind, String sourceId, boolean leaves) {
        if (jdbc.sql("select count(*) from tr_staff_sync_seen where run_id = :run and kind = :kind and source_id = :id")
                        .param("run", run)
                        .param("kind", kind.name())
                        .param("id", sourceId)
                        .query(Integer.class)
                        .single()
                > 0) {
            return false;
        }
        jdbc.sql("insert into tr_staff_sync_seen (run_id, kind, source_id, leaves) values (:run, :kind, :id, :leaves)")
                .param("run", run)
                .param("kind", kind.name())
                .param("id", sourceId)
                .param("leaves", leaves)
                .update();
        return true;
    }

    Set<String> seen(String run, Feed.Kind kind, boolean leaves) {
        return new TreeSet<>(jdbc.sql(
                        "select source_id from tr_staff_sync_seen where run_id = :run and kind = :kind and leaves = :leaves")
                .param("run", run)
                .param("kind", kind.name())
                .param("leaves", leaves)
                .query(String.class)
                .list());
    }

    Optional<Said> said(String source, Feed.Kind kind, String sourceId) {
        return jdbc.sql(
                        "select active, digest from tr_staff_source where source = :source and kind = :kind and source_id = :id")
                .param("source", source)
                .param("kind", kind.name())
                .param("id", sourceId)
                .query((rs, row) -> new Said(rs.getBoolean("active"), rs.getString("digest")))
                .optional();
    }

    void say(String source, Feed.Kind kind, String sourceId, Said said) {
        if (jdbc.sql("""
                        update tr_staff_source set active = :active, digest = :digest, updated_at = :now
                        where source = :source and kind = :kind and source_id = :id
                        """)
                        .param("active", said.active())
                        .param("digest", said.digest())
                        .param("now", SqlTime.toSql(clock.instant()))
                        .param("source", source)
                        .param("kind", kind.name())
                        .param("id", sourceId)
                        .update()
                == 0) {
            jdbc.sql("""
                            insert into tr_staff_source (source, kind, source_id, active, digest, updated_at)
                            values (:source, :kind, :id, :active, :digest, :now)
                            """)
                    .param("source", source)
                    .param("kind", kind.name())
                    .param("id", sourceId)
                    .param("active", said.active())
                    .param("digest", said.digest())
                    .param("now", SqlTime.toSql(clock.instant()))
                    .update();
        }
    }

    /** Rows of people count as unread. */
    void lookAgain(String source) {
        jdbc.sql("update tr_staff_source set digest = '' where source = :source and kind = 'PERSON'")
                .param("source", source)
                .update();
    }

    private static @Nullable String cut(@Nullable String text, int longest) {
        return text == null
                ? null
                : text.substring(0, Math.min(text.length(), longest)).replace("\u0000", "");
    }

    private static SyncRun run(ResultSet rs) throws SQLException {
        return new SyncRun(
                rs.getString("id"),
                rs.getString("source"),
                rs.getString("asked_by"),
                SyncRun.State.valueOf(rs.getString("state")),
                rs.getBoolean("complete"),
                rs.getInt("listed"),
                rs.getInt("added"),
                rs.getInt("changed"),
                rs.getInt("enabled"),
                rs.getInt("disabled"),
                rs.getInt("units_added"),
                rs.getInt("units_changed"),
                rs.getInt("units_disabled"),
                rs.getInt("faults"),
                rs.getString("detail"),
                SqlTime.read(rs, "started_at"),
                SqlTime.readNullable(rs, "ended_at"));
    }
}
