// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.lifecycle.connect.ProviderPeer;
import org.truckroll.notification.carrier.CarrierWorld.Knows;
import org.truckroll.notification.carrier.CarrierWorld.Time;
import org.truckroll.shared.SqlTime;

/** Receipts of providers that are asked for them, against a real server. */
class ReceiptQuestionsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String P = "truckroll.notification.providers.tellus.";

    private Knows knows;
    private ProviderPeer peer;
    private JdbcClient jdbc;
    private Time time;
    private ReceiptQuestions questions;

    private void inWorld(Consumer<ApplicationContext> story, String... more) {
        // The address of the peer is known when it runs: the world holds it already then.
        try (ProviderPeer early = new ProviderPeer()) {
            new ApplicationContextRunner()
                    .withBean("early", ProviderPeer.class, () -> early, definition -> definition.setPrimary(true))
                    .withUserConfiguration(CarrierWorld.class)
                    .withPropertyValues(
                            P + "kind=tellustalk",
                            P + "user=natbolaget",
                            P + "password=secret-of-ours",
                            P + "ssl-bundle=peer",
                            P + "timeout=PT0.5S",
                            P + "url=" + early.url("/"))
                    .withPropertyValues(more)
                    .run(context -> {
                        knows = context.getBean(Knows.class);
                        peer = early;
                        jdbc = context.getBean(JdbcClient.class);
                        time = context.getBean(Time.class);
                        time.set(NOON);
                        questions = context.getBean(ReceiptQuestions.class);
                        story.accept(context);
                    });
        }
    }

    private void taken(String job, Instant at) {
        taken(job, at, "tellus", "SENT");
    }

    private void taken(String job, Instant at, String provider, String state) {
        knows.known.add(job);
        jdbc.sql("""
                        insert into tr_delivery (id, notice_id, channel, recipient, name, language, body, state, attempts, rounds, recalled, reported,
                        created_at, ended_at, provider, provider_id)
                        values (:job, 'n', 'SMS', '+46700000001', '', 'sv', '', :state, 1, 1, false, false, :at, :at, :provider, :job)
                        """)
                .param("job", job)
                .param("state", state)
                .param("provider", provider)
                .param("at", SqlTime.toSql(at))
                .update();
    }

    /** What the room of the deliveries does when it is told. */
    private void noteReceipts() {
        knows.taken.forEach(receipt -> jdbc.sql("update tr_delivery set state = :state where provider_id = :id")
                .param("state", receipt.state().name())
                .param("id", receipt.providerId())
                .update());
    }

    private long open() {
        return jdbc.sql("select count(*) from tr_receipt_question")
                .query(Long.class)
                .single();
    }

    @Test
    void asksAfterAMinuteAndUntilThereIsALastWord() {
        inWorld(world -> {
            taken("7", NOON);
            peer.answers(200, "[{\"job_id\":\"7\",\"status\":\"\"}]");
            assertThat(questions.askNext()).isFalse();
            assertThat(peer.asked()).as("too early").isEmpty();
            time.set(NOON.plus(Duration.ofMinutes(1)));
            questions.askNext();
            questions.askNext();
            assertThat(peer.asked()).as("asked once, then left alone").hasSize(1);
            peer.answers(200, "[{\"job_id\":\"7\",\"status\":\"success\"}]");
            time.set(NOON.plus(Duration.ofMinutes(3)));
            questions.askNext();
            assertThat(knows.taken).containsExactly(new Receipt("tellus", "7", Receipt.State.DELIVERED, "success"));
            assertThat(open()).isZero();
        });
    }

    @Test
    void asksOnWhileTheProviderIsDownAndGivesUpAfterTwoDays() {
        inWorld(world -> {
            taken("8", NOON);
            peer.answers(500, "");
            for (int hour = 1; hour < 48; hour += 5) {
                time.set(NOON.plus(Duration.ofHours(hour)));
                questions.askNext();
            }
            assertThat(peer.asked()).hasSize(10);
            assertThat(open()).isEqualTo(1);
            time.set(NOON.plus(Duration.ofHours(48)));
            questions.askNext();
            assertThat(open()).isZero();
            questions.askNext();
            assertThat(peer.asked()).as("not begun anew").hasSize(11);
            assertThat(knows.taken).isEmpty();
        });
    }

    @Test
    void asksSomeInOneStepAndSaysThatThereAreMore() {
        inWorld(world -> {
            for (int i = 0; i < 15; i++) {
                taken("job-" + i, NOON);
            }
            peer.answers(200, "[{\"status\":\"success\"}]");
            time.set(NOON.plus(Duration.ofMinutes(2)));
            assertThat(questions.askNext()).isTrue();
            noteReceipts();
            assertThat(questions.askNext()).isFalse();
            assertThat(knows.taken).hasSize(15);
            assertThat(peer.asked()).hasSize(15);
        });
    }

    /** Neither the answers before nor the question itself wait for a commit of the step while a provider is spoken with. */
    @Test
    void holdsNoRowWhileAProviderIsSpokenWith() {
        inWorld(world -> {
            taken("1", NOON);
            taken("2", NOON);
            AtomicInteger committed = new AtomicInteger();
            peer.answers("[{\"status\":\"success\"}]", () -> {
                List<Boolean> used = jdbc.sql("select used from tr_receipt")
                        .query(Boolean.class)
                        .list();
                int claimed = jdbc.sql("select count(*) from tr_receipt_question where asked = 1")
                        .query(Integer.class)
                        .single();
                // Of the second one; an open transaction would keep this thread waiting.
                if (used.equals(List.of(true)) && claimed == 1) {
                    committed.incrementAndGet();
                }
            });
            time.set(NOON.plus(Duration.ofMinutes(2)));
            new TransactionTemplate(world.getBean(PlatformTransactionManager.class))
                    .executeWithoutResult(engine -> questions.askNext());
            assertThat(peer.asked()).hasSize(2);
            assertThat(committed).hasValue(1);
            assertThat(open()).isZero();
        });
    }

    @Test
    void asksOnlyForWhatIsOpenAndOnlyWhoHasToBeAsked() {
        inWorld(
                world -> {
                    taken("1", NOON, "other", "SENT");
                    taken("2", NOON, "tellus", "DELIVERED");
                    taken("3", NOON, "tellus", "UNCLEAR");
                    taken("4", NOON, "tellus", "SENT");
                    time.set(NOON.plus(Duration.ofHours(1)));
                    questions.askNext();
                    assertThat(peer.asked())
                            .as("its reports come by themselves")
                            .isEmpty();
                    assertThat(open()).isZero();
                },
                P + "report-token=invented-token-1234567");
        inWorld(world -> {
            taken("1", NOON, "other", "SENT");
            taken("2", NOON, "tellus", "DELIVERED");
            taken("3", NOON, "tellus", "UNCLEAR");
            taken("4", NOON, "tellus", "SENT");
            peer.answers(200, "[{\"status\":\"success\"}]");
            time.set(NOON.plus(Duration.ofHours(1)));
            questions.askNext();
            assertThat(peer.asked()).extracting(ProviderPeer.Asked::target).containsExactly("/logs/v2?job_id=4");
        });
    }
}
