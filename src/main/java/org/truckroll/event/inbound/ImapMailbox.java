// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.ComparisonTerm;
import jakarta.mail.search.ReceivedDateTerm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.jspecify.annotations.Nullable;

/** One talk with a mail server: a folder is opened, some of its mails are read, it is closed. Reading marks nothing. */
final class ImapMailbox implements AutoCloseable {

    /** A mail that lies there. */
    record Found(long uid, long size, Instant receivedAt) {}

    private static final int AT_ONCE = 65_536;

    private final Store store;
    private final IMAPFolder folder;
    private final boolean deletes;

    private ImapMailbox(Store store, IMAPFolder folder, boolean deletes) {
        this.store = store;
        this.folder = folder;
        this.deletes = deletes;
    }

    /**
     * Logs in and opens the folder.
     *
     * @param secret password, or token for XOAUTH2
     * @param trust certificates of the SSL bundle; null for those of the Java runtime
     * @throws AuthenticationFailedException when the server takes neither user nor secret
     */
    static ImapMailbox open(InboundProperties.Mailbox settings, String secret, @Nullable SSLSocketFactory trust)
            throws MessagingException {
        boolean tls = settings.security() == InboundProperties.Security.TLS;
        String protocol = tls ? "imaps" : "imap";
        Store store = Session.getInstance(properties(settings, "mail." + protocol + ".", trust))
                .getStore(protocol);
        try {
            store.connect(settings.host(), settings.portOrUsual(), settings.user(), secret);
            IMAPFolder folder = (IMAPFolder) store.getFolder(settings.folder());
            folder.open(settings.after() == InboundProperties.After.NOTHING ? Folder.READ_ONLY : Folder.READ_WRITE);
            return new ImapMailbox(store, folder, settings.after() == InboundProperties.After.DELETE);
        } catch (MessagingException | RuntimeException e) {
            closeQuietly(store);
            throw e;
        }
    }

    private static Properties properties(
            InboundProperties.Mailbox settings, String prefix, @Nullable SSLSocketFactory trust) {
        Properties properties = new Properties();
        properties.put(prefix + "connectiontimeout", millis(settings.connectTimeout()));
        properties.put(prefix + "timeout", millis(settings.timeout()));
        properties.put(prefix + "writetimeout", millis(settings.timeout()));
        properties.put(prefix + "fetchsize", "1048576");
        properties.put(prefix + "ssl.checkserveridentity", "true");
        if (trust != null) {
            properties.put(prefix + "ssl.socketFactory", trust);
        }
        if (settings.security() == InboundProperties.Security.STARTTLS) {
            properties.put(prefix + "starttls.enable", "true");
            // Without it a server, or who stands before it, could keep us in the clear.
            properties.put(prefix + "starttls.required", "true");
        }
        if (settings.oauth2() != null) {
            properties.put(prefix + "auth.mechanisms", "XOAUTH2");
        }
        return properties;
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }

    /** Another one means that all numbers of mails are new. */
    long uidValidity() throws MessagingException {
        return folder.getUIDValidity();
    }

    /**
     * The mails above a number, the lowest first.
     *
     * @param now for one of which the server does not know when it came
     */
    List<Found> above(long uid, Instant now) throws MessagingException {
        return found(folder.getMessagesByUID(uid + 1, UIDFolder.LASTUID), uid, Instant.MIN, now);
    }

    /** The mails that came since then. */
    List<Found> since(Instant since, Instant now) throws MessagingException {
        return found(folder.search(new ReceivedDateTerm(ComparisonTerm.GE, Date.from(since))), 0, since, now);
    }

    private List<Found> found(Message[] messages, long above, Instant since, Instant now) throws MessagingException {
        FetchProfile wanted = new FetchProfile();
        wanted.add(UIDFolder.FetchProfileItem.UID);
        wanted.add(FetchProfile.Item.SIZE);
        wanted.add(IMAPFolder.FetchProfileItem.INTERNALDATE);
        folder.fetch(messages, wanted);
        List<Found> found = new ArrayList<>();
        for (Message message : messages) {
            // A range up to the last one brings the last one, also when it is below the range (RFC 3501 6.4.8).
            long uid = message == null || message.isExpunged() ? 0 : folder.getUID(message);
            if (uid > above) {
                Date date = message.getReceivedDate();
                Instant at = date == null ? now : date.toInstant();
                if (!at.isBefore(since)) {
                    found.add(new Found(uid, message.getSize(), at));
                }
            }
        }
        found.sort(Comparator.comparingLong(Found::uid));
        return found;
    }

    /**
     * At most so many bytes of it; empty when it has gone meanwhile.
     *
     * @param goOn asked now and then, and throws where nobody waits for it any more
     */
    byte[] read(long uid, int most, Runnable goOn) throws MessagingException, IOException {
        if (!(folder.getMessageByUID(uid) instanceof IMAPMessage message)) {
            return new byte[0];
        }
        message.setPeek(true);
        try (InputStream in = message.getMimeStream()) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (read.size() < most) {
                goOn.run();
                byte[] more = in.readNBytes(Math.min(AT_ONCE, most - read.size()));
                if (more.length == 0) {
                    break;
                }
                read.writeBytes(more);
            }
            return read.toByteArray();
        }
    }

    void mark(long uid) throws MessagingException {
        Message message = folder.getMessageByUID(uid);
        if (message != null) {
            message.setFlag(deletes ? Flags.Flag.DELETED : Flags.Flag.SEEN, true);
        }
    }

    @Override
    public void close() {
        try {
            if (folder.isOpen()) {
                folder.close(deletes);
            }
        } catch (MessagingException | IllegalStateException e) {
            // It is read already; what was to be deleted is known when it is seen again.
        } finally {
            closeQuietly(store);
        }
    }

    private static void closeQuietly(Store store) {
        try {
            store.close();
        } catch (MessagingException e) {
            // Nothing is asked of it any more.
        }
    }
}
