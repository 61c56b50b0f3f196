// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.store.MailFolder;
import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.truckroll.PostgresInTest;
import org.truckroll.event.Inbound;

/**
 * Awkward mails in a real mail server, and two nodes that read them at once on PostgreSQL: one event each (GEO-01, GEO-11). Some in every build,
 * {@code -Dmails=1000} for all: this mail server hands over eight or nine in a second.
 */
class MailPollOnPostgresIT {

    private static final int MAILS = Integer.getInteger("mails", 100);

    @Test
    void twoNodesAtOnceMakeOneEventOfEachAwkwardMail() throws Exception {
        try (HikariDataSource source = new HikariDataSource()) {
            source.setJdbcUrl(PostgresInTest.newDatabase());
            source.setUsername("postgres");
            source.setMaximumPoolSize(10);
            try (MailWorld world = new MailWorld(source)) {
                MailFolder inbox = world.folder("INBOX");
                List<String> refused = new ArrayList<>();
                List<AwkwardMails.Awkward> made = AwkwardMails.make(AwkwardMails.SEED, MAILS + 200);
                for (int i = 0; i < made.size() && inbox.getMessageCount() < MAILS; i++) {
                    try {
                        world.put(inbox, made.get(i).raw());
                    } catch (RuntimeException e) {
                        // This mail server cannot keep everything that others can.
                        refused.add(made.get(i).kind());
                    }
                }
                assertThat(inbox.getMessageCount())
                        .as("mails kept, without %s", refused)
                        .isEqualTo(MAILS);
                int steps = readWithTwoNodes(world);
                assertThat(world.events()).hasSize(MAILS);
                assertThat(world.taken).extracting(Inbound::messageId).doesNotHaveDuplicates();
                assertThat(inbox.getUnseenCount()).as("all are read").isZero();
                assertThat(steps).as("steps that read").isGreaterThanOrEqualTo(MAILS / 50);
                assertThat(new MailboxRows(world.jdbc, world.time).all().get(0).failures())
                        .isZero();
            }
        }
    }

    private static int readWithTwoNodes(MailWorld world) throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Mailboxes node = world.node(world.mailbox());
                running.add(nodes.submit(() -> {
                    int steps = 0;
                    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(15);
                    while (world.taken.size() < MAILS && System.nanoTime() < end) {
                        steps += node.read("desk") == Mailboxes.Step.MORE ? 1 : 0;
                        Thread.sleep(5);
                    }
                    return steps + 1;
                }));
            }
            int steps = 0;
            for (Future<Integer> node : running) {
                steps += node.get(16, TimeUnit.MINUTES);
            }
            // Whoever came last had perhaps marked the last mails not yet.
            world.node(world.mailbox()).read("desk");
            return steps;
        } finally {
            nodes.shutdownNow();
        }
    }
}
