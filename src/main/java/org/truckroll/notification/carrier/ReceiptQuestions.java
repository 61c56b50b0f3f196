// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.SqlTime;

/**
 * Asks providers what became of messages, where no callback tells: after one minute, then ever more rarely, for two days. Not asked for are mails
 * and all others of providers that know no question. A question is claimed and its answer noted in transactions of their own: no row is held while a
 * provider is spoken with.
 */
@Service
public class ReceiptQuestions {

    private static final Logger log = LoggerFactory.getLogger(ReceiptQuestions.class);
    private static final Duration LONGEST = Duration.ofHours(48);
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1));

    /** In one step: ten calls of ten seconds end well before the engine takes the step for dead. */
    private static final int AT_ONCE = 10;

    private static final int NEW_AT_ONCE = 500;

    private record Question(String provider, String providerId, int asked, Instant takenAt) {}

    private final Providers providers;
    private final Receipts receipts;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate outside;

    ReceiptQuestions(
            Providers providers,
            Receipts receipts,
            JdbcClient jdbc,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.providers = providers;
        this.receipts = receipts;
        this.jdbc = jdbc;
        this.clock = clock;
        // The step of the engine from which this is called has a transaction.
        this.outside = new TransactionTemplate(transactions);
        this.outside.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
    }

    /** Asks some that are due; true when there are more. */
    public boolean askNext() {
        return Boolean.TRUE.equals(outside.execute(status -> askSome()));
    }

    private boolean askSome() {
        List<Routes.Route> asking = providers.all().stream()
                .filter(route -> route.carrier() instanceof ReceiptSource source && source.asks(route.settings()))
                .toList();
        Instant now = clock.instant();
        if (!asking.isEmpty()) {
            asking.forEach(route -> note(route.provider(), now));
        }
        List<Question> due = due(now);
        due.stream().limit(AT_ONCE).forEach(question -> ask(question, now));
        return due.size() > AT_ONCE;
    }

    /** What was taken since we last looked. A delivery that has its receipt is no longer SENT. */
    private void note(String provider, Instant now) {
        List<Question> fresh = jdbc.sql("""
                        select provider_id, min(ended_at) as taken_at from tr_delivery d
                        where d.state = 'SENT' and d.provider = :provider and d.provider_id is not null and d.ended_at > :since
                        and not exists (select 1 from tr_receipt_question q
                            where q.provider = d.provider and q.provider_id = d.provider_id)
                        group by provider_id order by 2 fetch first :most rows only
                        """)
                .param("provider", provider)
                .param("since", SqlTime.toSql(now.minus(LONGEST)))
                .param("most", NEW_AT_ONCE)
                .query((rs, row) ->
                        new Question(provider, rs.getString("provider_id"), 0, SqlTime.read(rs, "taken_at")))
                .list();
        for (Question question : fresh) {
            jdbc.sql("""
                            insert into tr_receipt_question (provider, provider_id, asked, taken_at, next_at)
                            values (:provider, :id, 0, :taken, :next)
                            """)
                    .param("provider", provider)
                    .param("id", question.providerId())
                    .param("taken", SqlTime.toSql(question.takenAt()))
                    .param("next", SqlTime.toSql(question.takenAt().plus(PAUSES.get(0))))
                    .update();
        }
    }

    private List<Question> due(Instant now) {
        return jdbc.sql("""
                        select provider, provider_id, asked, taken_at from tr_receipt_question
                        where next_at <= :now order by next_at, provider_id fetch first :most rows only
                        """)
                .param("now", SqlTime.toSql(now))
                .param("most", AT_ONCE + 1)
                .query((rs, row) -> new Question(
                        rs.getString("provider"),
                        rs.getString("provider_id"),
                        rs.getInt("asked"),
                        SqlTime.read(rs, "taken_at")))
                .list();
    }

    private void ask(Question question, Instant now) {
        Routes.Route route = providers.find(question.provider()).orElse(null);
        if (route == null || !(route.carrier() instanceof ReceiptSource source) || !source.asks(route.settings())) {
            forget(question);
            return;
        }
        boolean last = !now.isBefore(question.takenAt().plus(LONGEST));
        if (!claim(question, now)) {
            return;
        }
        Optional<ReceiptSource.Told> told = source.ask(question.providerId(), route.settings());
        told.ifPresent(
                word -> receipts.record(question.provider(), question.providerId(), word.state(), word.detail()));
        if (told.filter(word -> word.state() != Receipt.State.SENT).isPresent()) {
            forget(question);
        } else if (last) {
            forget(question);
            log.info("Receipt did not come: provider={} asked={}", question.provider(), question.asked() + 1);
        }
    }

    /** False when another node asks just now. Who dies with a question leaves it for the next time. */
    private boolean claim(Question question, Instant now) {
        Duration pause = PAUSES.get(Math.min(question.asked() + 1, PAUSES.size() - 1));
        return jdbc.sql("""
                        update tr_receipt_question set asked = asked + 1, next_at = :next
                        where provider = :provider and provider_id = :id and asked = :asked
                        """)
                        .param("next", SqlTime.toSql(now.plus(pause)))
                        .param("provider", question.provider())
                        .param("id", question.providerId())
                        .param("asked", question.asked())
                        .update()
                == 1;
    }

    private void forget(Question question) {
        jdbc.sql("delete from tr_receipt_question where provider = :provider and provider_id = :id")
                .param("provider", question.provider())
                .param("id", question.providerId())
                .update();
    }
}
