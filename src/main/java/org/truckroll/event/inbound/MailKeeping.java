// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;
import org.truckroll.event.EventProperties;
import org.truckroll.event.Inbound;
import org.truckroll.notification.MailReceipts;

/** Keeps one mail of a mailbox, however hostile it is: in the end it is stored, or an operator is told where it lies, and the next one is read. */
final class MailKeeping {

    private static final Logger log = LoggerFactory.getLogger(MailKeeping.class);

    private static final int BEGINNING = 65_536;
    /** So often a mail is begun as any other; a last time it is kept as it came, unread, and then it is left where it lies. */
    private static final int MOST_TRIES = 6;

    /** The lease has gone to another node, or nobody waits for the step any more. */
    static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A step that runs. Its thread is not interrupted: H2 closes the file of a database under a thread that is. */
    static final class Run {

        volatile MailboxRows.@Nullable Turn turn;
        volatile boolean over;

        void goOn() {
            if (over) {
                throw new LeaseLost();
            }
        }
    }

    /** A mail of a mailbox that is open. */
    record Mail(
            ImapMailbox folder,
            InboundProperties.Mailbox mailbox,
            MailboxRows.Turn turn,
            long validity,
            ImapMailbox.Found found,
            Run run) {}

    private final InboundProperties settings;
    private final MailboxRows rows;
    private final MailIntake intake;
    private final InboundDoor door;
    private final MailReceipts receipts;
    private final EventProperties events;
    private final Clock clock;

    MailKeeping(
            InboundProperties settings,
            MailboxRows rows,
            MailIntake intake,
            InboundDoor door,
            MailReceipts receipts,
            EventProperties events,
            Clock clock) {
        this.settings = settings;
        this.rows = rows;
        this.intake = intake;
        this.door = door;
        this.receipts = receipts;
        this.events = events;
        this.clock = clock;
    }

    void take(Mail mail) throws MessagingException, IOException {
        if (forgotten(mail)) {
            log.info(
                    "Mail is older than events are kept and is left out: mailbox={} uid={}",
                    mail.turn().name(),
                    mail.found().uid());
            advance(mail);
            return;
        }
        int tries = rows.begun(mail.turn(), mail.found().uid());
        if (tries == 0) {
            throw new LeaseLost();
        }
        if (tries > MOST_TRIES + 1) {
            leave(mail);
            return;
        }
        boolean whole;
        try {
            whole = tries > MOST_TRIES ? keepUnread(mail) : keep(mail, tries);
        } catch (LeaseLost e) {
            throw e;
        } catch (MessagingException | IOException e) {
            // A mail that the server cannot hand over, however often it is asked, must not keep all others back.
            if (tries >= MOST_TRIES) {
                leave(mail);
            }
            throw e;
        }
        if (whole && mail.mailbox().after() != InboundProperties.After.NOTHING) {
            mail.folder().mark(mail.found().uid());
        }
    }

    /** @return false for a mail that is still needed where it lies */
    private boolean keep(Mail mail, int tries) throws MessagingException, IOException {
        ImapMailbox.Found found = mail.found();
        String name = mail.turn().name();
        int most = (int) settings.maxMailSize().toBytes();
        boolean tooLong = found.size() > most;
        byte[] raw = mail.folder().read(found.uid(), tooLong ? BEGINNING : most + 1, mail.run()::goOn);
        if (!tooLong && raw.length > most) {
            // The server has told a size that was not so.
            tooLong = true;
            raw = Arrays.copyOf(raw, BEGINNING);
        }
        if (raw.length == 0 && found.size() > 0) {
            advance(mail);
            return false;
        }
        try {
            Inbound inbound = tooLong
                    ? intake.beginning(name, mail.mailbox(), found, raw, most)
                    : intake.whole(name, mail.mailbox(), found, raw);
            if (inbound.automatic()) {
                settle(name, raw);
            }
            store(inbound, tooLong ? null : raw, mail);
            return !tooLong;
        } catch (LeaseLost e) {
            throw e;
        } catch (RuntimeException | Error e) {
            if (tries < MOST_TRIES || distress(e)) {
                throw e;
            }
            log.error("Mail could not be read: mailbox={} uid={}", name, found.uid(), e);
            storeUnread(mail, tooLong ? null : raw);
            return !tooLong;
        }
    }

