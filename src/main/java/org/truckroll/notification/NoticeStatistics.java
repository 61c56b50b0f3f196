// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.truckroll.people.Caller;
import org.truckroll.people.OrgPath;
import org.truckroll.shared.Problem;
import org.truckroll.shared.SqlTime;

/** How many messages of each severity went by which way, and what became of them (SOL24-24), in at most three calendar months. */
@Service
public class NoticeStatistics {

    /** So many deliveries of notices of this severity by this way stand in this state. */
    public record Count(Severity severity, Channel channel, DeliveryState state, long deliveries) {}

    /**
     * @param from the first day, by the clock of each division
     * @param to the last day, which counts
     */
    public record Answer(LocalDate from, LocalDate to, List<Count> counts) {}

    private record Kind(Severity severity, Channel channel, DeliveryState state) {}

    private static final int MONTHS = 3;
    private static final LocalDate FIRST = LocalDate.of(2000, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2999, 12, 31);

    private final JdbcClient jdbc;
    private final OrgPath path;

    NoticeStatistics(JdbcClient jdbc, OrgPath path) {
        this.jdbc = jdbc;
        this.path = path;
    }

    /**
     * @param division null for all that the caller sees
     * @throws Problem 400 for days that cannot be or are too many; 404 for a division that the caller does not see
     */
    public Answer of(@Nullable String division, LocalDate from, LocalDate to, Caller caller) {
        if (from.isBefore(FIRST) || to.isAfter(LAST) || to.isBefore(from)) {
            throw Problem.badRequest("Parameters 'from' and 'to' must be days, 'to' not before 'from'.", List.of());
        }
        if (!to.isBefore(from.plusMonths(MONTHS))) {
            throw Problem.badRequest("The time must be at most three calendar months.", List.of());
        }
        if (division != null && !caller.sees(division)) {
            throw Problem.notFound("division", division);
        }
        Map<Kind, Long> counts = new TreeMap<>(Comparator.comparing(Kind::severity)
                .thenComparing(Kind::channel)
                .thenComparing(Kind::state));
        for (String one : division == null ? caller.divisions() : Set.of(division)) {
            of(one, from, to)
                    .forEach(count -> counts.merge(
                            new Kind(count.severity, count.channel, count.state), count.deliveries, Long::sum));
        }
        return new Answer(
                from,
                to,
                counts.entrySet().stream()
                        .map(entry -> new Count(
                                entry.getKey().severity,
                                entry.getKey().channel,
                                entry.getKey().state,
                                entry.getValue()))
                        .toList());
    }

    private List<Count> of(String division, LocalDate from, LocalDate to) {
        return jdbc.sql("""
                        select n.severity, d.channel, d.state, count(*) as deliveries from tr_notice n join tr_delivery d on d.notice_id = n.id
                        where n.division = :division and n.told_at >= :begin and n.told_at < :end group by n.severity, d.channel, d.state
                        """)
                .param("division", division)
                .param(
                        "begin",
                        SqlTime.toSql(from.atStartOfDay(path.zone(division)).toInstant()))
                .param(
                        "end",
                        SqlTime.toSql(
                                to.plusDays(1).atStartOfDay(path.zone(division)).toInstant()))
                .query((rs, row) -> new Count(
                        Severity.valueOf(rs.getString("severity")),
                        Channel.valueOf(rs.getString("channel")),
                        DeliveryState.valueOf(rs.getString("state")),
                        rs.getLong("deliveries")))
                .list();
    }
}
