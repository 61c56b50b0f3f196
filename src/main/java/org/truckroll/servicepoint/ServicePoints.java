// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.serviceorder.OrderEvent;
import org.truckroll.serviceorder.OrderEvents;
import org.truckroll.shared.Json;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.SqlTime;

/**
 * The service points and the history of their facts over two times: when a fact took effect, and when we learned it. Only this class writes
 * {@code tr_service_point}; every change of a fact is an event, and waiting orders are told within the same transaction.
 */
@Repository
public class ServicePoints {

    private static final String COLUMNS = """
            id, division, category, commodity, status, supply, supply_location, area, time_zone, address, flags,
            next_scheduled_read, read_tolerance_days, device, open_event, phase_since, updated_at, version
            """;

    /** One fact as it was learned; the id grows. */
    public record Fact(
            long id, String fact, @Nullable String value, Instant effectiveAt, Instant recordedAt, String source) {}

    /** Who changed a fact: {@code order:<id>}, {@code client:<id>}, {@code user:<id>}. */
    public record Source(String name, @Nullable String orderId) {

        public static Source order(String orderId) {
            return new Source("order:" + orderId, orderId);
        }

        public static Source caller(String id) {
            return new Source("caller:" + id, null);
        }
    }

    private static final String INSERT = "insert into tr_service_point (" + COLUMNS + """
            , device_id, device_head_end, device_address, device_model) values (:id, :division, :category, :commodity, :status,
            :supply, :supplyLocation, :area, :timeZone, :address, :flags, :nextScheduledRead, :readToleranceDays, :device,
            :openEvent, :phaseSince, :updatedAt, :version, :deviceId, :deviceHeadEnd, :deviceAddress, :deviceModel)
            """;
    // A join, for PostgreSQL compares a list of 500 parameters one by one while it keeps the plan of the empty table.
    private static final String FIND_MANY = "select " + COLUMNS + """
            from unnest(cast(? as varchar array)) as u (wanted) join tr_service_point on id = u.wanted
            order by id
            """;

    private static final String LOCK_MANY = FIND_MANY + " for update";
    /** Many facts in one round trip; they share times and source. */
    private static final String INSERT_FACTS = """
            insert into tr_service_point_fact (service_point_id, fact, fact_value, effective_at, recorded_at, source)
            select u.id, u.fact, u.fact_value, cast(? as timestamp with time zone), cast(? as timestamp with time zone), cast(? as varchar)
            from unnest(cast(? as varchar array), cast(? as varchar array), cast(? as varchar array)) as u (id, fact, fact_value)
            """;
    /** The facts that a new point's history begins with. */
    private static final List<String> FIRST_FACTS =
            List.of("status", "supply", "device.id", "device.commission", "device.switch", "device.count");

    private final JdbcClient jdbc;
    private final NamedParameterJdbcOperations batches;
    private final Clock clock;
    private final Json json;
    private final Readings readings;
    private final OrderEvents events;
    private final DeviceModels models;
    private final ApplicationEventPublisher publisher;

