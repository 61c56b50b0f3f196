// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.people.Caller;
import org.truckroll.shared.Problem;
import org.truckroll.shared.SqlTime;

/** How long clocks stood still, and why (requirements 1.14): counted from the facts. */
@Repository
public class ClockPauses {

    /** Three months, whichever they are. */
    private static final Duration LONGEST = Duration.ofDays(92);

    /** Pauses of one reason that were over in the time asked for. */
    public record Sum(String division, ServiceClock.Kind kind, String reason, long pauses, long seconds) {}

    private final JdbcClient jdbc;

    ClockPauses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Of the caller's divisions.
     *
     * @param to not included
     * @throws Problem 400 when {@code to} is not after {@code from}, or more than three months later
     */
    public List<Sum> between(Instant from, Instant to, Caller caller) {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw Problem.badRequest(
                    "Parameter 'to' must come after 'from', by at most 92 days.",
                    List.of(new Problem.FieldError("/to", "must be at most 92 days after from")));
        }
        return caller.divisions().isEmpty()
                ? List.of()
                : jdbc.sql("""
                        select c.division, c.kind, r.reason, count(*) as pauses,
                            cast(sum(extract(epoch from (r.at - p.at))) as bigint) as seconds
                        from tr_clock_event r
                        join tr_clock c on c.id = r.clock_id
                        join tr_clock_event p on p.id =
                            (select max(b.id) from tr_clock_event b where b.clock_id = r.clock_id and b.kind = 'PAUSED' and b.id < r.id)
                        where r.kind = 'RESUMED' and r.at >= :from and r.at < :to and c.division in (:divisions)
                        group by c.division, c.kind, r.reason
                        order by c.division, c.kind, r.reason
                        """)
                        .param("from", SqlTime.toSql(from))
                        .param("to", SqlTime.toSql(to))
                        .param("divisions", caller.divisions())
                        .query((rs, row) -> new Sum(
                                rs.getString("division"),
                                ServiceClock.Kind.valueOf(rs.getString("kind")),
                                rs.getString("reason"),
                                rs.getLong("pauses"),
                                rs.getLong("seconds")))
                        .list();
    }
}
