// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.people.OrgPath;

/**
 * Reads the facts of some days fast: those of days that are over from a packed copy, the others one by one. A copy is made of the facts alone, by
 * any node in the background; without it the answer is the same, and comes later (HCDC-31).
 */
@Component
class FactDays {

    private static final Logger log = LoggerFactory.getLogger(FactDays.class);

    /** So long after its end a day gets no facts any more: what ends now counts now, and no transaction takes that long. */
    private static final int DAYS_OPEN = 2;
    /** Who asks for older days waits. */
    private static final int DAYS_PACKED = 400;
    /** What every database takes in one value; some 80,000 facts. */
    private static final int LARGEST = 1_000_000;

    private static final int AT_ONCE = 2_000;
    private static final int PAGES_AT_ONCE = 20;

    /** The facts of one day of a division. */
    record Day(String division, LocalDate day) {}

    private final JdbcClient jdbc;
    private final JdbcClient pages;
    private final JdbcClient facts;
    private final OrgPath organisation;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final TransactionTemplate reading;

    FactDays(
            JdbcClient jdbc,
            @Qualifier("dataSource") DataSource source,
            OrgPath organisation,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.pages = inPortions(source, PAGES_AT_ONCE);
        this.facts = inPortions(source, AT_ONCE);
        this.organisation = organisation;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.reading = new TransactionTemplate(transactions);
        this.reading.setReadOnly(true);
    }

    private static JdbcClient inPortions(DataSource source, int rows) {
        JdbcTemplate template = new JdbcTemplate(source);
        template.setFetchSize(rows);
        return JdbcClient.create(template);
    }

    /** Gives each fact with its division to {@code sink}, always in the same object; those of one division after another, more or less. */
    void read(Set<String> divisions, LocalDate from, LocalDate to, BiConsumer<String, FactRow> sink) {
        // In one transaction rows come as they are asked for, and a million of them never stand in memory together.
        reading.executeWithoutResult(status -> {
            Set<Day> packed = new HashSet<>();
            for (String division : divisions) {
                LocalDate open = firstOpen(division);
                pages.sql("""
                                select on_day, content from tr_activity_day
                                where division = :division and on_day between :from and :to and content is not null
                                """)
                        .param("division", division)
                        .param("from", from)
                        .param("to", to.isBefore(open) ? to : open.minusDays(1))
                        .query(rs -> {
                            Day day = new Day(division, rs.getObject("on_day", LocalDate.class));
                            if (FactPage.read(rs.getBytes("content"), fact -> sink.accept(division, fact))) {
                                packed.add(day);
                            }
                        });
                LocalDate first = null;
                for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
                    boolean missing = !packed.contains(new Day(division, day));
                    if (missing && first == null) {
                        first = day;
                    }
                    if (first != null && (!missing || day.equals(to))) {
                        single(division, first, missing ? day : day.minusDays(1), sink);
                        first = null;
                    }
                }
            }
        });
    }

    private void single(String division, LocalDate from, LocalDate to, BiConsumer<String, FactRow> sink) {
        FactRow fact = new FactRow();
        facts.sql("select " + FactRow.COLUMNS
                        + " from tr_activity_fact where division = :division and on_day between :from and :to")
                .param("division", division)
                .param("from", from)
                .param("to", to)
                .query(rs -> {
                    fact.read(rs);
                    sink.accept(division, fact);
                });
    }

    /** Packs the days that are over and have no copy yet. Any node may do it, and two at once do no harm. */
    @Scheduled(initialDelayString = "PT10M", fixedDelayString = "PT1H")
    void packAll() {
        LocalDate today = LocalDate.now(clock);
        List<Day> missing = jdbc.sql("""
                        select f.division, f.on_day from tr_activity_fact f
                        where f.on_day between :from and :to and not exists (select 1 from tr_activity_day d
                            where d.division = f.division and d.on_day = f.on_day and d.content is not null)
                        group by f.division, f.on_day order by f.on_day desc, f.division
                        """)
                .param("from", today.minusDays(DAYS_PACKED))
                .param("to", today)
                .query((rs, row) -> new Day(rs.getString("division"), rs.getObject("on_day", LocalDate.class)))
                .list();
        long packed = missing.stream()
                .filter(day -> day.day().isBefore(firstOpen(day.division())))
                .filter(this::pack)
                .count();
        if (packed > 0) {
            log.info("Days of facts packed: days={}", packed);
        }
    }

    /** The first day of a division that may still get facts. */
    private LocalDate firstOpen(String division) {
        return LocalDate.now(clock.withZone(organisation.zone(division))).minusDays(DAYS_OPEN);
    }

    /**
     * Packs one day; false when another node does, or the day was forgotten meanwhile. The place is taken, and seen by everybody, before the facts
     * are read: who changes them afterwards takes it away again.
     */
    boolean pack(Day day) {
        long token = ThreadLocalRandom.current().nextLong();
        try {
            transaction.executeWithoutResult(status -> {
                of("delete from tr_activity_day where division = :division and on_day = :day and content is null", day)
                        .update();
                of("insert into tr_activity_day (division, on_day, token) values (:division, :day, :token)", day)
                        .param("token", token)
                        .update();
            });
        } catch (DuplicateKeyException e) {
            return false;
        }
        byte[] content = content(day);
        return content.length <= LARGEST
                && of(
                                        "update tr_activity_day set content = :content where division = :division and on_day = :day and token = :token",
                                        day)
                                .param("content", content)
                                .param("token", token)
                                .update()
                        == 1;
    }

    private byte[] content(Day day) {
        FactPage page = new FactPage();
        FactRow fact = new FactRow();
        reading.executeWithoutResult(status -> facts.sql("select " + FactRow.COLUMNS
                        + " from tr_activity_fact where division = :division and on_day = :day order by id")
                .param("division", day.division())
                .param("day", day.day())
                .query(rs -> {
                    fact.read(rs);
                    page.add(fact);
                }));
        return page.pack();
    }

    /** Their copies are not what the facts say any more. To be called in the transaction that changes these, and once more after its commit. */
    void forget(Collection<Day> days) {
        days.forEach(day -> of("delete from tr_activity_day where division = :division and on_day = :day", day)
                .update());
    }

    /** Packed days that are not what their facts are. */
    List<Day> wrong() {
        List<Day> packed = jdbc.sql(
                        "select division, on_day from tr_activity_day where content is not null order by division, on_day")
                .query((rs, row) -> new Day(rs.getString("division"), rs.getObject("on_day", LocalDate.class)))
                .list();
        List<Day> wrong = new ArrayList<>();
        for (Day day : packed) {
            byte[] stored = of("select content from tr_activity_day where division = :division and on_day = :day", day)
                    .query((rs, row) -> rs.getBytes("content"))
                    .optional()
                    .orElse(null);
            if (stored != null && !Arrays.equals(stored, content(day))) {
                wrong.add(day);
            }
        }
        return wrong;
    }

    private JdbcClient.StatementSpec of(String sql, Day day) {
        return jdbc.sql(sql).param("division", day.division()).param("day", day.day());
    }
}