    ServicePoints(
            JdbcClient jdbc,
            NamedParameterJdbcOperations batches,
            Clock clock,
            Json json,
            Readings readings,
            OrderEvents events,
            DeviceModels models,
            ApplicationEventPublisher publisher) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.clock = clock;
        this.json = json;
        this.readings = readings;
        this.events = events;
        this.models = models;
        this.publisher = publisher;
    }

    public Optional<ServicePoint> find(String id) {
        return find(id, "");
    }

    /** The point, which must exist: for steps of an order's process. */
    public ServicePoint get(String id) {
        return find(id).orElseThrow(() -> new IllegalStateException("No service point " + id));
    }

    /** Points where a device of this id is in place. */
    public List<ServicePoint> withDevice(String deviceId) {
        return jdbc.sql("select " + COLUMNS + " from tr_service_point where device_id = :device order by id")
                .param("device", deviceId)
                .query(this::map)
                .list();
    }

    /** Since when a fact is as we know it; empty when it was never told. */
    public Optional<Instant> knownSince(String id, String fact) {
        return Optional.ofNullable(jdbc.sql(
                        "select max(effective_at) as since from tr_service_point_fact where service_point_id = :id and fact = :fact")
                .param("id", id)
                .param("fact", fact)
                .query((rs, row) -> SqlTime.readNullable(rs, "since"))
                .single());
    }

    /** Reads the point and holds its row: orders of one point are accepted one after the other. */
    public Optional<ServicePoint> lock(String id) {
        return find(id, " for update");
    }

    private Optional<ServicePoint> find(String id, String suffix) {
        return jdbc.sql("select " + COLUMNS + " from tr_service_point where id = :id" + suffix)
                .param("id", id)
                .query(this::map)
                .optional();
    }

    /** Reads the points of these ids that exist and holds their rows, in the order of ids so that two writers cannot block each other. */
    public Map<String, ServicePoint> lockAll(Collection<String> ids) {
        return many(LOCK_MANY, ids);
    }

    /** Reads the points of these ids that exist. */
    public Map<String, ServicePoint> findAll(Collection<String> ids) {
        return many(FIND_MANY, ids);
    }

    private Map<String, ServicePoint> many(String sql, Collection<String> ids) {
        Map<String, ServicePoint> known = new HashMap<>();
        batches.getJdbcOperations()
                .query(
                        connection -> {
                            PreparedStatement statement = connection.prepareStatement(sql);
                            statement.setArray(1, connection.createArrayOf("varchar", ids.toArray()));
                            return statement;
                        },
                        rs -> {
                            ServicePoint point = map(rs, 0);
                            known.put(point.id(), point);
                        });
        return known;
    }

    /** Creates a point; its version is 1. A known id violates the primary key. */
    public ServicePoint add(ServicePoint point, Source source) {
        return addAll(List.of(point), source).get(0);
    }

    /** Creates points, all or none, in few round trips. */
    public List<ServicePoint> addAll(List<ServicePoint> points, Source source) {
        Instant now = clock.instant();
        List<ServicePoint> saved = models.completed(points).stream()
                // Nobody told since when it is so: as far as we know, always.
                .map(point -> point.saved(Instant.EPOCH, now, 1))
                .sorted(Comparator.comparing(ServicePoint::id))
                .toList();
        List<SqlParameterSource> rows = new ArrayList<>();
        List<LearnedFact> first = new ArrayList<>();
        for (ServicePoint point : saved) {
            rows.add(row(point, point.version()));
            Map<String, String> facts = facts(point);
            for (String name : FIRST_FACTS) {
                if (facts.get(name) != null) {
                    first.add(new LearnedFact(point.id(), name, facts.get(name)));
                }
            }
        }
        batches.batchUpdate(INSERT, rows.toArray(SqlParameterSource[]::new));
        remember(first, now, now, source);
        return saved;
    }

    /**
     * Replaces the facts of a point.
     *
     * @param effectiveAt since when the changed facts hold
     * @throws OptimisticLockingFailureException when someone else changed the point since {@code before} was read
     */
    public ServicePoint save(ServicePoint before, ServicePoint wanted, Instant effectiveAt, Source source) {
        ServicePoint after = models.completed(wanted);
        Map<String, String> old = facts(before);
        Map<String, String> now = facts(after);
        Set<String> names = new LinkedHashSet<>(old.keySet());
        names.addAll(now.keySet());
        names.removeIf(name -> Objects.equals(old.get(name), now.get(name)));
        boolean samePhase = before.phase() == after.phase();
        if (names.isEmpty()) {
            return before;
        }
        Instant recordedAt = clock.instant();
        ServicePoint saved =
                after.saved(samePhase ? before.phaseSince() : effectiveAt, recordedAt, before.version() + 1);
        int changed = batches.update("""
                update tr_service_point set division = :division, category = :category, commodity = :commodity, status = :status,
                supply = :supply, supply_location = :supplyLocation, area = :area, time_zone = :timeZone, address = :address,
                flags = :flags, next_scheduled_read = :nextScheduledRead, read_tolerance_days = :readToleranceDays,
                device = :device, device_id = :deviceId, device_head_end = :deviceHeadEnd, device_address = :deviceAddress,
                device_model = :deviceModel, open_event = :openEvent, phase_since = :phaseSince, updated_at = :updatedAt,
                version = version + 1
                where id = :id and version = :version
                """, row(saved, before.version()));
        if (changed == 0) {
            throw new OptimisticLockingFailureException("Service point " + before.id() + " changed meanwhile");
        }
        remember(
                names.stream()
                        .map(name -> new LearnedFact(before.id(), name, now.get(name)))
                        .toList(),
                effectiveAt,
                recordedAt,
                source);
        if (after.voidsReadingsOf(before)) {
            readings.voidEarlier(before.id());
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("servicePointId", before.id());
        data.put("source", source.name());
        data.put("effectiveAt", effectiveAt.toString());
        Map<String, Object> changes = new LinkedHashMap<>();
        names.forEach(name -> changes.put(name, now.get(name)));
        data.put("facts", changes);
        events.record(OrderEvent.Type.SERVICE_POINT_CHANGE, before.id(), after.division(), null, data);
        publisher.publishEvent(new ServicePointChanged(before.id(), source.orderId()));
        return saved;
    }

    /** The history of a point, oldest first; a page continues after the id of a fact. */
    public List<Fact> history(String id, Page.Request page) {
        return jdbc.sql("""
                        select id, fact, fact_value, effective_at, recorded_at, source from tr_service_point_fact
                        where service_point_id = :point and id > :after order by id fetch first :rows rows only
                        """)
                .param("point", id)
                .param("after", factId(page.after()))
                .param("rows", page.fetch())
                .query((rs, row) -> new Fact(
                        rs.getLong("id"),
                        rs.getString("fact"),
                        rs.getString("fact_value"),
                        SqlTime.read(rs, "effective_at"),
                        SqlTime.read(rs, "recorded_at"),
                        rs.getString("source")))
                .list();
    }

    private static long factId(@Nullable String cursor) {
        try {
            return cursor == null ? 0 : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("Parameter 'cursor' is not one that this server gave.", List.of());
        }
    }

    /** The phase that held at a time, after what we know today; BETWEEN when nothing is known of that time. */
    ServicePoint.Phase phaseAt(String id, Instant at) {
        Map<String, @Nullable String> known = new HashMap<>();
        jdbc.sql("""
                        select fact, fact_value from tr_service_point_fact
                        where service_point_id = :id and effective_at <= :at
                        and fact in ('supply', 'device.id', 'device.switch', 'device.count')
                        order by effective_at, id
                        """).param("id", id).param("at", SqlTime.toSql(at)).query(rs -> {
            known.put(rs.getString("fact"), rs.getString("fact_value"));
        });
        if (known.isEmpty()) {
            return ServicePoint.Phase.BETWEEN;
        }
        boolean device = known.get("device.count") == null
                ? known.get("device.id") != null
                : !"0".equals(known.get("device.count"));
        String position = device ? known.get("device.switch") : null;
        if (!"ON".equals(known.get("supply")) || "OFF".equals(position)) {
            return ServicePoint.Phase.OFF;
        }
        return "ON".equals(position) ? ServicePoint.Phase.ON : ServicePoint.Phase.BETWEEN;
    }

    /**
     * True when something that happened after a time changed a fact. That a commissioning was tried in vain has not happened to the device: it does not
     * count.
     */
    public boolean changedSince(String id, String fact, Instant at) {
        return jdbc.sql("""
                                select count(*) from tr_service_point_fact
                                where service_point_id = :id and fact = :fact and effective_at > :at
                                and coalesce(fact_value, '') <> 'FAILED'
                                """)
                        .param("id", id)
                        .param("fact", fact)
                        .param("at", SqlTime.toSql(at))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** A fact of a point on its way into the history. */
    private record LearnedFact(
            String pointId, String name, @Nullable String value) {}

    private void remember(List<LearnedFact> facts, Instant effectiveAt, Instant recordedAt, Source source) {
        batches.getJdbcOperations().update(connection -> {
            PreparedStatement statement = connection.prepareStatement(INSERT_FACTS);
            statement.setObject(1, SqlTime.toSql(effectiveAt));
            statement.setObject(2, SqlTime.toSql(recordedAt));
            statement.setString(3, source.name());
            statement.setArray(4, texts(connection, facts, LearnedFact::pointId));
            statement.setArray(5, texts(connection, facts, LearnedFact::name));
            statement.setArray(6, texts(connection, facts, LearnedFact::value));
            return statement;
        });
    }

    private static Array texts(
            Connection connection, List<LearnedFact> facts, Function<LearnedFact, @Nullable String> column)
            throws SQLException {
        return connection.createArrayOf("varchar", facts.stream().map(column).toArray());
    }

    private SqlParameterSource row(ServicePoint point, long version) {
        Device device = point.device();
        return new MapSqlParameterSource("id", point.id())
                .addValue("division", point.division())
                .addValue("category", point.category().name())
                .addValue("commodity", point.commodity().name())
                .addValue("status", point.status().name())
                .addValue(
                        "supply", point.supply() == null ? null : point.supply().name(), Types.VARCHAR)
                .addValue("supplyLocation", point.supplyLocation(), Types.VARCHAR)
                .addValue("area", point.area())
                .addValue("timeZone", point.timeZone().getId())
                .addValue("address", point.address() == null ? null : json.write(point.address()), Types.VARCHAR)
                .addValue("flags", json.write(point.flags()))
                .addValue("nextScheduledRead", point.nextScheduledRead(), Types.DATE)
                .addValue("readToleranceDays", point.readToleranceDays())
                .addValue("device", point.device() == null ? null : json.write(point.device()), Types.VARCHAR)
                .addValue("deviceId", deviceId(point), Types.VARCHAR)
                .addValue("deviceHeadEnd", device == null ? null : device.headEnd(), Types.VARCHAR)
                .addValue(
                        "deviceAddress",
                        device == null || device.headEnd() == null ? null : device.address(),
                        Types.VARCHAR)
                .addValue("deviceModel", device == null ? null : device.model(), Types.VARCHAR)
                .addValue("openEvent", point.openEvent(), Types.VARCHAR)
                .addValue("phaseSince", SqlTime.toSql(point.phaseSince()))
                .addValue("updatedAt", SqlTime.toSql(point.updatedAt()))
                .addValue("version", version);
    }

    /** True when the history of the point names the device. */
    boolean knew(String id, String deviceId) {
        return jdbc.sql("""
                                select count(*) from tr_service_point_fact
                                where service_point_id = :id and fact = 'device.id' and fact_value = :device
                                """)
                        .param("id", id)
                        .param("device", deviceId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Points whose device a head end knows by one of these names. */
    public List<ServicePoint> behind(String headEnd, Collection<String> addresses) {
        return addresses.isEmpty()
                ? List.of()
                : jdbc.sql("select " + COLUMNS + """
                                 from tr_service_point
                                where device_head_end = :headEnd and device_address in (:addresses) order by id
                                """)
                        .param("headEnd", headEnd)
                        .param("addresses", addresses)
                        .query(this::map)
                        .list();
    }

    /** A page of the points whose device is behind a head end, in the order of ids; null begins. */
    public List<ServicePoint> behind(String headEnd, @Nullable String afterId, int rows) {
        return jdbc.sql("select " + COLUMNS + """
                         from tr_service_point where device_head_end = :headEnd and id > :after
                        order by id fetch first :rows rows only
                        """)
                .param("headEnd", headEnd)
                .param("after", afterId == null ? "" : afterId)
                .param("rows", rows)
                .query(this::map)
                .list();
    }

    /** The divisions that have points in an area or below it. */
    public Set<String> divisionsIn(String area) {
        return new LinkedHashSet<>(jdbc.sql("""
                        select distinct division from tr_service_point
                        where area = :area or left(area, :length) = :below
                        """)
                .param("area", area)
                .param("length", area.codePointCount(0, area.length()) + 1)
                .param("below", area + ".")
                .query(String.class)
                .list());
    }

    /** The divisions of the points of these ids that exist, by id. */
    public Map<String, String> divisionsOf(Collection<String> ids) {
        Map<String, String> divisions = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql("select id, division from tr_service_point where id in (:ids)")
                    .param("ids", ids)
                    .query(rs -> {
                        divisions.put(rs.getString("id"), rs.getString("division"));
                    });
        }
        return divisions;
    }

    private static @Nullable String deviceId(ServicePoint point) {
        return point.device() == null ? null : point.device().id();
    }

    /** The facts by name, as texts, for the history. */
    private Map<String, String> facts(ServicePoint point) {
        Map<String, String> facts = new LinkedHashMap<>();
        put(facts, "division", point.division());
        put(facts, "category", point.category());
        put(facts, "commodity", point.commodity());
        put(facts, "status", point.status());
        put(facts, "supply", point.supply());
        put(facts, "supplyLocation", point.supplyLocation());
        put(facts, "area", point.area());
        put(facts, "timeZone", point.timeZone());
        put(facts, "address", point.address() == null ? null : json.write(point.address()));
        put(facts, "flags", json.write(point.flags()));
        put(facts, "nextScheduledRead", point.nextScheduledRead());
        put(facts, "readToleranceDays", point.readToleranceDays());
        put(facts, "openEvent", point.openEvent());
        Device device = point.device();
        if (device != null) {
            put(facts, "device.id", device.id());
            put(facts, "device.kind", device.kind());
            put(facts, "device.condition", device.conditionState());
            put(facts, "device.commission", device.commissionState());
            put(facts, "device.switch", device.position());
            put(facts, "device.capabilities", device.capabilities() == null ? null : json.write(device.capabilities()));
            put(facts, "device.headEnd", device.headEnd());
            put(facts, "device.headEndAddress", device.headEndAddress());
            put(facts, "device.registers", device.registers() == null ? null : json.write(device.registers()));
            put(facts, "device.count", device.count());
            put(facts, "device.model", device.model());
        }
        return facts;
    }

    private static void put(Map<String, String> facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.put(name, value.toString());
        }
    }

    private ServicePoint map(ResultSet rs, int row) throws SQLException {
        String supply = rs.getString("supply");
        return new ServicePoint(
                rs.getString("id"),
                rs.getString("division"),
                ServicePoint.Category.valueOf(rs.getString("category")),
                ServicePoint.Commodity.valueOf(rs.getString("commodity")),
                ServicePoint.Status.valueOf(rs.getString("status")),
                supply == null ? null : ServicePoint.Supply.valueOf(supply),
                rs.getString("supply_location"),
                rs.getString("area"),
                ZoneId.of(rs.getString("time_zone")),
                json.readNullable(rs.getString("address"), ServicePoint.Address.class),
                json.read(rs.getString("flags"), ServicePoint.Flags.class),
                rs.getObject("next_scheduled_read", LocalDate.class),
                rs.getInt("read_tolerance_days"),
                json.readNullable(rs.getString("device"), Device.class),
                rs.getString("open_event"),
                SqlTime.read(rs, "phase_since"),
                SqlTime.read(rs, "updated_at"),
                rs.getLong("version"));
    }
}
