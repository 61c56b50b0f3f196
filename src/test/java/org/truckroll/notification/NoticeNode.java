// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.RegexPatternTypeFilter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.notification.carrier.Carried;
import org.truckroll.notification.carrier.Carrier;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Outgoing;
import org.truckroll.notification.carrier.Receipts;
import org.truckroll.notification.carrier.Routes;
import org.truckroll.people.OnCall;
import org.truckroll.people.OrgPath;
import org.truckroll.people.People;
import org.truckroll.people.Persons;
import org.truckroll.serviceorder.Countries;
import org.truckroll.shared.Json;

/** The notices of one node over a real database, without an engine: the test does what {@code notice-delivery} does. Two nodes share a database. */
final class NoticeNode implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    /** A provider that answers as the test says, and remembers what it got. */
    static final class Provider implements Carrier {

        final String name;
        final boolean idempotent;
        final List<Outgoing> got = new CopyOnWriteArrayList<>();
        volatile Function<Outgoing, Carried> answer = message -> new Carried.Accepted(message.id() + "-at-provider");

        Provider(String name, boolean idempotent) {
            this.name = name;
            this.idempotent = idempotent;
        }

        @Override
        public String kind() {
            return name;
        }

        @Override
        public Set<Channel> channels(CarrierSettings settings) {
            return EnumSet.of(Channel.MAIL, Channel.SMS);
        }

        @Override
        public Set<String> keys() {
            return Set.of();
        }

        @Override
        public void check(CarrierSettings settings) {
            // It has none.
        }

        @Override
        public Carried carry(Outgoing message, CarrierSettings settings) {
            got.add(message);
            return answer.apply(message);
        }

        @Override
        public boolean idempotent(CarrierSettings settings) {
            return idempotent;
        }

        List<String> texts() {
            return got.stream().map(Outgoing::text).toList();
        }
    }

    /** A clock that the test moves; shared by the nodes. */
    static final class Time extends Clock {

        volatile Instant now = NOON;

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

    /** The processes that were started and committed, and have not ended. */
    static final class Processes implements DeliveryProcess {

        final Map<String, Instant> lanes = new ConcurrentHashMap<>();
        final List<UndeliveredNotice> decisions = new CopyOnWriteArrayList<>();

        @Override
        public void empty(String laneId, boolean urgent) {
            afterCommit(() -> {
                if (lanes.putIfAbsent(laneId, Instant.MIN) != null) {
                    throw new IllegalStateException("Two processes empty lane " + laneId);
                }
            });
        }

        @Override
        public void decide(UndeliveredNotice notice) {
            afterCommit(() -> decisions.add(notice));
        }

        private static void afterCommit(Runnable action) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    action.run();
                }
            });
        }
    }

    @Configuration
    @EnableTransactionManagement(proxyTargetClass = true)
    @EnableConfigurationProperties(NotificationProperties.class)
    static class Setting {}

    final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    final Time time;
    final Processes processes;
    final Map<Channel, List<Provider>> providers;
    final JdbcClient jdbc;
    final Set<String> relieved = ConcurrentHashMap.newKeySet();

    NoticeNode(DataSource database, Time time, Processes processes, Map<Channel, List<Provider>> providers) {
        this(database, time, processes, providers, Map.of());
    }

    NoticeNode(
            DataSource database,
            Time time,
            Processes processes,
            Map<Channel, List<Provider>> providers,
            Map<String, Object> settings) {
        this.time = time;
        this.processes = processes;
        this.providers = providers;
        this.jdbc = JdbcClient.create(database);
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", new HashMap<>(settings)));
        // Closed by the test: other nodes use it, too.
        context.registerBean(
                "dataSource", DataSource.class, () -> database, definition -> definition.setDestroyMethodName(""));
        context.registerBean(JdbcClient.class, () -> jdbc);
        context.registerBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(database));
        context.registerBean(Clock.class, () -> time);
        context.registerBean(Json.class, () -> new Json(new com.fasterxml.jackson.databind.ObjectMapper()));
        context.registerBean(Countries.class, () -> division -> "SE");
        context.registerBean(OrgPath.class, Stockholm::new);
        context.registerBean(SeverityChannels.class, () -> NoticeNode::channels);
        context.registerBean(StillMeant.class, () -> (person, division, event) -> !relieved.contains(person));
        context.registerBean(DeliveryProcess.class, () -> processes);
        context.registerBean(
                Routes.class,
                () -> (division, channel) -> providers.getOrDefault(channel, List.of()).stream()
                        .map(one -> new Routes.Route(one, new CarrierSettings(one.name, one.name, Map.of())))
                        .toList());
        ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(context);
        scanner.addExcludeFilter(
                new RegexPatternTypeFilter(
                        java.util.regex.Pattern.compile(
                                "org\\.truckroll\\.notification\\.(web|process)\\..*|org\\.truckroll\\.notification\\.carrier\\.(?!Receipts).*")));
        scanner.scan("org.truckroll.notification");
        context.registerBeanDefinition("persons", new RootBeanDefinition(Persons.class));
        context.registerBeanDefinition("people", new RootBeanDefinition(People.class));
        context.registerBeanDefinition("onCall", new RootBeanDefinition(OnCall.class));
        RootBeanDefinition rows = new RootBeanDefinition();
        rows.setBeanClassName("org.truckroll.people.OnCallRows");
        context.registerBeanDefinition("onCallRows", rows);
        context.register(Setting.class);
        context.refresh();
    }

    private static Set<Channel> channels(Severity severity, String division, String event, SeverityChannels.Side side) {
        return switch (severity) {
            case STANDARD -> EnumSet.of(Channel.PAGE);
            case IMPORTANT -> EnumSet.of(Channel.PAGE, Channel.MAIL);
            case URGENT -> EnumSet.of(Channel.PAGE, Channel.MAIL, Channel.SMS);
        };
    }

    /** Its hours are those of the sun: no summer time in November. */
    private static final class Stockholm implements OrgPath {

        @Override
        public Place of(String division, @Nullable String group) {
            return new Place("city-" + division, null);
        }

        @Override
        public ZoneId zone(String division) {
            return ZoneId.of("Europe/Stockholm");
        }

        @Override
        public Map<String, String> names() {
            return Map.of();
        }
    }

    /** The tables of people and of notices. */
    static void createTables(DataSource database) {
        for (String file : List.of(
                "V003__people.sql",
                "V058__people.sql",
                "V070__notification.sql",
                "V074__on_call.sql",
                "V078__own_quiet_hours.sql",
                "V081__responsibles_of_division.sql")) {
            new ResourceDatabasePopulator(new ClassPathResource("db/migration/" + file)).execute(database);
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(bean(PlatformTransactionManager.class));
    }

    void tell(Notice notice) {
        bean(Notifications.class).tell(notice);
    }

    Receipts receipts() {
        return bean(Receipts.class);
    }

    /** As the engine does it: each step in a transaction, until every lane is empty or waits for a later time. */
    void work() {
        Deque<String> due = new ArrayDeque<>(dueLanes());
        while (!due.isEmpty()) {
            step(due.poll());
            if (due.isEmpty()) {
                due.addAll(dueLanes());
            }
        }
    }

    private List<String> dueLanes() {
        return processes.lanes.entrySet().stream()
                .filter(lane -> !lane.getValue().isAfter(time.now))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    LaneRun.Left step(String lane) {
        LaneRun.Left left = bean(LaneRun.class).deliverNext(lane);
        if (left instanceof LaneRun.Later later) {
            processes.lanes.put(lane, later.at());
        } else if (left instanceof LaneRun.Undelivered) {
            bean(Undelivered.class).report(lane);
        } else if (left instanceof LaneRun.Nothing) {
            processes.lanes.remove(lane);
        } else {
            processes.lanes.put(lane, Instant.MIN);
        }
        return left;
    }

    String onlyLane() {
        List<String> lanes = new ArrayList<>(processes.lanes.keySet());
        if (lanes.size() != 1) {
            throw new IllegalStateException("Lanes: " + lanes.size());
        }
        return lanes.get(0);
    }

    List<String> states() {
        return jdbc.sql("select state from tr_delivery order by id")
                .query(String.class)
                .list();
    }

    @Override
    public void close() {
        context.close();
    }
}
