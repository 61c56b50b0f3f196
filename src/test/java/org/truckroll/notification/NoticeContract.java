// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.truckroll.notification.NoticeNode.Provider;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.Receipt;
import org.truckroll.people.Caller;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** Notices on their way to a provider, on a database: in order, once in effect, through outages and the death of nodes (issue 6, 2.3 pitfalls 1, 8, 10). */
abstract class NoticeContract {

    private static final String PHONE = "+46701740605";
    private static final String OTHER_PHONE = "+46701740606";

    /** A provider's answer that never came to our note. */
    private static final class NodeDied extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final NoticeNode.Time time = new NoticeNode.Time();
    private final NoticeNode.Processes processes = new NoticeNode.Processes();
    private final Provider first = new Provider("first", false);
    private final Provider second = new Provider("second", false);
    private final Provider knowing = new Provider("knowing", true);
    private final Map<Channel, List<Provider>> providers =
            new EnumMap<>(Map.of(Channel.SMS, List.of(first, second), Channel.MAIL, List.of(knowing)));
    private HikariDataSource database;
    private NoticeNode node;

    abstract HikariDataSource newDatabase();

    @BeforeEach
    void begin() {
        database = newDatabase();
        NoticeNode.createTables(database);
        node = node(Map.of());
    }

    @AfterEach
    void end() {
        node.close();
        database.close();
    }

    private NoticeNode node(Map<String, Object> settings) {
        return new NoticeNode(database, time, processes, providers, settings);
    }

    private static Notice notice(String key, Severity severity, String subject, Audience audience, String text) {
        return of("north", key, severity, subject, audience, text);
    }

    private static Notice of(
            String division, String key, Severity severity, String subject, Audience audience, String text) {
        return new Notice(
                key,
                "test-event",
                severity,
                division,
                subject,
                audience,
                Map.of("text", text, "title", "About " + subject),
                List.of(),
                Notice.Origin.AUTOMATIC);
    }

    private static Audience sms(String... numbers) {
        return new Audience.Addresses(List.of(numbers).stream()
                .map(number -> new Address(Channel.SMS, number, "Somebody", "en"))
                .toList());
    }

    private static Audience mail(String address) {
        return new Audience.Addresses(List.of(new Address(Channel.MAIL, address, "Somebody", "en")));
    }

    private void urgent(String key, String subject, String text) {
        node.tell(notice(key, Severity.URGENT, subject, sms(PHONE), text));
    }

