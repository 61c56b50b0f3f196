// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.Caller;
import org.truckroll.people.OrgPath;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/** When a person wants no SMS that can wait, beside the quiet hours of the house; what is urgent comes at any hour. */
@Service
public class OwnQuietHours {

    /** From a time of the day until another one, by the clock of the division; both null: never. */
    public record Hours(@Nullable LocalTime from, @Nullable LocalTime to) {}

    private static final Hours NEVER = new Hours(null, null);

    private final JdbcClient jdbc;
    private final OrgPath path;

    OwnQuietHours(JdbcClient jdbc, OrgPath path) {
        this.jdbc = jdbc;
        this.path = path;
    }

    public Hours of(Caller caller) {
        return jdbc.sql("select quiet_from, quiet_to from tr_own_quiet_hours where person = :person")
                .param("person", caller.id())
                .query((rs, row) -> new Hours(
                        LocalTime.parse(rs.getString("quiet_from")), LocalTime.parse(rs.getString("quiet_to"))))
                .optional()
                .orElse(NEVER);
    }

    /** @throws Problem 422 {@code invalid-quiet-hours} where one of both is missing, or they are equal */
    @Transactional
    public Hours set(Hours wish, Caller caller) {
        LocalTime from = minute(wish.from());
        LocalTime to = minute(wish.to());
        if ((from == null) != (to == null) || from != null && from.equals(to)) {
            throw Problem.unprocessable(
                    "invalid-quiet-hours",
                    "Quiet hours begin and end at different times; without both there are none.",
                    new FieldError(from == null ? "/from" : "/to", "a time such as 22:00"));
        }
        jdbc.sql("delete from tr_own_quiet_hours where person = :person")
                .param("person", caller.id())
                .update();
        if (from != null) {
            jdbc.sql("insert into tr_own_quiet_hours (person, quiet_from, quiet_to) values (:person, :from, :to)")
                    .param("person", caller.id())
                    .param("from", String.valueOf(from))
                    .param("to", String.valueOf(to))
                    .update();
        }
        return new Hours(from, to);
    }

    private static @Nullable LocalTime minute(@Nullable LocalTime time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MINUTES);
    }

    /** When those of the delivery's person end; empty when it is not quiet for that person, or it goes to nobody of ours. */
    Optional<Instant> end(String deliveryId, String division, Instant at) {
        return jdbc.sql("""
                        select q.quiet_from, q.quiet_to from tr_own_quiet_hours q join tr_delivery d on d.person = q.person
                        where d.id = :id
                        """)
                .param("id", deliveryId)
                .query((rs, row) -> new QuietHours.Span(
                        LocalTime.parse(rs.getString("quiet_from")), LocalTime.parse(rs.getString("quiet_to"))))
                .optional()
                .flatMap(span -> span.end(at, path.zone(division)));
    }
}
