// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;
import org.truckroll.shared.SqlTime;

/**
 * What the devices of one model can do behind one head end, and how we know it (SOM-10): so that a device that comes without capabilities
 * starts with what others of its model have shown. Only this class writes {@code tr_device_model}.
 */
@Repository
public class DeviceModels {

    private static final Logger log = LoggerFactory.getLogger(DeviceModels.class);

    private static final String SWITCH = "switch";
    private static final String READ_SCALAR = "onDemandReadScalar";
    private static final String READ_INTERVAL = "onDemandReadInterval";
    private static final String PING = "ping";
    private static final String LOAD_LIMIT = "loadLimit";
    private static final List<String> SWITCHING = List.of("REMOTE_CONNECT", "REMOTE_DISCONNECT", "ARM");
    private static final List<String> ASKING = List.of("ON_DEMAND_READ_SCALAR", "ON_DEMAND_READ_INTERVAL", "PING");
    /** Between head end and model; neither can hold it. */
    private static final String CURSOR = "\u001f";

    private static final int TRIES = 3;

    /** How a capability became known; a later one replaces an earlier one, but nobody is told away what an operator declared or a device showed. */
    public enum KnownBy {
        /** An operator said so. */
        DECLARED,
        /** The head end said so in a reply. */
        TOLD,
        /** A command met a device that cannot do it (service-orders 7.4 UNSUPPORTED). */
        LEARNED
    }

    /**
     * One capability.
     *
     * @param source the operator, or the command that showed it
     */
    public record Known(String capability, String ability, KnownBy by, Instant at, String source) {}

    /** A model as far as it is known; devices = how many are in place now. */
    public record Model(
            String headEnd, String model, Device.Capabilities capabilities, List<Known> known, long devices) {}

    /** The key of a model. */
    private record Name(String headEnd, String model) {}

    private record Row(Name name, Known known) {}

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ObjectProvider<HeadEndDirectory> headEnds;
    private final TransactionTemplate own;