    /** Of a mail over which steps ended without a word: it took too long, or the node went down. It is not looked into. */
    private boolean keepUnread(Mail mail) throws MessagingException, IOException {
        int most = (int) settings.maxMailSize().toBytes();
        ImapMailbox.Found found = mail.found();
        byte[] raw = found.size() > most ? new byte[0] : mail.folder().read(found.uid(), most + 1, mail.run()::goOn);
        if (raw.length == 0 || raw.length > most) {
            leave(mail);
            return false;
        }
        storeUnread(mail, raw);
        return true;
    }

    /** An operator is told that it lies there. */
    private void leave(Mail mail) {
        log.error(
                "Mail is left in the mailbox: mailbox={} uid={}",
                mail.turn().name(),
                mail.found().uid());
        door.take(
                intake.unfetched(mail.turn().name(), mail.mailbox(), mail.found(), mail.validity()),
                () -> advance(mail));
    }

    private void advance(Mail mail) {
        mail.run().goOn();
        advance(mail.turn(), mail.validity(), mail.found().uid());
    }

    /**
     * Of a mailbox that was built anew, or into which somebody moved old mail: its event may be removed by now, and must not come a second time. What
     * came after all was read last was never read, however long it waited.
     */
    private boolean forgotten(Mail mail) {
        Instant now = clock.instant();
        Instant read = mail.turn().readAt() == null
                ? now.minus(mail.mailbox().first())
                : mail.turn().readAt().minus(Mailboxes.LONGEST_WAIT);
        Instant at = mail.found().receivedAt();
        return !events.retention().isZero() && at.isBefore(now.minus(events.retention())) && at.isBefore(read);
    }

    /** Before the event is kept: whoever repeats a step that broke off tells it again, and it counts once. */
    private void settle(String name, byte[] raw) {
        BouncedMail.read(MimePart.read(raw)).ifPresent(bounced -> {
            boolean ours = receipts.take(bounced.messageId(), bounced.state(), bounced.detail());
            log.info("Report about a mail was read: mailbox={} state={} ours={}", name, bounced.state(), ours);
        });
    }

    private void store(Inbound inbound, byte @Nullable [] raw, Mail mail) {
        try {
            door.take(inbound, () -> advance(mail));
        } catch (DuplicateKeyException e) {
            throw e;
        } catch (DataIntegrityViolationException e) {
            // One mail must not keep all others back.
            log.error(
                    "Mail could not be stored as read: mailbox={} uid={} fault=\"{}\"",
                    mail.turn().name(),
                    mail.found().uid(),
                    fault(e));
            storeUnread(mail, raw);
        }
    }

    private void storeUnread(Mail mail, byte @Nullable [] raw) {
        if (raw == null) {
            leave(mail);
            return;
        }
        log.error(
                "Mail is kept as it came: mailbox={} uid={}",
                mail.turn().name(),
                mail.found().uid());
        door.take(intake.unread(mail.turn().name(), mail.mailbox(), mail.found(), raw), () -> advance(mail));
    }

    void advance(MailboxRows.Turn turn, long validity, long uid) {
        if (!rows.advance(turn, validity, uid)) {
            throw new LeaseLost();
        }
    }

    /** Of the database, for which no mail can be blamed. */
    static boolean distress(Throwable e) {
        return e instanceof TransientDataAccessException
                || e instanceof RecoverableDataAccessException
                || e instanceof DataAccessResourceFailureException
                || e instanceof TransactionException;
    }

    /** Words of a database may hold the mail. */
    static String fault(Throwable e) {
        if (e instanceof DataAccessException access) {
            return e.getClass().getSimpleName()
                    + (access.getMostSpecificCause() instanceof SQLException sql ? ": " + sql.getSQLState() : "");
        }
        String words = e instanceof AuthenticationFailedException ? "login refused" : e.getMessage();
        return e.getClass().getSimpleName() + ": " + words;
    }
}
