// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.Application;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.shared.Ids;

/** What the outbox promises while everything happens at once, with the job executor on; held on each database (design 2.3, api.md 5). */
@ActiveProfiles("test")
@SpringBootTest(
        classes = {Application.class, World.Setting.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "camunda.bpm.job-execution.wait-time-in-millis=50",
            "camunda.bpm.job-execution.max-wait=200",
            "camunda.bpm.generic-properties.properties.history-cleanup-enabled=false",
            "truckroll.outbound.allowed-private-addresses=127.0.0.0/8",
            "truckroll.closure.retry-delays=PT0.1S,PT0.1S",
            "truckroll.closure.retry-interval=PT0.1S"
        })
@DirtiesContext
abstract class OutboxContract {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Autowired
    private World world;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private ManagementService management;

    @Autowired
    private JobExecutor jobExecutor;

    @Autowired
    private ProcessEngineConfigurationImpl engine;

    @Autowired
    private OrderEvents events;

    @Autowired
    private Closing closing;

    @Autowired
    private PlatformTransactionManager transactions;

    private final Receiver receiver = new Receiver();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    @Autowired
    private DataSource dataSource;

    /** The database that is meant: a test on the wrong one proves nothing. */
    abstract String product();

    @BeforeEach
    void reset() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
        }
        world.reset();
    }

    @AfterEach
    void close() throws InterruptedException {
        await(() -> runtime.createProcessInstanceQuery()
                        .processDefinitionKey(Outbox.PROCESS)
                        .count()
                == 0);
        threads.shutdownNow();
        receiver.close();
    }

    /** Messages wait behind the work they tell of, the oldest first; a step that an earlier release left without a date is no exception. */
    @Test
    void messagesWaitBehindTheWorkAndTheOldestComesFirst() throws Exception {
        world.subscribe(receiver.url("/hook"));
        jobExecutor.shutdown();
        try {
            world.happen(Ids.next(), 1);
            world.happen(Ids.next(), 2);
            assertThat(jobs()).hasSize(2).allSatisfy(job -> {
                assertThat(job.getPriority()).isEqualTo(-10);
                assertThat(job.getDuedate()).isNotNull();
            });
            jdbc.sql("update ACT_RU_JOB set DUEDATE_ = null").update();
            assertThat(engine.isJobExecutorAcquireByPriority()).isTrue();
            assertThat(engine.isJobExecutorAcquireByDueDate()).isTrue();
        } finally {
            jobExecutor.start();
        }
        await(() -> delivered() == 2);
    }

    private List<Job> jobs() {
        return management.createJobQuery().processDefinitionKey(Outbox.PROCESS).list();
    }

    @Test
    void deliversEverySubjectInOrderThoughRecipientsFailAndWritersMeet() throws Exception {
        world.subscribe(receiver.url("/hook"));
        receiver.answers(
                delivery -> ThreadLocalRandom.current().nextInt(4) == 0 ? Receiver.Answer.of(503) : Receiver.Answer.OK);
        List<String> subjects = IntStream.range(0, 4).mapToObj(i -> Ids.next()).toList();
        int writers = 6;
        int each = 24;
        List<Callable<Void>> work = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            int first = writer * 1000;
            work.add(() -> {
                for (int i = 0; i < each; i++) {
                    world.happen(subjects.get(i % subjects.size()), first + i);
                }
                return null;
            });
        }
        all(work);
        await(() -> delivered() == writers * each);

        Map<String, List<Integer>> arrived = receiver.acknowledged().stream()
                .collect(Collectors.groupingBy(
                        delivery -> world.json(delivery.body()).path("subject").asText(),
                        Collectors.mapping(world::number, Collectors.toList())));
        Map<String, List<Integer>> written = jdbc
                .sql(
                        "select l.subject, m.body from tr_message m join tr_lane l on l.id = m.lane_id order by m.lane_id, m.seq")
                .query((rs, row) -> Map.entry(
                        rs.getString("subject"),
                        world.json(rs.getString("body")).at("/data/number").asInt()))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        assertThat(arrived).isEqualTo(written).hasSize(subjects.size());
        // What one writer did one after the other arrives so.
        arrived.values()
                .forEach(numbers -> IntStream.range(0, writers)
                        .forEach(writer -> assertThat(numbers.stream().filter(number -> number / 1000 == writer))
                                .isSorted()
                                .hasSize(each / subjects.size())));
        // Also among the tries that failed, nobody overtook.
        subjects.forEach(subject -> assertThat(receiver.deliveries().stream()
                        .filter(delivery -> world.json(delivery.body())
                                .path("subject")
                                .asText()
                                .equals(subject))
                        .map(Receiver.Delivery::id)
                        .distinct())
                .isEqualTo(jdbc.sql(
                                "select m.id from tr_message m join tr_lane l on l.id = m.lane_id where l.subject = :s order by m.seq")
                        .param("s", subject)
                        .query(String.class)
                        .list()));
    }

    @Test
    void makesOneLaneWhenTwoTransactionsMeet() throws Exception {
        world.subscribe(receiver.url("/hook"));
        int rounds = 15;
        List<String> subjects = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            String subject = Ids.next();
            subjects.add(subject);
            CyclicBarrier together = new CyclicBarrier(4);
            all(IntStream.range(0, 4)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        together.await();
                        world.happen(subject, i);
                        return null;
                    })
                    .toList());
        }
        await(() -> delivered() == rounds * 4);
        assertThat(jdbc.sql("select count(*) from tr_lane").query(Long.class).single())
                .isEqualTo(rounds);
    }

    @Test
    void waitsForAnAppendThatIsUnderWayBeforeItClosesALane() throws Exception {
        world.subscribe(receiver.url("/hook"));
        String subject = Ids.next();
        CountDownLatch appended = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        receiver.answers(delivery -> {
            if (first.getAndSet(false)) {
                threads.submit(() -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                    events.record(OrderEvent.Type.MILESTONE, subject, "north", "ENABLE", Map.of("number", 2));
                    appended.countDown();
                    waitFor(answered);
                    // Long enough for the delivery to find the lane empty, were it not to wait.
                    pause(700);
                }));
                waitFor(appended);
                answered.countDown();
            }
            return Receiver.Answer.OK;
        });
        world.happen(subject, 1);
        await(() -> delivered() == 2);
        assertThat(receiver.acknowledged().stream().map(world::number).distinct())
                .containsExactly(1, 2);
    }

    @Test
    void losesNoWakeUpWhenALaneEmptiesAsAMessageComes() throws Exception {
        world.subscribe(receiver.url("/hook"));
        String subject = Ids.next();
        int messages = 80;
        for (int i = 0; i < messages; i++) {
            world.happen(subject, i);
            // About as long as an attempt takes, so that appends meet the end of the lane at every point.
            Thread.sleep(ThreadLocalRandom.current().nextInt(60));
        }
        await(() -> delivered() == messages);
        assertThat(receiver.acknowledged().stream().map(world::number))
                .containsExactlyElementsOf(IntStream.range(0, messages).boxed().toList());
    }

    @Test
    void writesNothingForAChangeThatWasRolledBack() throws Exception {
        world.subscribe(receiver.url("/hook"));
        String subject = Ids.next();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            events.record(OrderEvent.Type.MILESTONE, subject, "north", "ENABLE", Map.of("number", 1));
            status.setRollbackOnly();
        });
        world.happen(subject, 2);
        await(() -> delivered() == 1);
        assertThat(receiver.acknowledged().stream().map(world::number)).containsExactly(2);
    }

    @Test
    void answersUnsignedWhenNoSecretIsConfigured() throws Exception {
        ServiceOrder order = world.order(world.servedPoint(), receiver.url("/answers"), null, null);
        closing.close(order.id(), OrderState.COMPLETED, "DONE");
        await(() -> delivered() == 1);
        Receiver.Delivery answer = receiver.deliveries().get(0);
        assertThat(answer.path()).isEqualTo("/answers");
        assertThat(answer.id()).isNotNull();
        assertThat(answer.signature()).isNull();
        assertThat(answer.timestamp()).isNull();
    }

    @Test
    void numbersTheFeedWithoutGapsWhileManyWrite() throws Exception {
        long start = 0;
        for (List<OrderEvents.Entry> page = page(start); !page.isEmpty(); page = page(start)) {
            start = page.get(page.size() - 1).offset();
        }
        long begin = start;
        Set<String> committed = ConcurrentHashMap.newKeySet();
        AtomicBoolean writing = new AtomicBoolean(true);
        Future<List<OrderEvents.Entry>> reader = threads.submit(() -> {
            List<OrderEvents.Entry> read = new ArrayList<>();
            long after = begin;
            boolean last = false;
            while (!last) {
                last = !writing.get();
                List<OrderEvents.Entry> page = page(after);
                if (!page.isEmpty()) {
                    read.addAll(page);
                    after = page.get(page.size() - 1).offset();
                    last = false;
                }
            }
            return read;
        });
        all(IntStream.range(0, 5)
                .<Callable<Void>>mapToObj(writer -> () -> {
                    for (int i = 0; i < 30; i++) {
                        boolean fails = i % 7 == 0;
                        int number = i;
                        String id = new TransactionTemplate(transactions).execute(status -> {
                            OrderEvent event = events.record(
                                    OrderEvent.Type.JEOPARDY, "feed", "north", "ENABLE", Map.of("number", number));
                            pause(ThreadLocalRandom.current().nextInt(15));
                            if (fails) {
                                status.setRollbackOnly();
                            }
                            return event.eventId();
                        });
                        if (!fails) {
                            committed.add(id);
                        }
                    }
                    return null;
                })
                .toList());
        writing.set(false);
        List<OrderEvents.Entry> read = reader.get();
        assertThat(read.stream().map(OrderEvents.Entry::id))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(committed);
        assertThat(read.stream().map(OrderEvents.Entry::offset))
                .containsExactlyElementsOf(LongStream.rangeClosed(begin + 1, begin + committed.size())
                        .boxed()
                        .toList());
    }

    private List<OrderEvents.Entry> page(long after) {
        return events.after(after, Set.of("north", "south"), 20);
    }

    private long delivered() {
        return jdbc.sql("select count(*) from tr_message where state = 'DELIVERED'")
                .query(Long.class)
                .single();
    }

    private void all(List<Callable<Void>> work) throws Exception {
        for (Future<Void> done : threads.invokeAll(work)) {
            done.get();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(90, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Callable<Boolean> fact) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (fact.call()) {
                    return;
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.sleep(50);
        }
    }
}
