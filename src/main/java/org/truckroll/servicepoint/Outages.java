// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.shared.SqlTime;

/** Outages, by area prefix or by point: while one is open, no command is sent there (guard G09). */
@Repository
public class Outages {

    /** An outage; clearedAt null = still open. */
    public record Outage(
            String id,
            @Nullable String area,
            List<String> servicePointIds,
            Instant since,
            @Nullable Instant clearedAt) {}

    private final JdbcClient jdbc;
    private final NamedParameterJdbcOperations batches;
    private final ApplicationEventPublisher publisher;

    Outages(JdbcClient jdbc, NamedParameterJdbcOperations batches, ApplicationEventPublisher publisher) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.publisher = publisher;
    }

    private static final String COVERING = """
            from tr_outage o where o.cleared_at is null and (
            o.area = :area or left(cast(:area as varchar), char_length(o.area) + 1) = o.area || '.'
            or exists (select 1 from tr_outage_point p where p.outage_id = o.id and p.service_point_id = :point))
            """;

    /** True while an outage is open that covers the point by its id or by its area. */
    public boolean openAt(ServicePoint point) {
        return !covering(point, "").isEmpty();
    }

    /** The same, where only the id of the point is known. */
    public boolean openAt(String servicePointId) {
        return !jdbc.sql("""
                        select o.id from tr_service_point s join tr_outage o on o.cleared_at is null and (
                        o.area = s.area or left(s.area, char_length(o.area) + 1) = o.area || '.'
                        or exists (select 1 from tr_outage_point p where p.outage_id = o.id and p.service_point_id = s.id))
                        where s.id = :point fetch first 1 rows only
                        """)
                .param("point", servicePointId)
                .query(String.class)
                .list()
                .isEmpty();
    }

    /** The same, and nobody clears such an outage before we commit: who then waits for its end will be told of it. */
    public boolean holdOpenAt(ServicePoint point) {
        return openAt(point) && !covering(point, " for update").isEmpty();
    }

    private List<String> covering(ServicePoint point, String suffix) {
        return jdbc.sql("select o.id " + COVERING + suffix)
                .param("area", point.area())
                .param("point", point.id())
                .query(String.class)
                .list();
    }

    public Optional<Outage> find(String id) {
        return jdbc.sql("select id, area, since, cleared_at from tr_outage where id = :id")
                .param("id", id)
                .query((rs, row) -> new Outage(
                        rs.getString("id"),
                        rs.getString("area"),
                        jdbc.sql(
                                        "select service_point_id from tr_outage_point where outage_id = :id order by service_point_id")
                                .param("id", id)
                                .query(String.class)
                                .list(),
                        SqlTime.read(rs, "since"),
                        SqlTime.readNullable(rs, "cleared_at")))
                .optional();
    }

    /** Opens, changes or clears an outage; true when it is new. Orders that wait for its end are told. */
    @Transactional
    public boolean put(Outage outage) {
        boolean known =
                jdbc.sql("update tr_outage set area = :area, since = :since, cleared_at = :clearedAt where id = :id")
                                .param("id", outage.id())
                                .param("area", outage.area())
                                .param("since", SqlTime.toSql(outage.since()))
                                .param("clearedAt", SqlTime.toSql(outage.clearedAt()))
                                .update()
                        == 1;
        if (!known) {
            jdbc.sql("insert into tr_outage (id, area, since, cleared_at) values (:id, :area, :since, :clearedAt)")
                    .param("id", outage.id())
                    .param("area", outage.area())
                    .param("since", SqlTime.toSql(outage.since()))
                    .param("clearedAt", SqlTime.toSql(outage.clearedAt()))
                    .update();
        }
        jdbc.sql("delete from tr_outage_point where outage_id = :id")
                .param("id", outage.id())
                .update();
        batches.batchUpdate(
                "insert into tr_outage_point (outage_id, service_point_id) values (:id, :point)",
                outage.servicePointIds().stream()
                        .distinct()
                        .map(point -> new MapSqlParameterSource("id", outage.id()).addValue("point", point))
                        .toArray(SqlParameterSource[]::new));
        publisher.publishEvent(new OutageChanged(outage.id()));
        return !known;
    }

    /** Told within the transaction that opened or cleared an outage. */
    public record OutageChanged(String outageId) {}
}
