// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** The mail server of all process tests; it runs only while a test asks for it, always at the same address. */
final class MailServer implements AutoCloseable {

    private static final int PORT = free();

    private static final int SMTP_PORT = free();

    private final GreenMail server = new GreenMail(new ServerSetup[] {
        new ServerSetup(PORT, null, ServerSetup.PROTOCOL_IMAP),
        new ServerSetup(SMTP_PORT, null, ServerSetup.PROTOCOL_SMTP)
    });
    private final GreenMailUser user;

    MailServer() {
        server.start();
        user = server.setUser("faults@utility.example", "faults", "invented");
    }

    private static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void put(String header, String text) throws Exception {
        String mail = header + "\r\n\r\n" + text + "\r\n";
        inbox().appendMessage(
                        new MimeMessage(
                                Session.getInstance(new Properties()),
                                new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8))),
                        new Flags(),
                        ClockUtil.getCurrentTime());
    }

    MailFolder inbox() throws Exception {
        return server.getManagers().getImapHostManager().getInbox(user);
    }

    @Override
    public void close() {
        server.stop();
    }

    static final class Address implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(
                            "truckroll.event.inbound.mailboxes.desk.port=" + PORT,
                            "truckroll.notification.providers.post.port=" + SMTP_PORT)
                    .applyTo(context);
        }
    }
}
