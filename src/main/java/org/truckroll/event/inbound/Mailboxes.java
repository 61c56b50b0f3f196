// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Service;
import org.truckroll.event.EventProperties;
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
    static final Duration LONGEST_WAIT = Duration.ofMinutes(4);
    /** What came of a step. */
    public enum Step {
        /** There are more. */
        MORE,
        /** All are read, or another node reads them, or it is left alone. */
        DONE,
        FAILED
    }

    private final Map<String, InboundProperties.Mailbox> mailboxes;
    private final MailboxRows rows;
    private final MailKeeping mails;
    private final InboundDoor door;
    private final MailLogin login;
    private final SourceDivisions divisions;
    private final Clock clock;
    private final Map<String, MailKeeping.Run> running = new ConcurrentHashMap<>();
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
        this.mailboxes = new TreeMap<>(settings.mailboxes());
        this.rows = rows;
        this.door = door;
        this.login = login;
        this.divisions = divisions;
        this.clock = clock;
        this.mails = new MailKeeping(settings, rows, intake, door, receipts, events, clock);
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
        return read(name, LONGEST_WAIT);
    }

    Step read(String name, Duration longest) {
        MailKeeping.Run run = new MailKeeping.Run();
        MailKeeping.Run before = running.putIfAbsent(name, run);
        if (before != null && !before.over) {
            return Step.DONE;
        }
        if (before != null) {
            log.error("Mailbox is left alone, a step of it that took too long still runs: mailbox={}", name);
            return Step.FAILED;
        }
        try {
            return begin(name, run).get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            run.over = true;
            Thread.currentThread().interrupt();
            return Step.FAILED;
        } catch (TimeoutException e) {
            run.over = true;
            MailboxRows.Turn turn = run.turn;
            return turn == null
                    ? Step.FAILED
                    : failed(turn, new TimeoutException("a step took longer than " + longest.toSeconds() + " s"));
        } catch (ExecutionException e) {
            log.error("Mailbox step broke off: mailbox={}", name, e);
            return Step.FAILED;
        }
    }

    private Future<Step> begin(String name, MailKeeping.Run run) {
        try {
            return threads.submit(() -> {
                try {
                    return step(name, run);
                } finally {
                    running.remove(name, run);
                }
            });
        } catch (RejectedExecutionException e) {
            running.remove(name, run);
            throw e;
        }
    }

    private Step step(String name, MailKeeping.Run run) {
        InboundProperties.Mailbox mailbox = mailboxes.get(name);
        Optional<MailboxRows.Turn> begun = mailbox == null ? Optional.empty() : rows.begin(name);
        if (mailbox == null || begun.isEmpty()) {
            return Step.DONE;
        }
        MailboxRows.Turn turn = begun.get();
        run.turn = turn;
        try {
            if (!divisions.known(mailbox.division())) {
                // Its mails wait there: as events nobody would see them.
                throw new IllegalStateException("the division \"" + mailbox.division() + "\" does not exist");
            }
            boolean more = readSome(mailbox, turn, run);
            rows.done(turn, !more);
            if (turn.failures() > 0) {
                log.info("Mailbox can be read again: mailbox={}", name);
            }
            return more ? Step.MORE : Step.DONE;
        } catch (MailKeeping.LeaseLost e) {
            log.warn("Mailbox was left to another node: mailbox={}", name);
            return Step.DONE;
        } catch (MessagingException | IOException | RuntimeException | Error e) {
            // Also an Error is told: one mail may bring it about, again and again.
            return failed(turn, e);
        }
    }

    private Step failed(MailboxRows.Turn turn, Throwable e) {
        String fault = MailKeeping.fault(e);
        rows.failed(turn, fault, !MailKeeping.distress(e))
                .ifPresent(next -> log.error(
                        "Mailbox could not be read: mailbox={} fault=\"{}\" nextTry={}", turn.name(), fault, next));
        return Step.FAILED;
    }

    private boolean readSome(InboundProperties.Mailbox mailbox, MailboxRows.Turn turn, MailKeeping.Run run)
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
                run.goOn();
                mails.take(new MailKeeping.Mail(folder, mailbox, turn, validity, one, run));
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
        Instant now = clock.instant();
        if (turn.uidValidity() == validity) {
            return folder.above(turn.lastUid(), now);
        }
        Instant read = turn.readAt() == null || turn.readAt().isAfter(now) ? now : turn.readAt();
        Instant since = read.minus(mailbox.first());
        if (!turn.isNew()) {
            log.warn("Mailbox was built anew, it is looked through: mailbox={} since={}", turn.name(), since);
        }
        List<ImapMailbox.Found> recent = folder.since(since, now);
        mails.advance(
                turn,
                validity,
                recent.isEmpty() ? last(folder, now) : recent.get(0).uid() - 1);
        return recent;
    }

    /** What lies there is older than anybody asks for, and stays unread for good. */
    private static long last(ImapMailbox folder, Instant now) throws MessagingException {
        List<ImapMailbox.Found> all = folder.above(0, now);
        return all.isEmpty() ? 0 : all.get(all.size() - 1).uid();
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
