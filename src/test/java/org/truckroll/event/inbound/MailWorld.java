// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.util.unit.DataSize;
import org.truckroll.event.EventProperties;
import org.truckroll.event.Inbound;
import org.truckroll.event.InboundEvents;
import org.truckroll.shared.AccessTokens;
import org.truckroll.shared.Ids;
import org.truckroll.shared.SqlTime;

/** A real mail server, a real database, and nodes that read the one into the other. */
final class MailWorld implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final String PASSWORD = "letters-and-4";

    /** Time that a test moves. */
    static final class Time extends Clock {
        private volatile Instant now = NOW;

        void later(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    final GreenMail server =
            new GreenMail(new ServerSetup[] {ServerSetup.IMAP.dynamicPort(), ServerSetup.IMAPS.dynamicPort()});
    final Time time = new Time();
    final JdbcClient jdbc;
    final List<Inbound> taken = new CopyOnWriteArrayList<>();
    final List<String> bounced = new CopyOnWriteArrayList<>();
    final List<String> forgotten = new ArrayList<>();
    final StaticListableBeanFactory beans = new StaticListableBeanFactory();
    private final DataSource source;
    private GreenMailUser user;
    private int number;
    volatile String token = PASSWORD;
    volatile Function<Inbound, Inbound> before = inbound -> inbound;

    MailWorld(DataSource source) {
        this.source = source;
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        this.jdbc = JdbcClient.create(source);
        server.start();
        user = server.setUser("faults@utility.example", "faults", PASSWORD);
    }

    static InboundProperties settings(Map<String, InboundProperties.Mailbox> mailboxes) {
        return new InboundProperties(
                Set.of(),
                Set.of("truckroll.utility.example"),
                Set.of("noreply@utility.example"),
                Set.of("*@machines.example"),
                DataSize.ofMegabytes(25),
                100_000,
                5000,
                mailboxes,
                Map.of(),
                Map.of());
    }

    InboundProperties.Mailbox mailbox() {
        return mailbox(server.getImap().getPort(), InboundProperties.Security.NONE, InboundProperties.After.MARK_SEEN);
    }

    InboundProperties.Mailbox mailbox(int port, InboundProperties.Security security, InboundProperties.After after) {
        return mailbox(port, security, after, "INBOX", null, null);
    }

    InboundProperties.Mailbox mailbox(
            int port,
            InboundProperties.Security security,
            InboundProperties.After after,
            String folder,
            InboundProperties.@Nullable OAuth2 oauth2,
            @Nullable String bundle) {
        return new InboundProperties.Mailbox(
                folder.startsWith("FAX"),
                "north",
                "127.0.0.1",
                port,
                security,
                true,
                "faults",
                oauth2 == null ? PASSWORD : null,
                oauth2,
                folder,
                after,
                Duration.ofDays(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                bundle,
                Pattern.compile("(\\+?[0-9][0-9 ()-]{4,20}[0-9])"));
    }

    Mailboxes node(InboundProperties.Mailbox mailbox) {
        return node(settings(Map.of("desk", mailbox)));
    }

    InboundDoor door(InboundProperties settings) {
        return new InboundDoor(
                this::receive, new SenderQuota(jdbc, time), settings, new DataSourceTransactionManager(source));
    }

    /** North is the only one there is. */
    static SourceDivisions divisions(InboundProperties settings) {
        return new SourceDivisions(settings, () -> Set.of("north"));
    }

    Mailboxes node(InboundProperties settings) {
        return node(settings, divisions(settings));
    }

    Mailboxes node(InboundProperties settings, SourceDivisions divisions) {
        AccessTokens tokens = new AccessTokens() {
            @Override
            public Answer get(Client client) {
                return token.isEmpty() ? new None("no token: HTTP 401 invalid_client") : new Token(token);
            }

            @Override
            public void forget(Client client) {
                forgotten.add(client.name());
                token = PASSWORD;
            }
        };
        return new Mailboxes(
                settings,
                new MailboxRows(jdbc, time),
                new MailIntake(settings, Set::of),
                door(settings),
                new MailLogin(tokens, beans.getBeanProvider(SslBundles.class)),
                (messageId, state, detail) -> bounced.add(messageId + " " + state),
                new EventProperties(Duration.ofMinutes(15), Duration.ofDays(365)),
                divisions,
                time);
    }

    /** As the events' own table takes it. */
    private InboundEvents.Receipt receive(Inbound inbound) {
        Inbound one = before.apply(inbound);
        List<String> known = jdbc.sql("select id from tr_inbound_event where source = :source and message_id = :id")
                .param("source", one.source())
                .param("id", one.messageId())
                .query(String.class)
                .list();
        if (!known.isEmpty()) {
            return new InboundEvents.Receipt(known.get(0), true);
        }
        String id = Ids.next();
        jdbc.sql("""
                        insert into tr_inbound_event (id, kind, source, message_id, division, sender, subject, body, automatic, received_at, stored_at,
                        state, round_no, alerts, alert_step, changed_at, version)
                        values (:id, :kind, :source, :messageId, :division, :sender, :subject, :body, :automatic, :at, :at, 'PENDING', 0, 0, 0, :at, 0)
                        """)
                .param("id", id)
                .param("kind", one.kind().name())
                .param("source", one.source())
                .param("messageId", one.messageId())
                .param("division", one.division())
                .param("sender", one.sender())
                .param("subject", one.subject())
                .param("body", one.text())
                .param("automatic", one.automatic())
                .param("at", SqlTime.toSql(one.receivedAt()))
                .update();
        taken.add(one);
        return new InboundEvents.Receipt(id, false);
    }

    /** Two that store the same at the same moment meet like this. */
    static DuplicateKeyException met() {
        return new DuplicateKeyException("two nodes met");
    }

    List<String> events() {
        return jdbc.sql("select subject from tr_inbound_event order by received_at, id")
                .query(String.class)
                .list();
    }

    MailFolder folder(String name) throws Exception {
        return name.equals("INBOX")
                ? server.getManagers().getImapHostManager().getInbox(user)
                : server.getManagers().getImapHostManager().createMailbox(user, name);
    }

    void removeFolder(String name) throws Exception {
        server.getManagers().getImapHostManager().deleteMailbox(user, name);
    }

    void put(String subject) throws Exception {
        put("INBOX", mail(subject, "text of " + subject));
    }

    byte[] mail(String subject, String text) {
        return ("From: Plant <plant@plant.example>\r\nTo: faults@utility.example\r\nMessage-ID: <" + subject
                        + "@plant.example>\r\nSubject: " + subject + "\r\n\r\n" + text + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    void put(String folder, byte[] raw) throws Exception {
        put(server.getManagers().getImapHostManager().getInbox(user), folder, raw);
    }

    private void put(MailFolder inbox, String name, byte[] raw) throws Exception {
        put(name.equals("INBOX") ? inbox : folder(name), raw);
    }

    void put(MailFolder folder, byte[] raw) throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
        folder.appendMessage(message, new Flags(), Date.from(time.instant().minusSeconds(3000 - ++number)));
    }

    @Override
    public void close() {
        server.stop();
    }
}
