// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** On H2 as it comes, a few of the rounds below read from before the commit they waited for. */
class H2SwitchesTest {

    private static final int ROUNDS = 3000;

    @Test
    void readsAfterALockWhatWasCommittedUnderIt() throws Exception {
        try (HikariDataSource pool = new HikariDataSource();
                OneThread writer = new OneThread()) {
            pool.setJdbcUrl("jdbc:h2:mem:fresh-reads;LOCK_TIMEOUT=10000");
            H2Switches.switchesOfH2().postProcessAfterInitialization(pool, "dataSource");
            JdbcTemplate jdbc = new JdbcTemplate(pool);
            TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
            jdbc.execute("create table lane (id int primary key)");
            jdbc.execute("create table message (id int primary key, lane int)");
            jdbc.execute("insert into lane values (1)");
            for (int round = 0; round < ROUNDS; round++) {
                int number = round;
                CountDownLatch held = new CountDownLatch(1);
                Future<?> append = writer.threads.submit(() -> transaction.executeWithoutResult(status -> {
                    lock(jdbc);
                    jdbc.update("insert into message values (?, 1)", number);
                    held.countDown();
                    pauseAMoment();
                }));
                held.await();
                Boolean seen = transaction.execute(status -> {
                    waiting(jdbc);
                    lock(jdbc);
                    return waiting(jdbc);
                });
                append.get();
                assertThat(seen).as("round %d", round).isTrue();
                jdbc.update("delete from message");
            }
        }
    }

    @Test
    void leavesTheAddressOfAnotherDatabaseAndOneThatSaysSoItself() throws SQLException {
        assertThat(H2Switches.switched("jdbc:postgresql://localhost/truckroll"))
                .isEqualTo("jdbc:postgresql://localhost/truckroll");
        assertThat(H2Switches.switched("jdbc:h2:mem:a;optimize_reuse_results=true;QUERY_CACHE_SIZE=8"))
                .isEqualTo("jdbc:h2:mem:a;optimize_reuse_results=true;QUERY_CACHE_SIZE=8");
        assertThat(H2Switches.switched("jdbc:h2:file:./a"))
                .isEqualTo("jdbc:h2:file:./a;OPTIMIZE_REUSE_RESULTS=FALSE;QUERY_CACHE_SIZE=128");
    }

    private static void lock(JdbcTemplate jdbc) {
        jdbc.queryForObject("select id from lane where id = ? for update", Integer.class, 1);
    }

    private static boolean waiting(JdbcTemplate jdbc) {
        return !jdbc.queryForList("select id from message where lane = ? fetch first 1 rows only", Integer.class, 1)
                .isEmpty();
    }

    private static void pauseAMoment() {
        try {
            Thread.sleep(0, ThreadLocalRandom.current().nextInt(900_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One thread, gone at the end. */
    private static final class OneThread implements AutoCloseable {
        private final ExecutorService threads = Executors.newSingleThreadExecutor();

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
