// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.headend;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.simulator.SimulatorJson;

@Repository
@Profile("demo")
class Meters {

    private static final String SELECT = """
            select device_id, enrolled, switch_state, reading, model, capabilities, load_side, changed_at from tr_sim_meter
            """;
    private static final String INSERT = """
            insert into tr_sim_meter
            (device_id, enrolled, switch_state, reading, model, capabilities, load_side, changed_at)
            values (:id, :enrolled, :switchState, :reading, :model, :capabilities, :loadSide, :at)
            """;
    private static final String UPDATE = """
            update tr_sim_meter set enrolled = :enrolled, switch_state = :switchState, reading = :reading, model = :model,
            capabilities = :capabilities, load_side = :loadSide, changed_at = :at where device_id = :id
            """;
    private static final int CHUNK = 500;

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;
    private final SimulatorJson json;

    Meters(JdbcClient jdbc, NamedParameterJdbcTemplate batches, SimulatorJson json) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.json = json;
    }

    List<Meter> all() {
        return jdbc.sql(SELECT + " order by device_id").query(this::meter).list();
    }

    Page<Meter> page(Page.Request request) {
        return request.page(
                jdbc.sql(SELECT + " where device_id > :after order by device_id fetch first " + (request.limit() + 1)
                                + " rows only")
                        .param("after", request.after())
                        .query(this::meter)
                        .list(),
                Meter::id);
    }

    Optional<Meter> find(String id) {
        return jdbc.sql(SELECT + " where device_id = :id")
                .param("id", id)
                .query(this::meter)
                .optional();
    }

    /** Commands for one meter act one after the other. */
    Optional<Meter> lock(String id) {
        return jdbc.sql(SELECT + " where device_id = :id for update")
                .param("id", id)
                .query(this::meter)
                .optional();
    }

    /** Those of these ids that exist, each locked. */
    Map<String, Meter> lockAll(Collection<String> ids) {
        var found = new HashMap<String, Meter>();
        var sorted = ids.stream().sorted().toList();
        for (var from = 0; from < sorted.size(); from += CHUNK) {
            jdbc.sql(SELECT + " where device_id in (:ids) order by device_id for update")
                    .param("ids", sorted.subList(from, Math.min(sorted.size(), from + CHUNK)))
                    .query(this::meter)
                    .list()
                    .forEach(meter -> found.put(meter.id(), meter));
        }
        return found;
    }

    void insert(Meter meter) {
        jdbc.sql(INSERT).paramSource(values(meter)).update();
    }

    void update(Meter meter) {
        jdbc.sql(UPDATE).paramSource(values(meter)).update();
    }

    void insertAll(List<Meter> meters) {
        batch(INSERT, meters);
    }

    void updateAll(List<Meter> meters) {
        batch(UPDATE, meters);
    }

    boolean delete(String id) {
        return jdbc.sql("delete from tr_sim_meter where device_id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }

    void deleteAll() {
        jdbc.sql("delete from tr_sim_meter").update();
    }

    private void batch(String sql, List<Meter> meters) {
        for (var from = 0; from < meters.size(); from += CHUNK) {
            var rows = new ArrayList<SqlParameterSource>();
            meters.subList(from, Math.min(meters.size(), from + CHUNK)).forEach(meter -> rows.add(values(meter)));
            batches.batchUpdate(sql, rows.toArray(SqlParameterSource[]::new));
        }
    }

    private SqlParameterSource values(Meter meter) {
        return new MapSqlParameterSource()
                .addValue("id", meter.id())
                .addValue("enrolled", meter.enrolled())
                .addValue("switchState", meter.switchState().name())
                .addValue("reading", meter.reading())
                .addValue("model", meter.model())
                .addValue("capabilities", meter.capabilities() == null ? null : json.write(meter.capabilities()))
                .addValue(
                        "loadSide",
                        meter.loadSide() == null ? null : meter.loadSide().name())
                .addValue("at", meter.at() == null ? null : meter.at().atOffset(ZoneOffset.UTC));
    }

    private Meter meter(ResultSet row, int number) throws SQLException {
        var capabilities = row.getString("capabilities");
        var loadSide = row.getString("load_side");
        var at = row.getObject("changed_at", OffsetDateTime.class);
        return new Meter(
                row.getString("device_id"),
                row.getBoolean("enrolled"),
                SwitchState.valueOf(row.getString("switch_state")),
                row.getString("reading"),
                row.getString("model"),
                capabilities == null ? null : read(capabilities),
                loadSide == null ? null : LoadSide.valueOf(loadSide),
                at == null ? null : at.toInstant());
    }

    private @Nullable Capabilities read(String capabilities) {
        return json.read(capabilities.getBytes(StandardCharsets.UTF_8), Capabilities.class);
    }
}
