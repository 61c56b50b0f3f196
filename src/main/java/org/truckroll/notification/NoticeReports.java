// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.truckroll.people.Caller;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.SqlTime;

/** What was told to whom, and with which result (GEO-45): of the divisions that the caller sees. Texts are not in it. */
@Service
public class NoticeReports {

    /** What was told. */
    public record Told(
            String id,
            String event,
            Severity severity,
            String division,
            String subject,
            Notice.Origin origin,
            Instant toldAt,
            boolean personDecides) {}

    /**
     * One recipient by one channel.
     *
     * @param bundledWith the delivery in whose message it went
     */
    public record Line(
            String id,
            String noticeId,
            Channel channel,
            String recipient,
            @Nullable String person,
            String name,
            DeliveryState state,
            @Nullable String detail,
            int attempts,
            @Nullable String provider,
            @Nullable String bundledWith,
            Instant createdAt,
            @Nullable Instant notBefore,
            @Nullable Instant endedAt) {}

    /** A notice with all its recipients. */
    public record Report(Told notice, List<Line> deliveries) {}

    /** What to look for; null asks for nothing. */
    public record Search(
            @Nullable String division,
            @Nullable String subject,
            @Nullable String event,
            @Nullable String person,
            @Nullable String recipient,
            @Nullable DeliveryState state) {}

    private static final String TOLD =
            "n.id, n.event, n.severity, n.division, n.subject, n.origin, n.told_at, n.person_decides";
    private static final String LINE = """
            d.id, d.notice_id, d.channel, d.recipient, d.person, d.name, case when d.state = 'BUNDLED' and head.state = 'UNCLEAR'
            then head.state else d.state end as state, d.detail, d.attempts, d.provider, d.bundle_id, d.created_at, d.not_before, d.ended_at
            """;
    /** What went in a message that may have arrived is as unclear as that one. */
    private static final String WITH_HEAD = " left join tr_delivery head on head.id = d.bundle_id ";

    private final JdbcClient jdbc;

    NoticeReports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws Problem 404 also for a notice of another division */
    public Report of(String id, Caller caller) {
        Told told = jdbc.sql("select " + TOLD + " from tr_notice n where n.id = :id")
                .param("id", id)
                .query(NoticeReports::told)
                .optional()
                .filter(found -> caller.sees(found.division()))
                .orElseThrow(() -> Problem.notFound("notice", id));
        return new Report(
                told,
                jdbc.sql("select " + LINE + " from tr_delivery d" + WITH_HEAD + "where d.notice_id = :id order by d.id")
                        .param("id", id)
                        .query(NoticeReports::line)
                        .list());
    }

    /** The newest first. */
    public List<Told> notices(Search search, Caller caller, Page.Request page) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> params = params(search, caller, conditions);
        if (page.after() != null) {
            conditions.add("n.id < :after");
            params.put("after", page.after());
        }
        return jdbc.sql("select " + TOLD + " from tr_notice n where " + String.join(" and ", conditions)
                        + " order by n.id desc fetch first " + page.fetch() + " rows only")
                .params(params)
                .query(NoticeReports::told)
                .list();
    }

    /** The newest first: what a person or an address was sent, or what stands in a state. */
    public List<Line> deliveries(Search search, Caller caller, Page.Request page) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> params = params(search, caller, conditions);
        if (search.person() != null) {
            conditions.add("d.person = :person");
            params.put("person", search.person());
        }
        if (search.recipient() != null) {
            conditions.add("d.recipient = :recipient");
            params.put("recipient", search.recipient());
        }
        if (search.state() != null) {
            conditions.add(
                    search.state() == DeliveryState.UNCLEAR
                            ? "(d.state = :state or d.state = 'BUNDLED' and head.state = :state)"
                            : search.state() == DeliveryState.BUNDLED
                                    ? "d.state = :state and (head.state is null or head.state <> 'UNCLEAR')"
                                    : "d.state = :state");
            params.put("state", search.state().name());
        }
        if (page.after() != null) {
            conditions.add("d.id < :after");
            params.put("after", page.after());
        }
        return jdbc.sql("select " + LINE + " from tr_delivery d join tr_notice n on n.id = d.notice_id" + WITH_HEAD
                        + "where "
                        + String.join(" and ", conditions) + " order by d.id desc fetch first " + page.fetch()
                        + " rows only")
                .params(params)
                .query(NoticeReports::line)
                .list();
    }

    private static Map<String, Object> params(Search search, Caller caller, List<String> conditions) {
        if (search.division() != null && !caller.sees(search.division())) {
            throw Problem.notFound("division", search.division());
        }
        Map<String, Object> params = new LinkedHashMap<>();
        conditions.add("n.division in (:divisions)");
        Set<String> seen = search.division() == null ? caller.divisions() : Set.of(search.division());
        params.put("divisions", seen.isEmpty() ? Set.of("") : seen);
        if (search.subject() != null) {
            conditions.add("n.subject = :subject");
            params.put("subject", search.subject());
        }
        if (search.event() != null) {
            conditions.add("n.event = :event");
            params.put("event", search.event());
        }
        return params;
    }

    private static Told told(ResultSet rs, int row) throws SQLException {
        return new Told(
                rs.getString("id"),
                rs.getString("event"),
                Severity.valueOf(rs.getString("severity")),
                rs.getString("division"),
                rs.getString("subject"),
                Notice.Origin.valueOf(rs.getString("origin")),
                SqlTime.read(rs, "told_at"),
                rs.getBoolean("person_decides"));
    }

    private static Line line(ResultSet rs, int row) throws SQLException {
        return new Line(
                rs.getString("id"),
                rs.getString("notice_id"),
                Channel.valueOf(rs.getString("channel")),
                rs.getString("recipient"),
                rs.getString("person"),
                rs.getString("name"),
                DeliveryState.valueOf(rs.getString("state")),
                rs.getString("detail"),
                rs.getInt("attempts"),
                rs.getString("provider"),
                rs.getString("bundle_id"),
                SqlTime.read(rs, "created_at"),
                SqlTime.readNullable(rs, "not_before"),
                SqlTime.readNullable(rs, "ended_at"));
    }
}
