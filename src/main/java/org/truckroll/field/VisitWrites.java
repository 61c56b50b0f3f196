// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.truckroll.people.Caller;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;
import org.truckroll.shared.RepeatedTransaction;
import org.truckroll.shared.SqlTime;

/**
 * What a crew tells of a visit under a key of its own counts once: a telephone that lost the answer sends it again, and gets the visit as it is
 * now. What was refused is not remembered.
 */
@Service
public class VisitWrites {

    private static final int LONGEST_KEY = 200;
    /** Longer than any telephone keeps what it has not sent: a report is refused after as long. */
    private static final Duration KEPT = Duration.ofDays(90);

    private final Visits visits;
    private final FieldWork work;
    private final RepeatedTransaction transaction;
    private final JdbcClient jdbc;
    private final Json json;
    private final Clock clock;

    VisitWrites(
            Visits visits, FieldWork work, RepeatedTransaction transaction, JdbcClient jdbc, Json json, Clock clock) {
        this.visits = visits;
        this.work = work;
        this.transaction = transaction;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** @param said kind and content of what is written, in a form that {@link Json} can write */
    private record Said(String kind, @Nullable Object content) {}

    private record Known(String person, String digest) {}

    /**
     * Writes once per key, and always without one. Whoever loses against the server's own look at the task in the same moment is not troubled.
     *
     * @param kind what is written, such as {@code complete}
     * @param content what was said of it
     * @throws Problem 409 {@code idempotency-key-reused} when the key was used for something else
     */
    public Visit once(
            String visitId,
            Caller caller,
            @Nullable String key,
            String kind,
            @Nullable Object content,
            Supplier<Visit> write) {
        return transaction.run(() -> written(visitId, caller, key, kind, content, write));
    }

    private Visit written(
            String visitId,
            Caller caller,
            @Nullable String key,
            String kind,
            @Nullable Object content,
            Supplier<Visit> write) {
        if (key == null) {
            return write.get();
        }
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw Problem.badRequest("Header 'Idempotency-Key' has 1 to " + LONGEST_KEY + " characters.", List.of());
        }
        work.visible(visitId, caller);
        visits.lock(visitId).orElseThrow(() -> Problem.notFound("visit", visitId));
        String digest = json.hash(new Said(kind, content));
        Known known = jdbc.sql("select person, digest from tr_visit_write where visit_id = :visit and write_key = :key")
                .param("visit", visitId)
                .param("key", key)
                .query((rs, row) -> new Known(rs.getString("person"), rs.getString("digest")))
                .optional()
                .orElse(null);
        if (known != null) {
            if (!known.equals(new Known(caller.id(), digest))) {
                throw Problem.conflict(
                        "idempotency-key-reused", "This Idempotency-Key was used before for something else.");
            }
            return work.visible(visitId, caller);
        }
        Visit written = write.get();
        jdbc.sql("""
                        insert into tr_visit_write (visit_id, write_key, person, digest, written_at)
                        values (:visit, :key, :person, :digest, :now)
                        """)
                .param("visit", visitId)
                .param("key", key)
                .param("person", caller.id())
                .param("digest", digest)
                .param("now", SqlTime.toSql(clock.instant()))
                .update();
        return written;
    }

    @Scheduled(initialDelayString = "PT6M", fixedDelayString = "PT6H")
    void sweep() {
        jdbc.sql("delete from tr_visit_write where written_at < :before")
                .param("before", SqlTime.toSql(clock.instant().minus(KEPT)))
                .update();
    }
}
