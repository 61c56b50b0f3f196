// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.inbound;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.truckroll.notification.Audience;
import org.truckroll.notification.Notice;
import org.truckroll.notification.Notifications;
import org.truckroll.notification.Severity;
import org.truckroll.people.OrgPath;
import org.truckroll.people.People;
import org.truckroll.people.Person;
import org.truckroll.people.Persons;

/** Tells people of a mailbox that cannot be read for half an hour, once for each time; and its metric. Alarms may lie there. */
@Component
public class MailboxAlarms implements MeterBinder {

    static final String FAILING = "mailbox-failing";

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final InboundProperties settings;
    private final MailboxRows rows;
    private final Notifications notifications;
    private final Persons persons;
    private final OrgPath path;
    private final Clock clock;
    /** What this node has told, so as not to ask each minute; another node that tells it again is not heard. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    MailboxAlarms(
            InboundProperties settings,
            MailboxRows rows,
            Notifications notifications,
            Persons persons,
            OrgPath path,
            Clock clock) {
        this.settings = settings;
        this.rows = rows;
        this.notifications = notifications;
        this.persons = persons;
        this.path = path;
        this.clock = clock;
    }

    /** In the caller's transaction; called every minute. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell() {
        Instant patient = clock.instant().minus(PATIENCE);
        for (MailboxRows.State state : rows.all()) {
            InboundProperties.Mailbox mailbox = settings.mailboxes().get(state.name());
            Instant since = state.failingSince();
            if (mailbox != null && since != null && !since.isAfter(patient)) {
                tell(state, since, mailbox.division());
            }
        }
    }

    private void tell(MailboxRows.State state, Instant since, String division) {
        String key = "mailbox/" + state.name() + "/" + since.getEpochSecond();
        if (told.contains(key)) {
            return;
        }
        notifications.tell(new Notice(
                key,
                FAILING,
                Severity.IMPORTANT,
                division,
                "mailbox-" + state.name(),
                new Audience.People(List.copyOf(people(division))),
                Map.of(
                        "mailbox",
                        state.name(),
                        "since",
                        TIME.format(since.atZone(path.zone(division))),
                        "fault",
                        String.valueOf(state.fault()))));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                told.add(key);
            }
        });
    }

    /** Who misses the mails, and who can mend it. */
    private Set<String> people(String division) {
        Set<String> people = new TreeSet<>();
        Stream.of(People.DISPATCHERS + division, People.INTEGRATION)
                .flatMap(group -> persons.activeIn(group).stream())
                .map(Person::id)
                .forEach(people::add);
        if (people.isEmpty()) {
            persons.activeIn(People.ADMINS).forEach(admin -> people.add(admin.id()));
        }
        return people;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String name : settings.mailboxes().keySet()) {
            TimeGauge.builder("truckroll.mailbox.failing", () -> failing(name), TimeUnit.SECONDS)
                    .description("Since when this mailbox cannot be read, by any node; 0 when it can")
                    .tag("mailbox", name)
                    .register(registry);
        }
    }

    private long failing(String name) {
        return rows.all().stream()
                .filter(state -> state.name().equals(name))
                .map(MailboxRows.State::failingSince)
                .filter(since -> since != null)
                .mapToLong(since ->
                        Math.max(0, Duration.between(since, clock.instant()).toSeconds()))
                .findFirst()
                .orElse(0);
    }
}