    /** As another node or another request does it, beside the transaction of this thread. */
    private static void elsewhere(Runnable action) {
        try {
            CompletableFuture.runAsync(action, task -> new Thread(task).start()).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private void later(Duration duration) {
        time.now = time.now.plus(duration);
        node.work();
    }

    private String detail(String key) {
        return node.jdbc
                .sql(
                        "select detail from tr_delivery where notice_id = (select id from tr_notice where notice_key = :key)")
                .param("key", key)
                .query(String.class)
                .optional()
                .orElse("");
    }

    @Test
    void nothingLeavesBeforeTheCommitAndNothingAfterARollback() {
        assertThatThrownBy(() -> node.transaction().executeWithoutResult(status -> {
                    urgent("k1", "E-1", "one");
                    throw new IllegalStateException("The change was not made");
                }))
                .hasMessage("The change was not made");
        node.work();
        assertThat(first.got).isEmpty();
        assertThat(node.states()).isEmpty();
    }

    @Test
    void sameKeyIsToldOnce() {
        urgent("k1", "E-1", "one");
        urgent("k1", "E-1", "one");
        node.work();
        assertThat(first.texts()).containsExactly("one");
        assertThat(node.states()).containsExactly("SENT");
    }

    @Test
    void oneLaneKeepsItsOrderWhileAnotherGoesOn() {
        node = restarted(Map.of("truckroll.notification.limits.sms", ""));
        second.answer = message -> new Carried.Failed("busy", null);
        first.answer = message ->
                message.text().startsWith("a") ? new Carried.Failed("busy", null) : new Carried.Accepted("p");
        urgent("k1", "E-1", "a1");
        urgent("k2", "E-1", "b2");
        urgent("k3", "E-2", "c3");
        node.work();
        assertThat(first.texts()).containsExactlyInAnyOrder("a1", "c3");
        assertThat(node.states()).containsExactly("WAITING", "WAITING", "SENT");
        first.answer = message -> new Carried.Accepted("q" + message.text());
        later(Duration.ofSeconds(5));
        assertThat(first.texts()).containsSubsequence("a1", "b2");
        assertThat(node.states()).containsOnly("SENT");
    }

    private NoticeNode restarted(Map<String, Object> settings) {
        node.close();
        return node(settings);
    }

    @Test
    void nextProviderGetsWhatTheFirstSurelyDidNotTake() {
        first.answer = message -> new Carried.Failed("HTTP 503", null);
        urgent("k1", "E-1", "one");
        node.work();
        assertThat(first.got).hasSize(1);
        assertThat(second.got).hasSize(1);
        assertThat(second.got.get(0).id()).isEqualTo(first.got.get(0).id());
        assertThat(node.states()).containsExactly("SENT");
    }

    @Test
    void outageOfHoursIsSurvivedAndTheLimitOfTheAddressIsNotUsedUpByIt() {
        first.answer = message -> new Carried.Failed("HTTP 503", null);
        second.answer = message -> new Carried.Failed("no route", null);
        urgent("k1", "E-1", "one");
        node.work();
        for (int i = 0; i < 40; i++) {
            later(Duration.ofMinutes(12));
        }
        assertThat(node.states()).containsExactly("WAITING");
        first.answer = message -> new Carried.Accepted("p");
        later(Duration.ofMinutes(17));
        assertThat(node.states()).containsExactly("SENT");
        assertThat(processes.lanes).isEmpty();
    }

    @Test
    void givesUpAfterADayAndTellsThoseOnCallOnce() {
        first.answer = message -> new Carried.Failed("HTTP 503", null);
        second.answer = message -> new Carried.Failed("HTTP 503", null);
        urgent("k1", "E-1", "one");
        node.work();
        for (int i = 0; i < 130; i++) {
            later(Duration.ofMinutes(12));
        }
        assertThat(node.states()).containsExactly("UNDELIVERED");
        assertThat(processes.decisions).hasSize(1);
        assertThat(node.jdbc
                        .sql("select origin from tr_notice where event = 'undelivered'")
                        .query(String.class)
                        .list())
                .containsExactly("ALERT");
    }

    @Test
    void refusedAddressIsNotTriedAgainAndTheNextMessageGoes() {
        first.answer = message -> new Carried.Refused("not a mobile number");
        urgent("k1", "E-1", "one");
        node.work();
        assertThat(first.got).hasSize(1);
        assertThat(second.got).isEmpty();
        assertThat(node.states()).containsExactly("UNDELIVERED");
        first.answer = message -> new Carried.Accepted("p");
        time.now = time.now.plusSeconds(61);
        urgent("k2", "E-1", "two");
        node.work();
        assertThat(first.texts()).containsExactly("one", "two");
    }

    @Test
    void unclearAnswerOfAProviderThatKnowsNoIdsEndsTheTries() {
        first.answer = message -> new Carried.Unclear("time-out while reading");
        urgent("k1", "E-1", "one");
        node.work();
        later(Duration.ofHours(2));
        assertThat(first.got).hasSize(1);
        assertThat(second.got).as("it may have been taken by the first").isEmpty();
        assertThat(node.states()).containsExactly("UNCLEAR");
    }

    @Test
    void unclearAnswerOfAProviderThatKnowsIdsIsAskedAgainWithTheSameId() {
        knowing.answer = message -> new Carried.Unclear("time-out while reading");
        node.tell(notice("k1", Severity.IMPORTANT, "E-1", mail("a@example.org"), "one"));
        node.work();
        knowing.answer = message -> new Carried.Accepted("p");
        later(Duration.ofSeconds(5));
        assertThat(knowing.got).hasSize(2);
        assertThat(knowing.got.get(0).id()).isEqualTo(knowing.got.get(1).id());
        assertThat(node.states()).containsExactly("SENT");
    }

    @Test
    void nodeThatDiesWhileSendingLeavesAVisibleDoubtAndNoSecondMessage() {
        first.answer = message -> {
            throw new NodeDied();
        };
        urgent("k1", "E-1", "one");
        urgent("k2", "E-1", "two");
        String lane = node.onlyLane();
        assertThatThrownBy(() -> node.step(lane)).isInstanceOf(NodeDied.class);
        assertThat(node.states()).containsExactly("SENDING", "WAITING");

        first.answer = message -> new Carried.Accepted("p");
        try (NoticeNode other = node(Map.of())) {
            other.work();
            assertThat(first.texts()).containsExactly("one");
            assertThat(other.states()).containsExactly("UNCLEAR", "HELD");
            time.now = time.now.plusSeconds(61);
            other.work();
        }
        assertThat(first.texts()).containsExactly("one", "two");
    }

    @Test
    void nodeThatDiesWhileSendingIsFollowedWithTheSameIdWhereTheProviderKnowsIt() {
        knowing.answer = message -> {
            throw new NodeDied();
        };
        node.tell(notice("k1", Severity.IMPORTANT, "E-1", mail("a@example.org"), "one"));
        String lane = node.onlyLane();
        assertThatThrownBy(() -> node.step(lane)).isInstanceOf(NodeDied.class);
        knowing.answer = message -> new Carried.Accepted("p");
        node.work();
        assertThat(knowing.got).hasSize(2);
        assertThat(knowing.got.get(0).id()).isEqualTo(knowing.got.get(1).id());
        assertThat(node.states()).containsExactly("SENT");
    }

    /** The dead node's provider may have it: nobody else gets it, even if that one is down now. */
    @Test
    void whatADeadNodeHandedOverGoesToNoOtherProvider() {
        Provider other = new Provider("other", true);
        providers.put(Channel.MAIL, List.of(knowing, other));
        knowing.answer = message -> {
            throw new NodeDied();
        };
        node.tell(notice("k1", Severity.IMPORTANT, "E-1", mail("a@example.org"), "one"));
        String lane = node.onlyLane();
        assertThatThrownBy(() -> node.step(lane)).isInstanceOf(NodeDied.class);
        knowing.answer = message -> new Carried.Failed("HTTP 503", null);
        node.work();
        knowing.answer = message -> new Carried.Accepted("p");
        later(Duration.ofSeconds(5));
        assertThat(other.got).isEmpty();
        assertThat(knowing.got).hasSize(3);
        assertThat(knowing.got)
                .extracting(Outgoing::id)
                .containsOnly(knowing.got.get(0).id());
        assertThat(node.states()).containsExactly("SENT");
    }

    /** At random, and always the same: what is taken may be taken silently, by a provider or for a node that dies at it. */
    @Test
    void orderOfEachLaneOutlivesFailuresDoubtsAndDeaths() {
        node = restarted(Map.of("truckroll.notification.limits.sms", ""));
        Random chance = new Random(20261122);
        List<String> taken = new ArrayList<>();
        Function<Outgoing, Carried> moods = message -> {
            int mood = chance.nextInt(8);
            if (mood < 2) {
                return new Carried.Failed("HTTP 503", null);
            }
            if (mood > 3 || chance.nextBoolean()) {
                taken.add(message.text());
            }
            if (mood == 2) {
                throw new NodeDied();
            }
            return mood == 3 ? new Carried.Unclear("no answer") : new Carried.Accepted(message.id());
        };
        first.answer = moods;
        second.answer = moods;
        int told = 0;
        for (int round = 0; round < 200 && (round < 12 || !processes.lanes.isEmpty()); round++) {
            for (int lane = 0; round < 12 && lane < 6; lane++) {
                node.tell(notice(
                        "k" + told,
                        Severity.URGENT,
                        "E-" + lane % 3,
                        sms(lane < 3 ? PHONE : OTHER_PHONE),
                        "lane " + lane + " no " + (100 + told++)));
            }
            time.now = time.now.plusSeconds(40);
            try {
                node.work();
            } catch (NodeDied e) {
                assertThat(node.states()).contains("SENDING");
            }
        }
        assertThat(processes.lanes).isEmpty();
        assertThat(node.states()).hasSize(told).containsOnly("SENT", "UNCLEAR").contains("SENT", "UNCLEAR");
        assertThat(taken).doesNotHaveDuplicates();
        for (int lane = 0; lane < 6; lane++) {
            String name = "lane " + lane + " ";
            assertThat(taken)
                    .filteredOn(text -> text.startsWith(name))
                    .hasSizeGreaterThan(3)
                    .isSorted();
        }
        assertThat(taken)
                .containsAll(node.jdbc
                        .sql("select body from tr_delivery where state = 'SENT'")
                        .query(String.class)
                        .list());
    }

    private List<String> subjects() {
        return node.jdbc
                .sql("select subject from tr_notice order by subject")
                .query(String.class)
                .list();
    }

    private long count(String table) {
        return node.jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    @Test
    void whatHasEndedIsForgottenAfterAYearAndNothingElse() {
        node = restarted(Map.of(
                "truckroll.notification.retry-interval", "P30D", "truckroll.notification.give-up-after", "P800D"));
        urgent("k1", "A: sent", "one");
        node.receipts().record("first", "never heard of", Receipt.State.SENT, "");
        node.work();
        node.receipts().record("first", first.got.get(0).id() + "-at-provider", Receipt.State.DELIVERED, "");
        knowing.answer = message -> new Carried.Refused("no such mailbox");
        node.tell(notice("k2", Severity.IMPORTANT, "B: a person decides", mail("a@example.org"), "two"));
        node.work();
        knowing.answer = message -> new Carried.Failed("HTTP 503", null);
        node.tell(notice("k3", Severity.IMPORTANT, "C: still tried", mail("b@example.org"), "three"));
        node.work();
        time.now = time.now.plus(Duration.ofDays(200));
        node.work();
        urgent("k4", "D: younger", "four");
        node.work();
        node.bean(NoticeRetention.class).sweep();
        assertThat(subjects())
                .as("not yet a year")
                .contains("A: sent", "B: a person decides", "C: still tried", "D: younger");

        time.now = time.now.plus(Duration.ofDays(166));
        node.bean(NoticeRetention.class).sweep();
        assertThat(subjects())
                .doesNotContain("A: sent")
                .contains("B: a person decides", "C: still tried", "D: younger");
        assertThat(node.jdbc
                        .sql("select count(*) from tr_delivery where notice_id not in (select id from tr_notice)")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(count("tr_receipt")).isZero();
        assertThat(node.jdbc
                        .sql("select count(*) from tr_notice_lane where subject = 'A: sent'")
                        .query(Long.class)
                        .single())
                .isZero();

        node.bean(Undelivered.class)
                .decide(processes.decisions.get(0).noticeId(), Undelivered.Decision.CLOSE, "somebody");
        knowing.answer = message -> new Carried.Accepted("p");
        node.work();
        node.bean(NoticeRetention.class).sweep();
        assertThat(subjects()).doesNotContain("B: a person decides").contains("C: still tried", "D: younger");
        time.now = time.now.plus(Duration.ofDays(400));
        node.bean(NoticeRetention.class).sweep();
        assertThat(subjects()).isEmpty();
        assertThat(count("tr_notice_lane") + count("tr_notice_address") + count("tr_delivery"))
                .isZero();
        urgent("k5", "A: sent", "five");
        node.work();
        assertThat(first.texts()).endsWith("five");
    }

    /** The step broke off after the note of the result, before its own commit. */
    @Test
    void stepThatIsRepeatedAfterItsResultWasNotedSendsNothing() {
        urgent("k1", "E-1", "one");
        String lane = node.onlyLane();
        assertThatThrownBy(() -> node.transaction().executeWithoutResult(status -> {
                    node.bean(LaneRun.class).deliverNext(lane);
                    throw new NodeDied();
                }))
                .isInstanceOf(NodeDied.class);
        assertThat(node.states()).containsExactly("SENT");
        node.work();
        assertThat(first.got).hasSize(1);
        assertThat(processes.lanes).isEmpty();
    }

    /** A long pause of its machine: another node took its step over meanwhile. */
    @Test
    void slowNodeCorrectsTheDoubtThatTheOtherOneNoted() {
        AtomicReference<String> lane = new AtomicReference<>();
        first.answer = message -> {
            elsewhere(() -> {
                assertThat(node.step(lane.get())).isInstanceOf(LaneRun.More.class);
                assertThat(node.states()).containsExactly("UNCLEAR");
            });
            return new Carried.Accepted("p");
        };
        urgent("k1", "E-1", "one");
        lane.set(node.onlyLane());
        node.step(lane.get());
        assertThat(first.got).hasSize(1);
        assertThat(node.states()).containsExactly("SENT");
    }

    @Test
    void silenceFollowsARecallAlsoForAStepThatIsDue() {
        urgent("k1", "E-1", "one");
        urgent("k2", "E-2", "two");
        node.bean(Notifications.class).recall("E-1", "test-event");
        node.work();
        assertThat(first.texts()).containsExactly("two");
        assertThat(node.states()).containsExactlyInAnyOrder("DROPPED", "SENT");
    }

    /** GEO-33: also what waits for room under the limits of the telephone. */
    @Test
    void whoIsOnCallNoMoreGetsNothingOfWhatWaits() {
        operator("olga", "'MOBILE', '0701740607'");
        operator("oscar", "'MOBILE', '0701740608'");
        Audience onCall = new Audience.OnCall(1);
        node.tell(notice("k1", Severity.URGENT, "E-1", onCall, "one"));
        node.work();
        node.tell(notice("k2", Severity.URGENT, "E-2", onCall, "two"));
        node.tell(of("south", "k3", Severity.URGENT, "E-3", new Audience.People(List.of("olga")), "three"));
        node.work();
        node.bean(Notifications.class).recallFrom("olga", "north", Set.of("test-event"));
        later(Duration.ofMinutes(1));
        later(Duration.ofMinutes(1));
        assertThat(first.got.stream().filter(message -> message.to().equals("+46701740607")))
                .extracting(Outgoing::text)
                .containsExactly("one", "three");
        assertThat(first.got.stream().filter(message -> message.to().equals("+46701740608")))
                .extracting(Outgoing::text)
                .containsExactly("one", "two");
        assertThat(processes.lanes).isEmpty();
    }

    /** GEO-33: a shift ends by the clock, and nobody recalls anything. */
    @Test
    void whatWaitedUntilItsPersonWasRelievedIsDropped() {
        operator("olga", "'MOBILE', '0701740607'");
        Audience onCall = new Audience.OnCall(1);
        node.tell(notice("k1", Severity.URGENT, "E-1", onCall, "one"));
        node.work();
        node.tell(notice("k2", Severity.URGENT, "E-2", onCall, "two"));
        node.tell(notice("k3", Severity.URGENT, "E-3", sms("+46701740607"), "three"));
        node.work();
        node.relieved.add("olga");
        later(Duration.ofMinutes(1));
        later(Duration.ofMinutes(1));
        assertThat(first.texts()).as("neither alone nor with another one").containsExactly("one", "three");
        assertThat(node.jdbc
                        .sql("select body from tr_delivery where detail = 'The person is not on call any more.'")
                        .query(String.class)
                        .list())
                .containsExactly("two");
        assertThat(processes.lanes).isEmpty();
    }

    @Test
    void whatIsBeingSentDuringARecallIsNotTriedAgain() {
        first.answer = message -> {
            elsewhere(() -> node.bean(Notifications.class).recall("E-1", "test-event"));
            return new Carried.Failed("HTTP 503", null);
        };
        urgent("k1", "E-1", "one");
        node.work();
        later(Duration.ofMinutes(30));
        assertThat(first.got).hasSize(1);
        assertThat(second.got).isEmpty();
        assertThat(node.states()).containsExactly("DROPPED");
        assertThat(processes.lanes).isEmpty();
    }

    /** GoAlert's limits, which carriers bear: 1 a minute, 5 in 15 minutes, 11 an hour, 21 in 3 hours. */
    @Test
    void addressGetsNoMoreThanItsLimitsAndTheRestInOneMessage() {
        for (int i = 1; i <= 4; i++) {
            urgent("k" + i, "E-" + i, "alert " + i);
        }
        node.work();
        assertThat(first.got).hasSize(1);
        assertThat(node.states()).containsOnlyOnce("SENT").contains("HELD");
        time.now = time.now.plusSeconds(59);
        node.work();
        assertThat(first.got).hasSize(1);
        later(Duration.ofSeconds(1));
        assertThat(first.got).hasSize(2);
        assertThat(first.texts().get(1).lines()).hasSize(3).allMatch(line -> line.startsWith("alert "));
        assertThat(String.join("\n", first.texts()).lines().distinct()).hasSize(4);
        assertThat(node.states()).containsExactlyInAnyOrder("SENT", "SENT", "BUNDLED", "BUNDLED");
        later(Duration.ofMinutes(1));
        assertThat(first.got).hasSize(2);
        assertThat(processes.lanes).isEmpty();
    }

    @Test
    void sameTextIsNotToldTwiceInOneMessage() {
        urgent("k1", "E-1", "event 12 waits");
        urgent("k2", "E-1", "event 12 waits");
        urgent("k3", "E-1", "event 12 waits");
        node.work();
        later(Duration.ofMinutes(1));
        assertThat(first.texts()).containsExactly("event 12 waits", "event 12 waits");
        assertThat(node.states()).containsExactly("SENT", "SENT", "BUNDLED");
    }

    @Test
    void whatAPersonWroteGoesAlone() {
        for (int i = 1; i <= 3; i++) {
            node.tell(new Notice(
                    "k" + i,
                    "test-event",
                    Severity.URGENT,
                    "north",
                    "E-" + i,
                    sms(PHONE),
                    Map.of("text", "words " + i, "title", ""),
                    List.of(),
                    Notice.Origin.PERSON));
        }
        node.work();
        later(Duration.ofMinutes(1));
        assertThat(first.texts()).hasSize(2).noneMatch(text -> text.contains("\n"));
        later(Duration.ofMinutes(1));
        assertThat(first.texts()).containsExactlyInAnyOrder("words 1", "words 2", "words 3");
    }

    @Test
    void whatWentAlongWithAFailedMessageWaitsForItselfAgain() {
        for (int i = 1; i <= 3; i++) {
            urgent("k" + i, "E-" + i, "alert " + i);
        }
        node.work();
        first.answer = message -> new Carried.Failed("HTTP 503", null);
        second.answer = message -> {
            elsewhere(() -> node.bean(Notifications.class).recall("E-2", "test-event"));
            elsewhere(() -> node.bean(Notifications.class).recall("E-3", "test-event"));
            elsewhere(() -> node.bean(Notifications.class).recall("E-1", "test-event"));
            return new Carried.Failed("HTTP 503", null);
        };
        later(Duration.ofSeconds(60));
        assertThat(node.states()).containsExactlyInAnyOrder("SENT", "DROPPED", "DROPPED");
        later(Duration.ofMinutes(10));
        assertThat(processes.lanes).isEmpty();
    }

    private void threeInTheNextMessage() {
        for (int i = 1; i <= 4; i++) {
            urgent("k" + i, "E-" + i, "alert " + i);
        }
        node.work();
        assertThat(first.got).hasSize(1);
    }

    /** The text of a stranger may be what a carrier refuses: alone the others arrive. */
    @Test
    void whatWentAlongWithARefusedMessageWaitsForItselfAgain() {
        threeInTheNextMessage();
        first.answer =
                message -> message.text().contains("\n") ? new Carried.Refused("filtered") : new Carried.Accepted("p");
        later(Duration.ofMinutes(1));
        assertThat(first.got).hasSize(2);
        for (int i = 0; i < 8; i++) {
            later(Duration.ofMinutes(15));
        }
        assertThat(node.states()).containsExactlyInAnyOrder("SENT", "SENT", "SENT", "UNDELIVERED");
        assertThat(processes.decisions).hasSize(1);
        assertThat(processes.lanes).isEmpty();
    }

    /** Three alerts in one SMS whose answer never came, by a provider that knows our ids; the try that ended so. */
    private Outgoing threeOfUnclearFate() {
        providers.put(Channel.SMS, List.of(knowing));
        for (int i = 1; i <= 4; i++) {
            urgent("k" + i, "E-" + i, "alert " + i);
        }
        node.work();
        Function<Outgoing, Carried> before = knowing.answer;
        knowing.answer = message -> {
            before.apply(message);
            return new Carried.Unclear("time-out while reading");
        };
        later(Duration.ofMinutes(1));
        assertThat(knowing.got).hasSize(2);
        assertThat(knowing.texts().get(1).lines()).hasSize(3);
        return knowing.got.get(1);
    }

    private String subjectOf(String deliveryId) {
        return node.jdbc
                .sql("select n.subject from tr_notice n join tr_delivery d on d.notice_id = n.id where d.id = :id")
                .param("id", deliveryId)
                .query(String.class)
                .single();
    }

    private void recall(String deliveryId) {
        node.bean(Notifications.class).recall(subjectOf(deliveryId), "test-event");
    }

    private List<String> companions() {
        return node.jdbc
                .sql("select id from tr_delivery where state = 'BUNDLED'")
                .query(String.class)
                .list();
    }

    /** The provider knows the id: what it refuses now it has not taken before. */
    @Test
    void whatWentAlongWithAMessageThatIsRefusedAfterADoubtWaitsForItselfAgain() {
        Outgoing doubted = threeOfUnclearFate();
        later(Duration.ofSeconds(3));
        knowing.answer =
                message -> message.text().contains("\n") ? new Carried.Refused("filtered") : new Carried.Accepted("p");
        later(Duration.ofSeconds(2));
        assertThat(knowing.got).hasSize(3);
        assertThat(knowing.got.get(2).id()).isEqualTo(doubted.id());
        for (int i = 0; i < 8; i++) {
            later(Duration.ofMinutes(15));
        }
        assertThat(node.states()).containsExactlyInAnyOrder("SENT", "SENT", "SENT", "UNDELIVERED");
        assertThat(knowing.texts().subList(3, knowing.got.size())).hasSize(2).noneMatch(text -> text.contains("\n"));
        assertThat(processes.decisions).hasSize(1);
        assertThat(processes.lanes).isEmpty();
    }

    /** The others still want to be heard, and under their own ids they might come twice. */
    @Test
    void recallOfAMessageOfUnclearFateLeavesNobodyBehindWhoWentAlong() {
        Outgoing doubted = threeOfUnclearFate();
        recall(doubted.id());
        knowing.answer = message -> new Carried.Accepted("p");
        later(Duration.ofSeconds(5));
        later(Duration.ofSeconds(15));
        assertThat(knowing.got).hasSize(3);
        assertThat(knowing.got.get(2)).isEqualTo(doubted);
        assertThat(node.states()).containsExactlyInAnyOrder("SENT", "SENT", "BUNDLED", "BUNDLED");
        assertThat(processes.lanes).isEmpty();
    }

    @Test
    void recallDuringTheTryWhoseAnswerIsUnclearLeavesNobodyBehindWhoWentAlong() {
        AtomicReference<String> head = new AtomicReference<>();
        knowing.answer = message -> {
            if (message.text().contains("\n") && head.compareAndSet(null, message.id())) {
                elsewhere(() -> recall(message.id()));
            }
            return new Carried.Accepted("p");
        };
        Outgoing doubted = threeOfUnclearFate();
        assertThat(doubted.id()).isEqualTo(head.get());
        knowing.answer = message -> {
            throw new NodeDied();
        };
        time.now = time.now.plusSeconds(5);
        assertThatThrownBy(() -> node.work()).isInstanceOf(NodeDied.class);
        knowing.answer =
                message -> message.text().contains("\n") ? new Carried.Refused("filtered") : new Carried.Accepted("p");
        node.work();
        assertThat(knowing.got).hasSize(4);
        assertThat(knowing.got).element(3).isEqualTo(doubted);
        for (int i = 0; i < 8; i++) {
            later(Duration.ofMinutes(15));
        }
        assertThat(node.states()).containsExactlyInAnyOrder("SENT", "SENT", "SENT", "UNDELIVERED");
        assertThat(alerts()).as("somebody has taken charge").isZero();
        assertThat(processes.lanes).isEmpty();
    }

    @Test
    void messageOfUnclearFateIsSilentWhenAllOfItIsRecalled() {
        Outgoing doubted = threeOfUnclearFate();
        recall(doubted.id());
        companions().forEach(this::recall);
        later(Duration.ofSeconds(5));
        later(Duration.ofSeconds(15));
        assertThat(knowing.got).hasSize(2);
        assertThat(node.states()).containsExactlyInAnyOrder("SENT", "DROPPED", "DROPPED", "DROPPED");
        assertThat(processes.lanes).isEmpty();
    }

    /** GEO-44: each of their notices gets its line, its alert and its task. */
    @Test
    void whatWentAlongIsAsUndeliveredAsItsMessageWhenTheProviderSaysSoLater() {
        threeInTheNextMessage();
        first.answer = message -> new Carried.Accepted("P-1");
        later(Duration.ofMinutes(1));
        later(Duration.ofMinutes(1));
        assertThat(processes.lanes).isEmpty();
        String companion = node.jdbc.sql("""
                                select n.subject from tr_delivery d join tr_notice n on n.id = d.notice_id
                                where d.state = 'BUNDLED' order by d.id fetch first 1 rows only
                                """).query(String.class).single();
        node.bean(Notifications.class).recall(companion, "test-event");
        node.receipts().record("first", "P-1", Receipt.State.UNDELIVERED, "30007");
        assertThat(node.states())
                .contains("DROPPED")
                .filteredOn("UNDELIVERED"::equals)
                .hasSize(2);
        assertThat(node.states()).doesNotContain("BUNDLED");
        assertThat(processes.decisions)
                .extracting(UndeliveredNotice::noticeId)
                .doesNotHaveDuplicates()
                .hasSize(2);
        node.bean(Undelivered.class)
                .decide(processes.decisions.get(0).noticeId(), Undelivered.Decision.SEND_AGAIN, "olga");
        later(Duration.ofMinutes(16));
        assertThat(first.got).hasSize(3);
        assertThat(first.texts().get(2)).doesNotContain("\n");
    }

    @Test
    void whatWentAlongWithAnUnclearMessageIsUnclearInTheReport() {
        threeInTheNextMessage();
        first.answer = message -> new Carried.Unclear("time-out while reading");
        later(Duration.ofMinutes(1));
        NoticeReports reports = node.bean(NoticeReports.class);
        Caller maria = dispatcher("maria", "north");
        Page.Request page = new Page.Request(10, null);
        assertThat(reports.deliveries(in(DeliveryState.UNCLEAR), maria, page))
                .hasSize(3)
                .extracting(NoticeReports.Line::state)
                .containsOnly(DeliveryState.UNCLEAR);
        assertThat(reports.deliveries(in(DeliveryState.BUNDLED), maria, page)).isEmpty();
    }

    /** Each division has its own providers. */
    @Test
    void whatDivisionsTellDoesNotTravelTogether() {
        urgent("k1", "E-1", "alert 1");
        node.work();
        urgent("k2", "E-2", "alert 2");
        node.tell(of("south", "k3", Severity.URGENT, "E-3", sms(PHONE), "alert 3"));
        node.work();
        later(Duration.ofMinutes(1));
        assertThat(first.got).hasSize(2);
        assertThat(first.texts()).noneMatch(text -> text.contains("\n"));
        later(Duration.ofMinutes(1));
        assertThat(first.texts()).containsExactlyInAnyOrder("alert 1", "alert 2", "alert 3");
    }

    /** GEO-39, GEO-46: what no fax machine prints goes by mail alone. */
    @Test
    void faxCarriesWhatCanBePrinted() {
        providers.put(Channel.FAX, List.of(second));
        List<Attached> files = List.of(
                new Attached("original.eml", "message/rfc822", new byte[] {1}),
                new Attached("plan.pdf", "application/pdf", new byte[] {2}),
                new Attached("log.txt", "Text/Plain; charset=utf-8", new byte[] {3}),
                new Attached("all.zip", "application/zip", new byte[] {4}),
                new Attached("page.tiff", "image/tiff", new byte[] {5}));
        node.tell(new Notice(
                "k1",
                "test-event",
                Severity.URGENT,
                "north",
                "E-1",
                new Audience.Addresses(List.of(
                        new Address(Channel.FAX, "08-465 004 20", "Brigade", "en"),
                        new Address(Channel.MAIL, "brigade@example.org", "Brigade", "en"))),
                Map.of("text", "one", "title", "A title"),
                files,
                Notice.Origin.AUTOMATIC));
        node.work();
        assertThat(second.got.get(0).attachments())
                .extracting(Attached::name)
                .containsExactly("plan.pdf", "log.txt", "page.tiff");
        assertThat(knowing.got.get(0).attachments()).hasSize(5);
    }

    /** EVADO-35: a title may say what an SMS may not. */
    @Test
    void titleDoesNotTravelWithAnSms() {
        urgent("k1", "E-1", "one");
        node.tell(notice("k2", Severity.URGENT, "E-1", mail("a@example.org"), "two"));
        node.work();
        assertThat(first.got).extracting(Outgoing::subject).containsOnlyNulls();
        assertThat(knowing.got).extracting(Outgoing::subject).containsExactly("About E-1");
    }

    private static NoticeReports.Search in(DeliveryState state) {
        return new NoticeReports.Search("north", null, null, null, null, state);
    }

    @Test
    void twoNodesSendOneMessageAMinuteToOneAddress() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (NoticeNode other = node(Map.of())) {
            for (int round = 0; round < 8; round++) {
                int before = first.got.size();
                urgent("a" + round, "A-" + round, "a" + round);
                urgent("b" + round, "B-" + round, "b" + round);
                List<String> lanes = List.copyOf(processes.lanes.keySet());
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<LaneRun.Left>> results = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    NoticeNode mine = i == 0 ? node : other;
                    String lane = lanes.get(i);
                    results.add(threads.submit(() -> {
                        start.await(20, TimeUnit.SECONDS);
                        return mine.step(lane);
                    }));
                }
                for (Future<LaneRun.Left> result : results) {
                    result.get(60, TimeUnit.SECONDS);
                }
                assertThat(first.got).as("round %d", round).hasSize(before + 1);
                later(Duration.ofHours(4));
                time.now = time.now.plus(Duration.ofHours(4));
            }
            assertThat(String.join("\n", first.texts()).lines().distinct()).hasSize(16);
            assertThat(String.join("\n", first.texts()).lines()).hasSize(16);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The engine lets only one of two who run the same step commit; but both may have begun. */
    @Test
    void twoWhoRunTheSameStepSendOnce() throws Exception {
        node = restarted(Map.of("truckroll.notification.limits.sms", ""));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 10; round++) {
                urgent("k" + round, "E-" + round, "t" + round);
                String lane = node.onlyLane();
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<LaneRun.Left>> results = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    results.add(threads.submit(() -> {
                        start.await(20, TimeUnit.SECONDS);
                        return node.step(lane);
                    }));
                }
                for (Future<LaneRun.Left> result : results) {
                    result.get(60, TimeUnit.SECONDS);
                }
                node.work();
            }
            assertThat(first.texts()).doesNotHaveDuplicates().hasSize(10);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nightIsQuietButForWhatIsUrgent() {
        time.now = Instant.parse("2026-11-23T20:30:00Z");
        node.tell(notice("k1", Severity.STANDARD, "E-1", sms(PHONE), "tomorrow at ten"));
        node.tell(notice("k2", Severity.URGENT, "E-1", sms(OTHER_PHONE), "fire"));
        node.work();
        assertThat(first.texts()).containsExactly("fire");
        assertThat(node.states()).containsExactlyInAnyOrder("HELD", "SENT");
        time.now = Instant.parse("2026-11-24T05:59:59Z");
        node.work();
        assertThat(first.got).hasSize(1);
        time.now = Instant.parse("2026-11-24T06:00:00Z");
        node.work();
        assertThat(first.texts()).containsExactly("fire", "tomorrow at ten");
    }

    /** A person's own quiet hours hold what can wait, for nobody else, and nothing that is urgent. */
    @Test
    void personIsLeftInPeaceAtHoursOfTheOwn() {
        OwnQuietHours own = node.context.getBean(OwnQuietHours.class);
        Caller olga = new Caller("olga", Caller.Kind.PERSON, Set.of(), Set.of(), Set.of());
        assertThatThrownBy(() -> own.set(new OwnQuietHours.Hours(LocalTime.NOON, LocalTime.NOON), olga))
                .hasMessageContaining("different times");
        assertThatThrownBy(() -> own.set(new OwnQuietHours.Hours(LocalTime.NOON, null), olga))
                .hasMessageContaining("without both");
        own.set(new OwnQuietHours.Hours(LocalTime.of(12, 0), LocalTime.of(14, 0)), olga);
        time.now = Instant.parse("2026-11-23T11:30:00Z");
        node.tell(notice("k1", Severity.STANDARD, "E-1", sms(PHONE), "for Olga"));
        node.jdbc.sql("update tr_delivery set person = 'olga'").update();
        node.tell(notice("k2", Severity.STANDARD, "E-2", sms(OTHER_PHONE), "for somebody else"));
        node.work();
        assertThat(first.texts()).containsExactly("for somebody else");
        node.tell(notice("k3", Severity.URGENT, "E-3", sms("+46701740699"), "fire"));
        node.jdbc
                .sql("update tr_delivery set person = 'olga' where state = 'WAITING'")
                .update();
        node.work();
        assertThat(first.texts()).containsExactly("for somebody else", "fire");
        time.now = Instant.parse("2026-11-23T13:00:00Z");
        node.work();
        assertThat(first.texts()).containsExactly("for somebody else", "fire", "for Olga");
        assertThat(own.of(olga).from()).isEqualTo("12:00");
        own.set(new OwnQuietHours.Hours(null, null), olga);
        assertThat(own.of(olga)).isEqualTo(new OwnQuietHours.Hours(null, null));
    }

    @Test
    void receiptBeforeOurNoteOfTheMessageIsNotLost() {
        first.answer = message -> {
            elsewhere(() -> node.receipts().record("first", "P-1", Receipt.State.DELIVERED, ""));
            return new Carried.Accepted("P-1");
        };
        urgent("k1", "E-1", "one");
        node.work();
        assertThat(node.states()).containsExactly("DELIVERED");
    }

    /** Its answer did not come, so that we know our own id only; the receipt comes before or after the doubt is noted. */
    @Test
    void receiptThatNamesOurIdSettlesTheDoubt() {
        first.answer = message -> {
            if (message.text().equals("early")) {
                elsewhere(() -> told(message.id(), "P-early", Receipt.State.DELIVERED));
            }
            return new Carried.Unclear("time-out while reading");
        };
        urgent("k1", "E-1", "early");
        node.work();
        assertThat(node.states()).containsExactly("DELIVERED");

        time.now = time.now.plusSeconds(61);
        urgent("k2", "E-2", "late");
        node.work();
        assertThat(node.states()).containsExactly("DELIVERED", "UNCLEAR");
        String late = first.got.get(1).id();
        node.receipts().record("second", late, "P-late", Receipt.State.DELIVERED, "of another provider");
        assertThat(node.states()).containsExactly("DELIVERED", "UNCLEAR");
        told(late, "P-late", Receipt.State.SENT);
        assertThat(node.states()).containsExactly("DELIVERED", "SENT");
        told(late, "P-late", Receipt.State.UNDELIVERED);
        assertThat(node.states()).containsExactly("DELIVERED", "UNDELIVERED");
        assertThat(processes.decisions).hasSize(1);
    }

    private void told(String id, String providerId, Receipt.State state) {
        node.receipts().record("first", id, providerId, state, "told");
    }

    /** The node died while the provider's answer was on its way; its receipt is there before anybody has noted the doubt. */
    @Test
    void receiptOfWhatADeadNodeSentIsKeptUntilTheDoubtIsNoted() {
        first.answer = message -> {
            throw new NodeDied();
        };
        urgent("k1", "E-1", "one");
        String lane = node.onlyLane();
        assertThatThrownBy(() -> node.step(lane)).isInstanceOf(NodeDied.class);
        told(first.got.get(0).id(), "P-1", Receipt.State.DELIVERED);
        assertThat(node.states()).containsExactly("SENDING");
        node.work();
        assertThat(first.got).hasSize(1);
        assertThat(node.states()).containsExactly("DELIVERED");
    }

    @Test
    void receiptsComeTwiceAndInAnyOrder() {
        first.answer = message -> new Carried.Accepted("P-1");
        urgent("k1", "E-1", "one");
        node.work();
        node.receipts().record("first", "P-1", Receipt.State.DELIVERED, "");
        node.receipts().record("first", "P-1", Receipt.State.UNDELIVERED, "late word");
        node.receipts().record("first", "P-1", Receipt.State.SENT, "");
        node.receipts().record("first", "P-1", Receipt.State.DELIVERED, "");
        node.receipts().record("second", "P-1", Receipt.State.UNDELIVERED, "of another provider");
        assertThat(node.states()).containsExactly("DELIVERED");
        assertThat(processes.decisions).isEmpty();
    }

    /** GEO-44, pitfall 10: an alert, an alert about the alert by mail alone, and then no more. */
    @Test
    void alertsAboutAlertsEnd() {
        operator("olga", "'MOBILE', '0701740607'", "'EMAIL', 'olga@example.org'");
        first.answer = message -> new Carried.Refused("unknown number");
        knowing.answer = message -> new Carried.Refused("unknown mailbox");
        urgent("k1", "E-1", "one");
        node.work();
        assertThat(node.jdbc
                        .sql("select origin from tr_notice order by id")
                        .query(String.class)
                        .list())
                .containsExactly("AUTOMATIC", "ALERT", "ALERT_ABOUT_ALERT");
        assertThat(node.jdbc.sql("""
                                select channel from tr_delivery d join tr_notice n on n.id = d.notice_id
                                where n.origin = 'ALERT_ABOUT_ALERT' order by channel
                                """).query(String.class).list()).containsExactly("MAIL", "PAGE");
        assertThat(processes.decisions).as("about the notice, about its alert").hasSize(2);
        assertThat(first.got.get(1).to()).isEqualTo("+46701740607");
    }

    @Test
    void personHasItSentAgainWithAnIdOfItsOwn() {
        first.answer = message -> new Carried.Refused("blocked");
        urgent("k1", "E-1", "one");
        node.work();
        String notice = processes.decisions.get(0).noticeId();
        first.answer = message -> new Carried.Accepted("p");
        node.bean(Undelivered.class).decide(notice, Undelivered.Decision.SEND_AGAIN, "olga");
        later(Duration.ofMinutes(2));
        assertThat(first.texts()).containsExactly("one", "one");
        assertThat(first.got.get(0).id()).isNotEqualTo(first.got.get(1).id());
        assertThat(node.states()).containsExactly("DROPPED", "SENT");
    }

    /** GEO-44: also to who had no address; nothing that cannot be sent closes the task. */
    @Test
    void sentAgainGoesToTheAddressThatIsEnteredByThen() {
        operator("olga", "'MOBILE', '0701740607'");
        operator("oscar");
        first.answer = message ->
                message.to().equals("+46701740607") ? new Carried.Refused("no such number") : new Carried.Accepted("p");
        node.tell(notice("k1", Severity.URGENT, "E-1", new Audience.People(List.of("oscar")), "one"));
        node.tell(notice("k2", Severity.URGENT, "E-2", new Audience.People(List.of("olga")), "two"));
        node.work();
        Undelivered undelivered = node.bean(Undelivered.class);
        String ofOscar = decisionAbout("E-1");
        assertThatThrownBy(() -> undelivered.decide(ofOscar, Undelivered.Decision.SEND_AGAIN, "olga"))
                .hasMessageContaining("no way");
        assertThat(decides(ofOscar)).isTrue();

        contact("oscar", "'MOBILE', '0701740608'");
        undelivered.decide(ofOscar, Undelivered.Decision.SEND_AGAIN, "olga");
        assertThat(decides(ofOscar)).isFalse();
        for (int i = 0; i < 5; i++) {
            later(Duration.ofMinutes(2));
        }
        node.jdbc
                .sql("update tr_contact_point set address = '0701740609' where person = 'olga'")
                .update();
        undelivered.decide(decisionAbout("E-2"), Undelivered.Decision.SEND_AGAIN, "olga");
        later(Duration.ofMinutes(2));
        assertThat(first.got)
                .extracting(Outgoing::to, Outgoing::text)
                .contains(tuple("+46701740608", "one"), tuple("+46701740609", "two"));
        assertThat(statesOf("oscar")).contains("test-event SMS SENT", "test-event MAIL UNDELIVERED");
    }

    private String decisionAbout(String subject) {
        return processes.decisions.stream()
                .filter(notice ->
                        notice.subject().equals(subject) && notice.event().equals("test-event"))
                .findFirst()
                .orElseThrow()
                .noticeId();
    }

    private boolean decides(String noticeId) {
        return node.jdbc
                .sql("select person_decides from tr_notice where id = :id")
                .param("id", noticeId)
                .query(Boolean.class)
                .single();
    }

    @Test
    void whoCannotBeReachedStandsInTheReportAndIsNoError() {
        node.tell(notice("k1", Severity.URGENT, "E-1", sms("not a number"), "one"));
        node.tell(notice("k2", Severity.URGENT, "E-1", mail("no address"), "two"));
        node.work();
        assertThat(node.states()).containsExactly("DROPPED", "DROPPED");
        assertThat(Set.of(detail("k1"), detail("k2")))
                .containsExactlyInAnyOrder("This is no telephone number.", "This is no mail address.");
    }

    private static Caller dispatcher(String id, String division) {
        return new Caller(id, Caller.Kind.PERSON, Set.of("dispatchers-" + division), Set.of(division), Set.of());
    }

    private void operator(String id, String... contacts) {
        member(id, "on-call", contacts);
        node.jdbc.sql("""
                        insert into tr_operator (division, person, step_no, mode, changed_by, changed_at)
                        values ('north', :id, 1, 'ACTIVE', :id, current_timestamp)
                        """).param("id", id).update();
    }

    private void member(String id, String group, String... contacts) {
        person(id);
        node.jdbc
                .sql("insert into tr_person_group (person, group_id) values (:id, :group)")
                .param("id", id)
                .param("group", group)
                .update();
        for (String contact : contacts) {
            contact(id, contact);
        }
    }

    private void contact(String id, String contact) {
        node.jdbc
                .sql("insert into tr_contact_point (person, kind, address, rank_no) values (:id, " + contact + ", 1)")
                .param("id", id)
                .update();
    }

    /** GEO-44: an alert that reaches somebody's page alone has not reached them. */
    @Test
    void whomNothingReachesOutsideTheHouseIsReportedOnce() {
        operator("olga", "'MOBILE', '0701740607'");
        operator("oscar");
        Audience onCall = new Audience.OnCall(1);
        node.tell(notice("k1", Severity.URGENT, "E-1", onCall, "event 12 waits"));
        node.work();
        later(Duration.ofMinutes(1));
        assertThat(processes.decisions).extracting(UndeliveredNotice::event).containsExactly("test-event");
        assertThat(first.texts())
                .hasSize(2)
                .contains("event 12 waits")
                .anyMatch(text -> text.contains("test-event, E-1"));
        assertThat(first.got).extracting(Outgoing::to).containsOnly("+46701740607");
        assertThat(statesOf("oscar"))
                .containsExactlyInAnyOrder(
                        "test-event PAGE SENT",
                        "test-event MAIL UNDELIVERED",
                        "test-event SMS UNDELIVERED",
                        "undelivered PAGE SENT",
                        "undelivered MAIL DROPPED",
                        "undelivered SMS DROPPED");
        assertThat(statesOf("olga")).contains("test-event MAIL DROPPED");
        node.tell(notice("k2", Severity.IMPORTANT, "E-2", onCall, "good to know"));
        assertThat(processes.decisions).hasSize(1);
    }

    /** GEO-44, ADR 0018: nobody is silent in vain. */
    @Test
    void whereNobodyIsOnCallDispatchersHearOfWhatDidNotArrive() {
        member("adam", "camunda-admin", "'MOBILE', '0701740609'");
        first.answer = message ->
                message.to().equals(PHONE) ? new Carried.Refused("unknown number") : new Carried.Accepted("p");
        urgent("k1", "E-1", "one");
        node.work();
        assertThat(statesOf("adam")).contains("undelivered SMS SENT");
        member("diana", "dispatchers-north", "'MOBILE', '0701740608'");
        urgent("k2", "E-2", "two");
        later(Duration.ofMinutes(2));
        assertThat(statesOf("diana")).contains("undelivered SMS SENT");
        assertThat(statesOf("adam")).containsOnlyOnce("undelivered SMS SENT");
    }

    private List<String> statesOf(String person) {
        return node.jdbc
                .sql("""
                        select n.event, d.channel, d.state from tr_delivery d join tr_notice n on n.id = d.notice_id where d.person = :person
                        """)
                .param("person", person)
                .query((rs, row) -> rs.getString(1) + " " + rs.getString(2) + " " + rs.getString(3))
                .list();
    }

    /** GEO-05, GEO-28, GEO-29: by compatible kinds of contact. */
    @Test
    void whoHasAFaxAndNoMailAddressGetsAFax() {
        providers.put(Channel.FAX, List.of(second));
        operator("olga", "'FAX', '08-465 004 20'");
        operator("oscar", "'FAX', '08-465 004 21'", "'EMAIL', 'oscar@example.org'");
        node.tell(notice("k1", Severity.IMPORTANT, "E-1", new Audience.OnCall(1), "one"));
        node.work();
        assertThat(second.got)
                .extracting(Outgoing::channel, Outgoing::to)
                .containsExactly(tuple(Channel.FAX, "+46846500420"));
        assertThat(knowing.got).extracting(Outgoing::to).containsExactly("oscar@example.org");
        assertThat(statesOf("olga")).containsExactlyInAnyOrder("test-event PAGE SENT", "test-event FAX SENT");
    }

    /** An alert that is repeated every five minutes tells once that a telephone is dead. */
    @Test
    void repeatedAlertsOpenOneTaskAndTellOnce() {
        first.answer = message -> new Carried.Refused("unknown number");
        for (int i = 1; i <= 3; i++) {
            urgent("k" + i, "E-1", "alert " + i);
            later(Duration.ofMinutes(5));
        }
        assertThat(node.states()).containsOnly("UNDELIVERED");
        assertThat(processes.decisions).hasSize(1);
        assertThat(alerts()).isEqualTo(1);
        node.bean(Undelivered.class).decide(processes.decisions.get(0).noticeId(), Undelivered.Decision.CLOSE, "olga");
        urgent("k4", "E-1", "alert 4");
        later(Duration.ofMinutes(5));
        assertThat(processes.decisions).hasSize(2);
        assertThat(alerts()).isEqualTo(2);
    }

    /** What a person wrote is looked at one by one. */
    @Test
    void eachMessageOfAPersonThatDoesNotArriveIsATask() {
        first.answer = message -> new Carried.Refused("unknown number");
        for (int i = 1; i <= 2; i++) {
            node.tell(new Notice(
                    "k" + i,
                    "test-event",
                    Severity.URGENT,
                    "north",
                    "E-1",
                    sms(PHONE),
                    Map.of("text", "words " + i, "title", ""),
                    List.of(),
                    Notice.Origin.PERSON));
            later(Duration.ofMinutes(5));
        }
        assertThat(processes.decisions).hasSize(2);
    }

    /** GEO-24: somebody has taken charge; what comes back then makes no noise. */
    @Test
    void whatIsRecalledIsATaskAndNoAlert() {
        first.answer = message -> new Carried.Accepted("P-1");
        urgent("k1", "E-1", "one");
        node.work();
        node.bean(Notifications.class).recall("E-1", "test-event");
        node.receipts().record("first", "P-1", Receipt.State.UNDELIVERED, "30003");
        assertThat(node.states()).containsExactly("UNDELIVERED");
        assertThat(processes.decisions).hasSize(1);
        assertThat(alerts()).isZero();
    }

    private long alerts() {
        return node.jdbc
                .sql("select count(*) from tr_notice where event = 'undelivered'")
                .query(Long.class)
                .single();
    }

    @Test
    void twoWhoShareATelephoneAreBothReached() {
        operator("olga", "'MOBILE', '0701740607'");
        operator("oscar", "'MOBILE', '0701740607'");
        node.tell(notice("k1", Severity.URGENT, "E-1", new Audience.OnCall(1), "event 12 waits"));
        node.work();
        assertThat(first.got).hasSize(1);
        assertThat(processes.decisions).isEmpty();
    }

    /** The page is all there is where nobody carries anything: as it was set up, and nobody drowns in tasks. */
    @Test
    void divisionWithoutAnyProviderHasThePageAlone() {
        providers.clear();
        operator("olga", "'MOBILE', '0701740607'");
        node.tell(notice("k1", Severity.URGENT, "E-1", new Audience.OnCall(1), "event 12 waits"));
        assertThat(processes.decisions).isEmpty();
        assertThat(statesOf("olga"))
                .containsExactlyInAnyOrder("test-event PAGE SENT", "test-event MAIL DROPPED", "test-event SMS DROPPED");
    }

    private void person(String id) {
        node.jdbc.sql("""
                        insert into tr_person (id, given_name, family_name, language, active, leaving, source, version, updated_at)
                        values (:id, 'A', 'Person', 'sv', true, false, 'LOCAL', 1, current_timestamp)
                        """).param("id", id).update();
    }

    /** GEO-45: per notice and per recipient; another division sees nothing of it. */
    @Test
    void reportsShowEveryRecipientToThoseOfTheDivision() {
        first.answer =
                message -> message.to().equals(PHONE) ? new Carried.Accepted("p") : new Carried.Refused("blocked");
        node.tell(notice("k1", Severity.URGENT, "E-1", sms(PHONE, OTHER_PHONE, "no number"), "one"));
        node.work();
        NoticeReports reports = node.bean(NoticeReports.class);
        Caller maria = dispatcher("maria", "north");
        Caller stranger = dispatcher("stina", "south");
        Page.Request page = new Page.Request(10, null);
        NoticeReports.Search all = new NoticeReports.Search(null, "E-1", "test-event", null, null, null);
        List<NoticeReports.Told> told = reports.notices(all, maria, page);
        assertThat(told).extracting("subject").containsExactly("E-1");
        String id = told.get(0).id();
        assertThat(reports.of(id, maria).deliveries())
                .extracting("recipient", "state", "detail")
                .containsExactlyInAnyOrder(
                        tuple(PHONE, DeliveryState.SENT, null),
                        tuple(OTHER_PHONE, DeliveryState.UNDELIVERED, "blocked"),
                        tuple("no number", DeliveryState.DROPPED, "This is no telephone number."));
        assertThat(reports.deliveries(
                        new NoticeReports.Search("north", null, null, null, OTHER_PHONE, DeliveryState.UNDELIVERED),
                        maria,
                        page))
                .hasSize(1);
        assertThat(reports.deliveries(all, maria, new Page.Request(1, null))).hasSize(2);
        assertThat(reports.notices(all, stranger, page)).isEmpty();
        assertThatThrownBy(() -> reports.of(id, stranger)).isInstanceOf(Problem.class);
    }

    /** SOL24-24: by severity, way and state; days are those of the division's clock. */
    @Test
    void statisticsCountByLevelWayAndState() {
        first.answer =
                message -> message.to().equals(PHONE) ? new Carried.Accepted("p") : new Carried.Refused("blocked");
        // A quarter past midnight in Stockholm.
        time.now = Instant.parse("2026-11-22T23:15:00Z");
        node.tell(notice("k1", Severity.URGENT, "E-1", sms(PHONE, OTHER_PHONE), "one"));
        node.tell(notice("k2", Severity.IMPORTANT, "E-1", mail("a@example.org"), "two"));
        node.tell(of("south", "k3", Severity.URGENT, "E-3", sms("+46701740608"), "three"));
        node.work();
        NoticeStatistics statistics = node.bean(NoticeStatistics.class);
        Caller maria = dispatcher("maria", "north");
        LocalDate day = LocalDate.parse("2026-11-23");
        List<NoticeStatistics.Count> expected = List.of(
                new NoticeStatistics.Count(Severity.IMPORTANT, Channel.MAIL, DeliveryState.SENT, 1),
                new NoticeStatistics.Count(Severity.URGENT, Channel.SMS, DeliveryState.SENT, 1),
                new NoticeStatistics.Count(Severity.URGENT, Channel.SMS, DeliveryState.UNDELIVERED, 1));
        assertThat(statistics.of("north", day, day, maria).counts()).isEqualTo(expected);
        assertThat(statistics.of(null, day, day, maria).counts()).isEqualTo(expected);
        assertThat(statistics
                        .of("north", day.minusDays(30), day.minusDays(1), maria)
                        .counts())
                .isEmpty();
        assertThatThrownBy(() -> statistics.of("south", day, day, maria)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> statistics.of("north", day, day.minusDays(1), maria))
                .hasMessageContaining("not before");
        assertThatThrownBy(() -> statistics.of("north", day, day.plusMonths(3), maria))
                .hasMessageContaining("three calendar months");
        assertThat(statistics
                        .of("north", day, day.plusMonths(3).minusDays(1), maria)
                        .counts())
                .hasSize(3);
    }

    /** SOL24-16: whoever enters himself for an object of another division hears nothing of what that one tells. */
    @Test
    void eachDivisionTellsThoseWhomItHasEntered() {
        for (String division : List.of("north", "south")) {
            node.jdbc
                    .sql("insert into tr_division (id, name) values (:id, :id)")
                    .param("id", division)
                    .update();
        }
        person("olga");
        person("stina");
        Caller maria = dispatcher("maria", "north");
        Caller stranger = dispatcher("stina", "south");
        ObjectResponsibles responsibles = node.bean(ObjectResponsibles.class);
        responsibles.put("SP-1", "south", List.of(new ObjectResponsibles.Party("stina", null, null)), stranger);
        assertThat(responsibles.anybody("SP-1", "north")).isFalse();
        assertThatThrownBy(() -> responsibles.of("SP-1", null, maria)).isInstanceOf(Problem.class);
        responsibles.put("SP-1", "north", List.of(new ObjectResponsibles.Party("olga", null, null)), maria);
        assertThat(responsibles.of("SP-1", null, maria).division()).isEqualTo("north");
        assertThat(responsibles.of("SP-1", null, stranger).division()).isEqualTo("south");
        assertThatThrownBy(() -> responsibles.of("SP-1", "south", maria)).isInstanceOf(Problem.class);

        node.tell(notice("k1", Severity.STANDARD, "E-1", new Audience.Responsible("SP-1"), "look at it"));
        assertThat(statesOf("olga")).containsExactly("test-event PAGE SENT");
        assertThat(statesOf("stina")).isEmpty();
    }

    /** SOL24-13, SOL24-16: the object's people, each on the own page and nobody else's. */
    @Test
    void responsiblePeopleFindItOnTheirPage() {
        node.jdbc
                .sql("insert into tr_division (id, name) values ('north', 'North')")
                .update();
        person("olga");
        person("pelle");
        Caller maria = dispatcher("maria", "north");
        ObjectResponsibles responsibles = node.bean(ObjectResponsibles.class);
        ObjectResponsibles.Party olga = new ObjectResponsibles.Party("olga", null, Set.of(Channel.PAGE));
        responsibles.put(
                "SP-1", "north", List.of(olga, new ObjectResponsibles.Party(null, "dispatchers-north", null)), maria);
        assertThat(responsibles.of("SP-1", null, maria).parties()).hasSize(2).contains(olga);
        assertThatThrownBy(() -> responsibles.put("SP-1", "north", List.of(olga, olga), maria))
                .hasMessageContaining("stands there twice");
        assertThatThrownBy(() -> responsibles.put(
                        "SP-1", "north", List.of(new ObjectResponsibles.Party(null, "field-x", null)), maria))
                .satisfies(problem -> assertThat(((Problem) problem).errors())
                        .extracting(Problem.FieldError::pointer)
                        .containsExactly("/parties/0/group"));
        assertThatThrownBy(() -> responsibles.put("SP-1", "north", List.of(), dispatcher("stina", "south")))
                .isInstanceOf(Problem.class);

        node.tell(notice("k1", Severity.URGENT, "E-1", new Audience.Responsible("SP-1"), "look at it"));
        OwnNotices own = node.bean(OwnNotices.class);
        Caller reader = new Caller("olga", Caller.Kind.PERSON, Set.of(), Set.of(), Set.of());
        Caller other = new Caller("pelle", Caller.Kind.PERSON, Set.of(), Set.of(), Set.of());
        Page.Request page = new Page.Request(10, null);
        assertThat(own.of(reader, true, page)).extracting("text", "read").containsExactly(tuple("look at it", false));
        assertThat(own.of(other, false, page)).isEmpty();
        String id = own.of(reader, false, page).get(0).id();
        assertThatThrownBy(() -> own.read(id, other)).isInstanceOf(Problem.class);
        own.read(id, reader);
        own.read(id, reader);
        assertThat(own.of(reader, true, page)).isEmpty();
        assertThat(own.of(reader, false, page)).extracting("read").containsExactly(true);
        assertThat(own.of(reader, false, new Page.Request(10, id))).isEmpty();
        assertThat(node.states()).containsExactly("DELIVERED");
    }
}
