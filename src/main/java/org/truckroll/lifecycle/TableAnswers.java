// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one table of the newest model release says. Asked outside of the engine, and every answer is kept until the table changes: who asks for
 * each order or visit pays for no evaluation. A table that cannot be evaluated says nothing, so that no work is held up by it.
 *
 * @param <Q> what the table looks at; equal questions have one answer
 * @param <A> what it says
 */
public final class TableAnswers<Q, A> {

    private static final Logger log = LoggerFactory.getLogger(TableAnswers.class);
    /** An invented order may name anything. */
    private static final int MOST_KEPT = 10_000;

    private record Kept<Q, A>(ReleasedTables.Edition edition, Map<Q, Optional<A>> answers) {}

    private final String table;
    private final ReleasedTables released;
    private final TableReader reader;
    private final BiFunction<RuleTable, Q, Optional<A>> ask;
    private volatile Kept<Q, A> kept = new Kept<>(new ReleasedTables.Edition("", 0), Map.of());

    /** @param ask asks the table itself; may throw what a table throws that is wrong */
    public TableAnswers(
            String table, ReleasedTables released, TableReader reader, BiFunction<RuleTable, Q, Optional<A>> ask) {
        this.table = table;
        this.released = released;
        this.reader = reader;
        this.ask = ask;
    }

    /** Which table holds now; empty when there is none. */
    public String edition() {
        return released.edition(table).map(ReleasedTables.Edition::fingerprint).orElse("");
    }

    /** Empty where the table says nothing. */
    public Optional<A> of(Q question) {
        ReleasedTables.Edition edition = released.edition(table).orElse(null);
        if (edition == null) {
            return Optional.empty();
        }
        Kept<Q, A> known = kept;
        if (!known.edition().equals(edition)) {
            known = new Kept<>(edition, new ConcurrentHashMap<>());
            kept = known;
        }
        Optional<A> answer = known.answers().get(question);
        if (answer == null) {
            answer = asked(edition, question);
            if (known.answers().size() < MOST_KEPT) {
                known.answers().put(question, answer);
            }
        }
        return answer;
    }

    private Optional<A> asked(ReleasedTables.Edition edition, Q question) {
        try {
            return reader.of(table, edition.version()).flatMap(rules -> ask.apply(rules, question));
        } catch (IllegalStateException | IllegalArgumentException e) {
            log.error("Failed to evaluate {}: question={} cause={}", table, question, e.getMessage());
            return Optional.empty();
        }
    }
}