    DeviceModels(
            JdbcClient jdbc,
            Clock clock,
            ObjectProvider<HeadEndDirectory> headEnds,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.headEnds = headEnds;
        this.own = new TransactionTemplate(transactions);
        this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** The points with what their devices' models are known to do, where nothing is said about the device itself. */
    List<ServicePoint> completed(List<ServicePoint> points) {
        Set<Name> wanted = new HashSet<>();
        for (ServicePoint point : points) {
            Name name = open(point.device());
            if (name != null) {
                wanted.add(name);
            }
        }
        Map<Name, Device.Capabilities> known = wanted.isEmpty() ? Map.of() : capabilities(wanted);
        return points.stream().map(point -> completed(point, known)).toList();
    }

    ServicePoint completed(ServicePoint point) {
        return completed(List.of(point)).get(0);
    }

    private static @Nullable Name open(@Nullable Device device) {
        return device == null
                        || !device.smart()
                        || device.headEnd() == null
                        || device.model() == null
                        || device.capabilities() != null
                                && device.capabilities().complete()
                ? null
                : new Name(device.headEnd(), device.model());
    }

    private ServicePoint completed(ServicePoint point, Map<Name, Device.Capabilities> known) {
        Device device = point.device();
        if (device == null || !device.smart() || device.headEnd() == null) {
            return point;
        }
        Device.Capabilities said = device.capabilities() == null ? Device.Capabilities.UNKNOWN : device.capabilities();
        Name name = open(device);
        Device.Capabilities can = name == null ? said : said.or(known.getOrDefault(name, said));
        can = spoken(device.headEnd(), can);
        return can.equals(said) ? point : point.withDevice(device.withCapabilities(can));
    }

    /** Without what the protocol of the head end has no word for: nobody needs to ask for that first. */
    private Device.Capabilities spoken(String headEnd, Device.Capabilities can) {
        HeadEndDirectory directory = headEnds.getIfAvailable();
        if (directory == null) {
            return can;
        }
        Device.Capabilities left = can;
        if (SWITCHING.stream().noneMatch(command -> directory.can(headEnd, command))) {
            left = left.without("ARM");
        }
        for (String command : ASKING) {
            if (!directory.can(headEnd, command)) {
                left = left.without(command);
            }
        }
        return left;
    }

    private Map<Name, Device.Capabilities> capabilities(Collection<Name> names) {
        Map<Name, List<Known>> rows = new HashMap<>();
        Map<String, Set<String>> byHeadEnd = new HashMap<>();
        names.forEach(name -> byHeadEnd
                .computeIfAbsent(name.headEnd(), headEnd -> new TreeSet<>())
                .add(name.model()));
        byHeadEnd.forEach((headEnd, models) -> jdbc.sql("""
                        select head_end, model, capability, ability, known_by, known_at, source from tr_device_model
                        where head_end = :headEnd and model in (:models)
                        """)
                .param("headEnd", headEnd)
                .param("models", models)
                .query(DeviceModels::map)
                .list()
                .forEach(row -> rows.computeIfAbsent(row.name(), name -> new ArrayList<>())
                        .add(row.known())));
        Map<Name, Device.Capabilities> found = new HashMap<>();
        rows.forEach((name, known) -> found.put(name, capabilities(known)));
        return found;
    }

    public Optional<Model> find(String headEnd, String model) {
        List<Known> known =
                jdbc.sql("""
                        select head_end, model, capability, ability, known_by, known_at, source from tr_device_model
                        where head_end = :headEnd and model = :model order by capability
                        """).param("headEnd", headEnd).param("model", model).query(DeviceModels::map).list().stream()
                        .map(Row::known)
                        .toList();
        long devices = devices(headEnd, model);
        return known.isEmpty() && devices == 0
                ? Optional.empty()
                : Optional.of(new Model(headEnd, model, capabilities(known), known, devices));
    }

    /** Where the next page goes on. */
    public static String cursor(Model model) {
        return model.headEnd() + CURSOR + model.model();
    }

    /** Models that are described or in place, in the order of head end and name. */
    public List<Model> page(@Nullable String headEnd, Page.Request page) {
        String[] after =
                page.after() == null ? new String[] {"", ""} : page.after().split(CURSOR, 2);
        if (after.length != 2) {
            throw Problem.badRequest("Parameter 'cursor' is not one that this server gave.", List.of());
        }
        return jdbc
                .sql("""
                        select head_end, model from (
                        select head_end, model from tr_device_model
                        union select device_head_end, device_model from tr_service_point
                        where device_head_end is not null and device_model is not null) known
                        where (cast(:headEnd as varchar(64)) is null or head_end = :headEnd)
                        and (head_end > :afterHeadEnd or head_end = :afterHeadEnd and model > :afterModel)
                        order by head_end, model fetch first :rows rows only
                        """)
                .param("headEnd", headEnd)
                .param("afterHeadEnd", after[0])
                .param("afterModel", after[1])
                .param("rows", page.fetch())
                .query((rs, row) -> new Name(rs.getString("head_end"), rs.getString("model")))
                .list()
                .stream()
                .map(name -> find(name.headEnd(), name.model())
                        .orElseGet(() ->
                                new Model(name.headEnd(), name.model(), Device.Capabilities.UNKNOWN, List.of(), 0)))
                .toList();
    }

    private long devices(String headEnd, String model) {
        return jdbc.sql(
                        "select count(*) from tr_service_point where device_head_end = :headEnd and device_model = :model")
                .param("headEnd", headEnd)
                .param("model", model)
                .query(Long.class)
                .single();
    }

    /** An operator says what the model can do; what is left out is no longer known. Devices in place keep what they have. */
    public Model declare(String headEnd, String model, Device.Capabilities can, String by) {
        own.executeWithoutResult(status -> {
            jdbc.sql("delete from tr_device_model where head_end = :headEnd and model = :model")
                    .param("headEnd", headEnd)
                    .param("model", model)
                    .update();
            abilities(can)
                    .forEach((capability, ability) -> insert(
                            headEnd, model, new Known(capability, ability, KnownBy.DECLARED, clock.instant(), by)));
        });
        log.info("Device model declared: headEnd={} model={} by={}", headEnd, model, by);
        return find(headEnd, model)
                .orElseGet(() -> new Model(headEnd, model, Device.Capabilities.UNKNOWN, List.of(), 0));
    }

    /** The head end told it in the reply to a command; kept once the caller's transaction is committed. */
    public void told(String headEnd, String model, Device.Capabilities can, String commandId) {
        abilities(can)
                .forEach((capability, ability) -> later(
                        headEnd, model, new Known(capability, ability, KnownBy.TOLD, clock.instant(), commandId)));
    }

    /** A device of the model cannot do what this command asks; kept once the caller's transaction is committed. */
    public void learned(String headEnd, String model, String command, String commandId) {
        abilities(Device.Capabilities.UNKNOWN.without(command))
                .forEach((capability, ability) -> later(
                        headEnd, model, new Known(capability, ability, KnownBy.LEARNED, clock.instant(), commandId)));
    }

    /** Two replies may tell the same at the same moment; neither may spoil the transaction that keeps the reply. */
    private void later(String headEnd, String model, Known known) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            keep(headEnd, model, known);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                keep(headEnd, model, known);
            }
        });
    }

    private void keep(String headEnd, String model, Known known) {
        for (int left = TRIES; left > 0; left--) {
            try {
                own.executeWithoutResult(status -> replace(headEnd, model, known));
                return;
            } catch (DuplicateKeyException | ConcurrencyFailureException e) {
                log.debug("Device model was told twice at once: headEnd={} model={}", headEnd, model);
            }
        }
    }

    private void replace(String headEnd, String model, Known known) {
        Optional<Known> before = jdbc.sql("""
                        select head_end, model, capability, ability, known_by, known_at, source from tr_device_model
                        where head_end = :headEnd and model = :model and capability = :capability for update
                        """)
                .param("headEnd", headEnd)
                .param("model", model)
                .param("capability", known.capability())
                .query(DeviceModels::map)
                .optional()
                .map(Row::known);
        if (before.isEmpty()) {
            insert(headEnd, model, known);
        } else if (known.by() == KnownBy.TOLD && before.get().by() != KnownBy.TOLD
                || before.get().ability().equals(known.ability())
                        && before.get().by() == known.by()) {
            return;
        } else {
            jdbc.sql("""
                            update tr_device_model set ability = :ability, known_by = :by, known_at = :at, source = :source
                            where head_end = :headEnd and model = :model and capability = :capability
                            """)
                    .param("ability", known.ability())
                    .param("by", known.by().name())
                    .param("at", SqlTime.toSql(known.at()))
                    .param("source", known.source())
                    .param("headEnd", headEnd)
                    .param("model", model)
                    .param("capability", known.capability())
                    .update();
        }
        log.info(
                "Device model known better: headEnd={} model={} capability={} ability={} knownBy={}",
                headEnd,
                model,
                known.capability(),
                known.ability(),
                known.by());
    }

    private void insert(String headEnd, String model, Known known) {
        jdbc.sql("""
                        insert into tr_device_model (head_end, model, capability, ability, known_by, known_at, source)
                        values (:headEnd, :model, :capability, :ability, :by, :at, :source)
                        """)
                .param("headEnd", headEnd)
                .param("model", model)
                .param("capability", known.capability())
                .param("ability", known.ability())
                .param("by", known.by().name())
                .param("at", SqlTime.toSql(known.at()))
                .param("source", known.source())
                .update();
    }

    private static Map<String, String> abilities(Device.Capabilities can) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put(SWITCH, can.switchControl());
        all.put(READ_SCALAR, can.onDemandReadScalar());
        all.put(READ_INTERVAL, can.onDemandReadInterval());
        all.put(PING, can.ping());
        all.put(LOAD_LIMIT, can.loadLimit());
        Map<String, String> said = new LinkedHashMap<>();
        all.forEach((capability, ability) -> {
            if (ability != null) {
                said.put(capability, ability.toString());
            }
        });
        return said;
    }

    private static Device.Capabilities capabilities(List<Known> known) {
        Map<String, String> all = new HashMap<>();
        known.stream().sorted(Comparator.comparing(Known::at)).forEach(one -> all.put(one.capability(), one.ability()));
        String control = all.get(SWITCH);
        return new Device.Capabilities(
                control == null ? null : Device.SwitchControl.valueOf(control),
                flag(all.get(READ_SCALAR)),
                flag(all.get(READ_INTERVAL)),
                flag(all.get(PING)),
                flag(all.get(LOAD_LIMIT)));
    }

    private static @Nullable Boolean flag(@Nullable String ability) {
        return ability == null ? null : Objects.equals(ability, "true");
    }

    private static Row map(ResultSet rs, int row) throws SQLException {
        return new Row(
                new Name(rs.getString("head_end"), rs.getString("model")),
                new Known(
                        rs.getString("capability"),
                        rs.getString("ability"),
                        KnownBy.valueOf(rs.getString("known_by")),
                        SqlTime.read(rs, "known_at"),
                        rs.getString("source")));
    }
}
