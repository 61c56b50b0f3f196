// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.truckroll.event.EventProperties;
import org.truckroll.event.Inbound;
import org.truckroll.notification.MailReceipts;

/**
 * Reads the mailboxes (GEO-01): each mail once, in one transaction with the note of how far the mailbox is read. One node reads a mailbox at a time,
 * and a node that has lost its lease changes nothing any more. A mailbox that cannot be read is no incident: it is tried again, and health tells.
 */
@Service
public class Mailboxes implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Mailboxes.class);

    /** So many in one step, and so long; the engine gives the lock of a job up after five minutes. */
    private static final int AT_ONCE = 50;

    private static final Duration LONGEST_STEP = Duration.ofMinutes(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(4);
    private static final int BEGINNING = 65_536;
    private static final int MOST_FAILURES = 5;

    /** What came of a step. */
    public enum Step {
        /** There are more. */
        MORE,
        /** All are read, or another node reads them, or it is left alone. */
        DONE,
        FAILED
    }

    /** The lease has gone to another node. */
    private static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Map<String, InboundProperties.Mailbox> mailboxes;
    private final InboundProperties settings;
    private final MailboxRows rows;
    private final MailIntake intake;
    private final InboundDoor door;
    private final MailLogin login;
    private final MailReceipts receipts;
    private final EventProperties events;
    private final SourceDivisions divisions;
    private final Clock clock;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "mail-poll");
        thread.setDaemon(true);
        return thread;
    });

    Mailboxes(
            InboundProperties settings,
            MailboxRows rows,
            MailIntake intake,
            InboundDoor door,
            MailLogin login,
            MailReceipts receipts,
            EventProperties events,
            SourceDivisions divisions,
            Clock clock) {
        this.settings = settings;
        this.mailboxes = new TreeMap<>(settings.mailboxes());
        this.rows = rows;
        this.intake = intake;
        this.door = door;
        this.login = login;
        this.receipts = receipts;
        this.events = events;
        this.divisions = divisions;
        this.clock = clock;
        mailboxes.forEach((name, mailbox) -> {
            if (mailbox.security() == InboundProperties.Security.NONE) {
                log.warn("Mailbox is read in the clear, as configured: mailbox={}", name);
            }
        });
    }

    /** Those to be read; of a kind that is off, none. */
    public List<String> names() {
        return mailboxes.entrySet().stream()
                .filter(entry -> door.open(entry.getValue().kind()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Reads some mails. In a thread of its own: an event's process must be started with its mail, not with the step of the process that polls.
     */
    public Step read(String name) {
        try {
            return threads.submit(() -> step(name)).get(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Step.FAILED;
        } catch (ExecutionException | TimeoutException e) {
            log.error("Mailbox step broke off: mailbox={}", name, e);
            return Step.FAILED;
        }
    }

    Step step(String name) {
        InboundProperties.Mailbox mailbox = mailboxes.get(name);
        Optional<MailboxRows.Turn> turn = mailbox == null ? Optional.empty() : rows.begin(name);
        if (mailbox == null || turn.isEmpty()) {
            return Step.DONE;
        }
        try {
            if (!divisions.known(mailbox.division())) {
                // Its mails wait there: as events nobody would see them.
                throw new IllegalStateException("the division \"" + mailbox.division() + "\" does not exist");
            }
            boolean more = readSome(mailbox, turn.get());
            rows.done(turn.get());
            if (turn.get().failures() > 0) {
                log.info("Mailbox can be read again: mailbox={}", name);
            }
            return more ? Step.MORE : Step.DONE;
        } catch (LeaseLost e) {
            log.warn("Mailbox was left to another node: mailbox={}", name);
            return Step.DONE;
        } catch (MessagingException | IOException | RuntimeException e) {
            return failed(turn.get(), e);
        }
    }

    private Step failed(MailboxRows.Turn turn, Exception e) {
        String fault = fault(e);
        Instant next = rows.failed(turn, fault);
        log.error("Mailbox could not be read: mailbox={} fault=\"{}\" nextTry={}", turn.name(), fault, next);
        return Step.FAILED;
    }

    /** Words of a database may hold the mail. */
    private static String fault(Exception e) {
        if (e instanceof DataAccessException access) {
            return e.getClass().getSimpleName()
                    + (access.getMostSpecificCause() instanceof SQLException sql ? ": " + sql.getSQLState() : "");
        }
        String words = e instanceof AuthenticationFailedException ? "login refused" : e.getMessage();
        return e.getClass().getSimpleName() + ": " + words;
    }

    private boolean readSome(InboundProperties.Mailbox mailbox, MailboxRows.Turn turn)
            throws MessagingException, IOException {
        try (ImapMailbox folder = login.open(turn.name(), mailbox)) {
            long validity = folder.uidValidity();
            List<ImapMailbox.Found> found = found(folder, mailbox, turn, validity);
            Instant end = clock.instant().plus(LONGEST_STEP);
            int count = 0;
            for (ImapMailbox.Found one : found) {
                if (count == AT_ONCE || clock.instant().isAfter(end)) {
                    return true;
                }
                take(folder, mailbox, turn, one, validity);
                count++;
            }
            return false;
        }
    }

    /**
     * All that is new. Of a new mailbox, and of one whose numbers are all new, what came since a day or so before it was read last: each of these mails
     * is known by what it says, and what is older was known, or was left alone, when nobody keeps it any more.
     */
    private List<ImapMailbox.Found> found(
            ImapMailbox folder, InboundProperties.Mailbox mailbox, MailboxRows.Turn turn, long validity)
            throws MessagingException {
        if (turn.uidValidity() == validity) {
            return folder.above(turn.lastUid());
        }
        Instant now = clock.instant();
        Instant read = turn.readAt() == null || turn.readAt().isAfter(now) ? now : turn.readAt();
        Instant since = read.minus(mailbox.first());
        if (!turn.isNew()) {
            log.warn("Mailbox was built anew, it is looked through: mailbox={} since={}", turn.name(), since);
        }
        List<ImapMailbox.Found> recent = folder.since(since);
        advance(turn, validity, recent.isEmpty() ? last(folder) : recent.get(0).uid() - 1);
        return recent;
    }

    /** What lies there is older than anybody asks for, and stays unread for good. */
    private static long last(ImapMailbox folder) throws MessagingException {
        List<ImapMailbox.Found> all = folder.above(0);
        return all.isEmpty() ? 0 : all.get(all.size() - 1).uid();
    }

    private void advance(MailboxRows.Turn turn, long validity, long uid) {
        if (!rows.advance(turn, validity, uid)) {
            throw new LeaseLost();
        }
    }

    private void take(
            ImapMailbox folder,
            InboundProperties.Mailbox mailbox,
            MailboxRows.Turn turn,
            ImapMailbox.Found found,
            long validity)
            throws MessagingException, IOException {
        if (forgotten(found)) {
            log.info("Mail is older than events are kept and is left out: mailbox={} uid={}", turn.name(), found.uid());
            advance(turn, validity, found.uid());
            return;
        }
        int most = (int) settings.maxMailSize().toBytes();
        boolean tooLong = found.size() > most;
        byte[] raw = fetched(folder, mailbox, turn, found, validity, tooLong ? BEGINNING : most + 1);
        if (!tooLong && raw.length > most) {
            // The server has told a size that was not so.
            tooLong = true;
            raw = Arrays.copyOf(raw, BEGINNING);
        }
        if (raw.length == 0 && found.size() > 0) {
            advance(turn, validity, found.uid());
            return;
        }
        Inbound inbound = tooLong
                ? intake.beginning(turn.name(), mailbox, found, raw, most)
                : intake.whole(turn.name(), mailbox, found, raw);
        if (inbound.automatic()) {
            settle(turn, raw);
        }
        store(inbound, tooLong ? null : raw, mailbox, turn, found, validity);
        if (!tooLong && mailbox.after() != InboundProperties.After.NOTHING) {
            folder.mark(found.uid());
        }
    }

    /** Of a mailbox that was built anew: its event may be removed by now, and must not come a second time. */
    private boolean forgotten(ImapMailbox.Found found) {
        return !events.retention().isZero()
                && found.receivedAt().isBefore(clock.instant().minus(events.retention()));
    }

    /** Before the event is kept: whoever repeats a step that broke off tells it again, and it counts once. */
    private void settle(MailboxRows.Turn turn, byte[] raw) {
        BouncedMail.read(MimePart.read(raw)).ifPresent(bounced -> {
            boolean ours = receipts.take(bounced.messageId(), bounced.state(), bounced.detail());
            log.info("Report about a mail was read: mailbox={} state={} ours={}", turn.name(), bounced.state(), ours);
        });
    }

    /** A mail that the server cannot hand over, however often it is asked, must not keep all others back: an operator is told of it. */
    private byte[] fetched(
            ImapMailbox folder,
            InboundProperties.Mailbox mailbox,
            MailboxRows.Turn turn,
            ImapMailbox.Found found,
            long validity,
            int most)
            throws MessagingException, IOException {
        try {
            return folder.read(found.uid(), most);
        } catch (MessagingException | IOException e) {
            if (turn.failures() >= MOST_FAILURES) {
                log.error(
                        "Mail could not be fetched and is left in the mailbox: mailbox={} uid={}",
                        turn.name(),
                        found.uid());
                door.take(
                        intake.unfetched(turn.name(), mailbox, found, validity),
                        () -> advance(turn, validity, found.uid()));
            }
            throw e;
        }
    }

    private void store(
            Inbound inbound,
            byte @Nullable [] raw,
            InboundProperties.Mailbox mailbox,
            MailboxRows.Turn turn,
            ImapMailbox.Found found,
            long validity) {
        Runnable advanced = () -> advance(turn, validity, found.uid());
        try {
            door.take(inbound, advanced);
        } catch (DuplicateKeyException e) {
            throw e;
        } catch (DataIntegrityViolationException e) {
            // One mail must not keep all others back.
            log.error(
                    "Mail could not be stored as read: mailbox={} uid={} fault=\"{}\"",
                    turn.name(),
                    found.uid(),
                    fault(e));
            door.take(intake.unread(turn.name(), mailbox, found, raw == null ? new byte[0] : raw), advanced);
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
