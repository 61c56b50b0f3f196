// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.store.MailFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.util.unit.DataSize;
import org.truckroll.event.Inbound;

/** Mailboxes of a real mail server, read as GEO-01 to GEO-03 ask; H2. */
class MailboxesTest {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private MailWorld world;

    @BeforeEach
    void begin() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:mail" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        world = new MailWorld(source);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private MailFolder inbox() throws Exception {
        return world.folder("INBOX");
    }

    private long seen() throws Exception {
        return inbox().getMessageCount() - inbox().getUnseenCount();
    }

    @Test
    void eachMailBecomesOneEventAndIsMarkedSeen() throws Exception {
        world.put("one");
        world.put("two");
        Mailboxes node = world.node(world.mailbox());

        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.events()).containsExactly("one", "two");
        assertThat(seen()).isEqualTo(2);

        world.put("three");
        node.read("desk");
        node.read("desk");
        assertThat(world.events()).containsExactly("one", "two", "three");
        assertThat(world.taken.get(0).sender()).isEqualTo("plant@plant.example");
        assertThat(new String(world.taken.get(0).original(), StandardCharsets.UTF_8))
                .contains("Subject: one");
    }

    @Test
    void mailsAreDeletedWhereThatIsWanted() throws Exception {
        world.put("one");
        world.node(world.mailbox(
                        world.server.getImap().getPort(),
                        InboundProperties.Security.NONE,
                        InboundProperties.After.DELETE))
                .read("desk");
        assertThat(world.events()).containsExactly("one");
        assertThat(inbox().getMessageCount()).isZero();
    }

    @Test
    void nothingIsTouchedWhereThatIsWanted() throws Exception {
        world.put("one");
        Mailboxes node = world.node(world.mailbox(
                world.server.getImap().getPort(), InboundProperties.Security.NONE, InboundProperties.After.NOTHING));
        node.read("desk");
        node.read("desk");
        assertThat(world.events()).containsExactly("one");
        assertThat(seen()).isZero();
    }

    @Test
    void aNewMailboxIsReadFromTheLastDayOn() throws Exception {
        world.put("old");
        world.time.later(Duration.ofDays(3));
        world.put("young");
        Mailboxes node = world.node(world.mailbox());
        node.read("desk");
        node.read("desk");
        assertThat(world.events()).containsExactly("young");
    }

    @Test
    void aNewMailboxOfOldMailOnlyWaitsForTheNextOne() throws Exception {
        world.put("old");
        world.time.later(Duration.ofDays(3));
        Mailboxes node = world.node(world.mailbox());
        node.read("desk");
        assertThat(world.events()).isEmpty();
        world.put("young");
        node.read("desk");
        assertThat(world.events()).containsExactly("young");
    }

    /** UIDVALIDITY: all numbers are new, and what is known is known by what it says. */
    @Test
    void aMailboxThatWasBuiltAnewBringsNothingTwiceAndLosesNothing() throws Exception {
        MailFolder first = world.folder("ALARMS");
        world.put(first, world.mail("one", "level low"));
        world.put(first, world.mail("two", "level low"));
        Mailboxes node = world.node(world.mailbox(
                world.server.getImap().getPort(),
                InboundProperties.Security.NONE,
                InboundProperties.After.MARK_SEEN,
                "ALARMS",
                null,
                null));
        node.read("desk");
        long validity = first.getUidValidity();

        world.removeFolder("ALARMS");
        Thread.sleep(1100);
        MailFolder second = world.folder("ALARMS");
        assertThat(second.getUidValidity()).as("the folder is another one").isNotEqualTo(validity);
        world.put(second, world.mail("three", "level low"));
        world.put(second, world.mail("two", "level low"));
        node.read("desk");
        node.read("desk");
        assertThat(world.events()).containsExactlyInAnyOrder("one", "two", "three");
    }

    /** A mail server has moved: what is old, and what is known no more, rings nobody; what came while the line was down does. */
    @Test
    void aMailboxThatWasBuiltAnewIsReadFromBeforeTheLastReadingOn() throws Exception {
        MailFolder first = world.folder("ALARMS");
        world.put(first, world.mail("old", "level low"));
        world.time.later(Duration.ofDays(3));
        world.put(first, world.mail("young", "level low"));
        InboundProperties.Mailbox mailbox = world.mailbox(
                world.server.getImap().getPort(),
                InboundProperties.Security.NONE,
                InboundProperties.After.MARK_SEEN,
                "ALARMS",
                null,
                null);
        Mailboxes node = world.node(mailbox);
        node.read("desk");
        world.jdbc.sql("delete from tr_inbound_event").update();

        world.removeFolder("ALARMS");
        Thread.sleep(1100);
        MailFolder second = world.folder("ALARMS");
        world.time.later(Duration.ofDays(-3));
        world.put(second, world.mail("old", "level low"));
        world.time.later(Duration.ofDays(3));
        world.put(second, world.mail("young", "level low"));
        world.time.later(Duration.ofDays(1));
        world.put(second, world.mail("meanwhile", "level low"));
        world.time.later(Duration.ofDays(4));
        node.read("desk");
        node.read("desk");
        assertThat(world.events()).containsExactly("young", "meanwhile");
    }

    @Test
    void whatIsKnownDoesNotCountAgainstTheLimitOfItsSender() throws Exception {
        InboundProperties usual = MailWorld.settings(Map.of("desk", world.mailbox()));
        Mailboxes node = world.node(new InboundProperties(
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                usual.maxMailSize(),
                usual.maxText(),
                3,
                usual.mailboxes(),
                Map.of(),
                Map.of()));
        world.put("one");
        world.put("two");
        for (int i = 0; i < 5; i++) {
            world.put("INBOX", world.mail("one", "text of one"));
        }
        world.put("three");
        world.put("four");
        node.read("desk");
        assertThat(world.taken).extracting(Inbound::automatic).containsExactly(false, false, false, true);
    }

    /** Longer than events are kept (docs/event-sources.md): a mail that was never read is no mail that was forgotten. */
    @Test
    void whatWaitedInAMailboxForLongerThanEventsAreKeptIsReadAll() throws Exception {
        world.put("first");
        Mailboxes node = world.node(world.mailbox());
        node.read("desk");
        world.time.later(Duration.ofDays(1));
        for (int i = 0; i < 60; i++) {
            world.put("waits" + i);
        }
        world.time.later(Duration.ofDays(-10));
        world.put("moved here");
        world.time.later(Duration.ofDays(10 + 400));
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.MORE);
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.events()).hasSize(61).contains("waits0", "waits59").doesNotContain("moved here");
    }

    /** The mails wait there until the setting is mended. */
    @Test
    void aMailboxOfADivisionThatDoesNotExistIsNotReadAndHealthSaysWhy() throws Exception {
        world.put("one");
        InboundProperties.Mailbox right = world.mailbox();
        InboundProperties settings = MailWorld.settings(Map.of("desk", right));
        Mailboxes node = world.node(settings, new SourceDivisions(settings, () -> Set.of("south")));
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
        assertThat(world.taken).isEmpty();
        assertThat(new MailboxesHealthIndicator(new MailboxRows(world.jdbc, world.time), node)
                        .health()
                        .getDetails()
                        .get("desk")
                        .toString())
                .contains("FAILING", "the division \"north\" does not exist");
        world.time.later(Duration.ofMinutes(2));
        assertThat(world.node(right).read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.events()).containsExactly("one");
    }

    @Test
    void theSameMailTwiceIsOneEventAndTheSameIdWithOtherWordsIsTwo() throws Exception {
        world.put("INBOX", world.mail("alarm", "level low"));
        world.put("INBOX", world.mail("alarm", "level low"));
        world.put("INBOX", world.mail("alarm", "level high"));
        world.node(world.mailbox()).read("desk");
        assertThat(world.events()).hasSize(2);
        assertThat(seen()).isEqualTo(3);
    }

    /** GEO-01: the line breaks at any place, and each mail is one event in the end. */
    @Test
    void aServerThatDropsTheConnectionCostsNoMailAndBringsNoneTwice() throws Exception {
        for (int i = 0; i < 12; i++) {
            world.put("INBOX", world.mail("mail" + i, "x".repeat(2000)));
        }
        int failed = 0;
        try (CuttingLine line = new CuttingLine(world.server.getImap().getPort())) {
            Mailboxes node = world.node(
                    world.mailbox(line.port(), InboundProperties.Security.NONE, InboundProperties.After.MARK_SEEN));
            for (int bytes = 300; bytes < 60_000 && world.events().size() < 12; bytes += 1700) {
                line.cutAfter(bytes);
                failed += node.read("desk") == Mailboxes.Step.FAILED ? 1 : 0;
                world.time.later(Duration.ofMinutes(16));
            }
        }
        assertThat(failed).isPositive();
        assertThat(world.events()).hasSize(12).doesNotHaveDuplicates();
        assertThat(world.taken).allSatisfy(mail -> assertThat(mail.text()).isEqualTo("x".repeat(2000)));
    }

    @Test
    void aMailThatTheServerCannotHandOverIsToldAndTheNextOneIsRead() throws Exception {
        world.put("INBOX", world.mail("stuck", "x".repeat(50_000)));
        world.put("next");
        try (CuttingLine line = new CuttingLine(world.server.getImap().getPort())) {
            Mailboxes node = world.node(
                    world.mailbox(line.port(), InboundProperties.Security.NONE, InboundProperties.After.MARK_SEEN));
            line.cutAfter(20_000);
            for (int i = 0; i < 6; i++) {
                assertThat(world.taken).as("after %d tries", i).isEmpty();
                assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
                world.time.later(Duration.ofMinutes(16));
            }
            assertThat(world.taken).hasSize(1);
            assertThat(world.taken.get(0).text()).contains("cannot be fetched").contains("\"desk\"");
            assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        }
        assertThat(world.events()).containsExactly("", "next");
    }

    /** After an outage, too, a mail is asked for six times. */
    @Test
    void whatFailedBeforeDoesNotCountAgainstAMail() throws Exception {
        world.put("INBOX", world.mail("large", "x".repeat(50_000)));
        try (CuttingLine line = new CuttingLine(world.server.getImap().getPort())) {
            Mailboxes node = world.node(
                    world.mailbox(line.port(), InboundProperties.Security.NONE, InboundProperties.After.MARK_SEEN));
            line.cutAfter(0);
            for (int i = 0; i < 7; i++) {
                assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
                world.time.later(Duration.ofMinutes(16));
            }
            line.cutAfter(20_000);
            assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
            assertThat(world.taken).isEmpty();
            world.time.later(Duration.ofMinutes(16));
            line.cutAfter(Integer.MAX_VALUE);
            assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        }
        assertThat(world.events()).containsExactly("large");
    }

    /** An Error as well is a failure, and a mail that brings it about each time is kept as it came. */
    @Test
    void aMailThatBringsAnErrorAboutIsGivenUpAfterSixTriesAndTheNextOneIsRead() throws Exception {
        world.put("bomb");
        world.put("next");
        world.before = inbound -> {
            if ("bomb".equals(inbound.subject())) {
                throw new StackOverflowError("as of a hostile mail");
            }
            return inbound;
        };
        Mailboxes node = world.node(world.mailbox());
        MailboxRows rows = new MailboxRows(world.jdbc, world.time);
        for (int i = 1; i < 6; i++) {
            assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
            assertThat(rows.all().get(0).failures()).isEqualTo(i);
            assertThat(rows.all().get(0).failingSince()).isEqualTo(MailWorld.NOW);
            assertThat(rows.all().get(0).fault()).contains("StackOverflowError");
            world.time.later(Duration.ofMinutes(16));
        }
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.events()).containsExactly("", "next");
        assertThat(new String(world.taken.get(0).original(), StandardCharsets.UTF_8))
                .contains("Subject: bomb");
    }

    /** A step that does not end is told as a failure, nobody else of this node begins, and what it does in the end counts for nothing. */
    @Test
    void aStepThatTakesTooLongIsAFailureAndNoSecondOneStandsBesideIt() throws Exception {
        world.put("slow");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger tries = new AtomicInteger();
        world.before = inbound -> {
            if (tries.incrementAndGet() == 1) {
                begun.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return inbound;
        };
        Mailboxes node = world.node(world.mailbox());
        MailboxRows rows = new MailboxRows(world.jdbc, world.time);
        assertThat(node.read("desk", Duration.ofSeconds(12))).isEqualTo(Mailboxes.Step.FAILED);
        assertThat(begun.getCount()).isZero();
        assertThat(rows.all().get(0).failures()).isEqualTo(1);
        assertThat(rows.all().get(0).failingSince()).isEqualTo(MailWorld.NOW);
        assertThat(rows.all().get(0).fault()).contains("took longer");

        world.time.later(Duration.ofMinutes(16));
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
        assertThat(tries).hasValue(1);

        goOn.countDown();
        Mailboxes.Step step = Mailboxes.Step.FAILED;
        for (int i = 0; i < 100 && step == Mailboxes.Step.FAILED; i++) {
            Thread.sleep(50);
            step = node.read("desk");
        }
        assertThat(step).isEqualTo(Mailboxes.Step.DONE);
        assertThat(tries).hasValue(2);
        assertThat(world.events()).containsExactly("slow");
        assertThat(rows.all().get(0).failures()).isZero();
    }

    /** The memory is full, the node ends: nobody is left to note a failure, and the mail is known nevertheless. */
    @Test
    void aMailOverWhichNodesGoDownIsKeptAsItCame() throws Exception {
        world.put("bomb");
        world.put("next");
        MailboxRows rows = new MailboxRows(world.jdbc, world.time);
        Mailboxes node = world.node(world.mailbox());
        world.before = inbound -> {
            throw new org.springframework.dao.QueryTimeoutException("as a database in distress");
        };
        for (int i = 0; i < 10; i++) {
            assertThat(node.read("desk")).as("no mail is blamed for it").isEqualTo(Mailboxes.Step.FAILED);
            world.time.later(Duration.ofMinutes(16));
        }
        world.before = inbound -> inbound;
        long uid = world.jdbc
                .sql("select tried_uid from tr_mailbox")
                .query(Long.class)
                .single();
        for (int i = 1; i <= 6; i++) {
            assertThat(rows.begun(rows.begin("desk").orElseThrow(), uid)).isEqualTo(i);
            world.time.later(Duration.ofMinutes(6));
        }
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.events()).containsExactly("", "next");
        assertThat(new String(world.taken.get(0).original(), StandardCharsets.UTF_8))
                .contains("Subject: bomb");
    }

    @Test
    void aMailboxThatCannotBeReadIsToldInHealthAndTriedAgainLaterAndLater() throws Exception {
        world.put("one");
        int port = world.server.getImap().getPort();
        InboundProperties settings = MailWorld.settings(Map.of(
                "desk",
                new InboundProperties.Mailbox(
                        false,
                        "north",
                        "127.0.0.1",
                        port,
                        InboundProperties.Security.NONE,
                        true,
                        "faults",
                        "wrong",
                        null,
                        "INBOX",
                        InboundProperties.After.MARK_SEEN,
                        Duration.ofDays(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        null,
                        java.util.regex.Pattern.compile("(\\d+)"))));
        Mailboxes node = world.node(settings);
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
        assertThat(node.read("desk")).as("left alone for a minute").isEqualTo(Mailboxes.Step.DONE);
        world.time.later(Duration.ofMinutes(1));
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
        world.time.later(Duration.ofMinutes(1));
        assertThat(node.read("desk")).as("left alone for two minutes now").isEqualTo(Mailboxes.Step.DONE);

        MailboxRows rows = new MailboxRows(world.jdbc, world.time);
        var health = new MailboxesHealthIndicator(rows, node).health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails().get("desk").toString())
                .contains("FAILING", "failures=2", "login refused", MailWorld.NOW.toString())
                .doesNotContain("wrong");

        world.time.later(Duration.ofMinutes(1));
        Mailboxes mended = world.node(world.mailbox());
        assertThat(mended.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.events()).containsExactly("one");
        assertThat(new MailboxesHealthIndicator(rows, mended)
                        .health()
                        .getDetails()
                        .get("desk")
                        .toString())
                .contains("READ")
                .doesNotContain("FAILING", "fault");
    }

    @Test
    void aMailThatIsTooLongIsToldButNotReadAndStaysUnseen() throws Exception {
        world.put("INBOX", world.mail("long", "y".repeat(200_000)));
        world.put("short");
        InboundProperties usual = MailWorld.settings(Map.of("desk", world.mailbox()));
        InboundProperties small = new InboundProperties(
                usual.off(),
                usual.ownDomains(),
                usual.ownAddresses(),
                usual.machines(),
                DataSize.ofKilobytes(100),
                5000,
                60,
                usual.mailboxes(),
                Map.of(),
                Map.of());
        Mailboxes node = world.node(small);
        node.read("desk");
        node.read("desk");
        assertThat(world.events()).containsExactly("long", "short");
        Inbound told = world.taken.get(0);
        assertThat(told.text()).startsWith("[This mail has").contains("yyy").hasSizeLessThan(5200);
        assertThat(told.original()).isNull();
        assertThat(seen()).isEqualTo(1);
    }

    @Test
    void thirtyMegabytesAreBeyondTheLimitAsShipped() throws Exception {
        world.put("INBOX", world.mail("huge", "z".repeat(76).concat("\r\n").repeat(400_000)));
        Mailboxes node = world.node(world.mailbox());
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.events()).containsExactly("huge");
        assertThat(world.taken.get(0).original()).isNull();
    }

    @Test
    void aSenderBeyondTheLimitAlertsNobodyAnyMore() throws Exception {
        for (int i = 0; i < 5; i++) {
            world.put("mail" + i);
        }
        InboundProperties usual = MailWorld.settings(Map.of("desk", world.mailbox()));
        world.node(new InboundProperties(
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        usual.maxMailSize(),
                        usual.maxText(),
                        3,
                        usual.mailboxes(),
                        Map.of(),
                        Map.of()))
                .read("desk");
        assertThat(world.taken).extracting(Inbound::automatic).containsExactly(false, false, false, true, true);
    }

    @Test
    void loopsAndAbsenceNotesAreStoredAndAlertNobody() throws Exception {
        world.put("INBOX", "From: noreply@utility.example\r\nSubject: ours\r\n\r\nx".getBytes(StandardCharsets.UTF_8));
        world.put(
                "INBOX",
                "From: b@plant.example\r\nAuto-Submitted: auto-replied\r\nSubject: away\r\n\r\nx"
                        .getBytes(StandardCharsets.UTF_8));
        world.put("alarm");
        world.node(world.mailbox()).read("desk");
        assertThat(world.taken).extracting(Inbound::automatic).containsExactly(true, true, false);
    }

    @Test
    void oneMailThatCannotBeStoredDoesNotKeepTheOthersBack() throws Exception {
        world.put("one");
        world.put("poison");
        world.put("three");
        world.before = inbound -> {
            if ("poison".equals(inbound.subject())) {
                throw new DataIntegrityViolationException("as a database refuses");
            }
            return inbound;
        };
        Mailboxes node = world.node(world.mailbox());
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.taken).extracting(Inbound::subject).containsExactly("one", "", "three");
        assertThat(world.taken.get(1).text()).contains("could not be read");
        assertThat(new String(world.taken.get(1).original(), StandardCharsets.UTF_8))
                .contains("Subject: poison");
    }

    @Test
    void aDatabaseThatIsAwayLosesNoMail() throws Exception {
        world.put("one");
        AtomicInteger tries = new AtomicInteger();
        world.before = inbound -> {
            if (tries.incrementAndGet() == 1) {
                throw new org.springframework.dao.QueryTimeoutException("as a database in distress");
            }
            return inbound;
        };
        Mailboxes node = world.node(world.mailbox());
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
        assertThat(seen()).isZero();
        world.time.later(Duration.ofMinutes(1));
        node.read("desk");
        assertThat(world.events()).containsExactly("one");
    }

    @Test
    void twoThatStoreTheSameAtTheSameMomentMeetOnceAndGoOn() throws Exception {
        world.put("one");
        AtomicInteger tries = new AtomicInteger();
        world.before = inbound -> {
            if (tries.incrementAndGet() == 1) {
                throw MailWorld.met();
            }
            return inbound;
        };
        assertThat(world.node(world.mailbox()).read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.events()).containsExactly("one");
    }

    /** A node that slept for too long finds that another one has gone on. */
    @Test
    void aNodeThatLostItsLeaseChangesNothing() throws Exception {
        world.put("one");
        MailboxRows rows = new MailboxRows(world.jdbc, world.time);
        MailboxRows.Turn sleeper = rows.begin("desk").orElseThrow();
        Mailboxes node = world.node(world.mailbox());
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.events()).as("another node holds it").isEmpty();

        world.time.later(Duration.ofMinutes(6));
        node.read("desk");
        assertThat(world.events()).containsExactly("one");
        assertThat(rows.advance(sleeper, 1, 0)).isFalse();
    }

    @Test
    void moreThanOneStepCanReadIsReadInSeveral() throws Exception {
        for (int i = 0; i < 60; i++) {
            world.put("mail" + i);
        }
        Mailboxes node = world.node(world.mailbox());
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.MORE);
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.events()).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void xoauth2LogsInWithATokenAndFetchesANewOneOnce() throws Exception {
        world.put("one");
        InboundProperties.OAuth2 oauth2 = new InboundProperties.OAuth2(
                URI.create("https://login.example/token"), "truckroll", "secret", "mail", true);
        Mailboxes node = world.node(world.mailbox(
                world.server.getImap().getPort(),
                InboundProperties.Security.NONE,
                InboundProperties.After.MARK_SEEN,
                "INBOX",
                oauth2,
                null));
        world.token = "expired";
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.DONE);
        assertThat(world.forgotten).containsExactly("mailbox-desk");
        assertThat(world.events()).containsExactly("one");

        world.token = "";
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
        assertThat(new MailboxRows(world.jdbc, world.time).all().get(0).fault()).contains("invalid_client");
    }

    /** EVADO-23: a server whose certificate nobody vouches for is not read. */
    @Test
    void aServerWithoutATrustedCertificateIsNotTalkedTo() throws Exception {
        world.put("one");
        Mailboxes node = world.node(world.mailbox(
                world.server.getImaps().getPort(), InboundProperties.Security.TLS, InboundProperties.After.MARK_SEEN));
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
        assertThat(world.events()).isEmpty();
    }

    @Test
    void aServerWithoutStarttlsIsNotTalkedToInTheClear() throws Exception {
        world.put("one");
        Mailboxes node = world.node(world.mailbox(
                world.server.getImap().getPort(),
                InboundProperties.Security.STARTTLS,
                InboundProperties.After.MARK_SEEN));
        assertThat(node.read("desk")).isEqualTo(Mailboxes.Step.FAILED);
        assertThat(world.events()).isEmpty();
    }

    @Test
    void faxesComeWithTheNumberOfWhoSentAndAreNotReadWhenFaxIsOff() throws Exception {
        MailFolder faxes = world.folder("FAX");
        world.put(
                faxes,
                ("From: gateway@fax.example\r\nSubject: Fax from +46 70 174 06 05\r\nMIME-Version: 1.0\r\n"
                                + "Content-Type: application/octet-stream; name=fax.bin\r\n\r\n%PDF-1.4 x")
                        .getBytes(StandardCharsets.UTF_8));
        InboundProperties.Mailbox mailbox = world.mailbox(
                world.server.getImap().getPort(),
                InboundProperties.Security.NONE,
                InboundProperties.After.MARK_SEEN,
                "FAX",
                null,
                null);
        InboundProperties usual = MailWorld.settings(Map.of("faxes", mailbox));
        InboundProperties off = new InboundProperties(
                Set.of(Inbound.Kind.FAX),
                usual.ownDomains(),
                usual.ownAddresses(),
                usual.machines(),
                usual.maxMailSize(),
                usual.maxText(),
                60,
                usual.mailboxes(),
                Map.of(),
                Map.of());
        assertThat(world.node(off).names()).isEmpty();
        Mailboxes node = world.node(usual);
        assertThat(node.names()).containsExactly("faxes");
        node.read("faxes");
        Inbound fax = world.taken.get(0);
        assertThat(fax.kind()).isEqualTo(Inbound.Kind.FAX);
        assertThat(fax.sender()).isEqualTo("+46701740605");
        assertThat(fax.parts()).extracting(Inbound.Part::mediaType).containsExactly("application/pdf");
    }

    /** A line to the mail server that breaks after so many bytes of its answers. */
    private static final class CuttingLine implements AutoCloseable {

        private final ServerSocket door;
        private volatile int most;

        CuttingLine(int target) throws IOException {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            thread(() -> {
                while (!door.isClosed()) {
                    Socket client = door.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    thread(() -> copy(client, server, Integer.MAX_VALUE));
                    thread(() -> copy(server, client, most));
                }
            });
        }

        int port() {
            return door.getLocalPort();
        }

        void cutAfter(int bytes) {
            most = bytes;
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void thread(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException e) {
                    // The line is cut.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private static void copy(Socket from, Socket to, int most) throws IOException {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[1024];
                int left = most;
                for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
                    out.write(buffer, 0, Math.min(read, left));
                    out.flush();
                    left -= read;
                }
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
        }
    }
}
