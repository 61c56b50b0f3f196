// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.SqlTime;

/** The organisation's tree (HCDC-22). */
@Repository
public class OrgUnits {

    private static final String COLUMNS = "id, parent, division, kind, name, source, source_id, active";

    private final JdbcClient jdbc;
    private final Clock clock;
    /** H2 knows no lock that many may hold: there they come one after the other. */
    private final String shared;

    OrgUnits(JdbcClient jdbc, Clock clock, DataSource database) throws SQLException {
        this.jdbc = jdbc;
        this.clock = clock;
        try (Connection connection = database.getConnection()) {
            shared = "H2".equals(connection.getMetaData().getDatabaseProductName()) ? " for update" : " for share";
        }
    }

    public Optional<OrgUnit> find(String id) {
        return find(id, "");
    }

    /** Held until the caller's transaction ends. */
    Optional<OrgUnit> lock(String id) {
        return find(id, " for update");
    }

    /** Not changed by anybody until the caller's transaction ends; many may hold it so at once. */
    Optional<OrgUnit> share(String id) {
        return find(id, shared);
    }

    private Optional<OrgUnit> find(String id, String suffix) {
        return jdbc.sql("select " + COLUMNS + " from tr_org_unit where id = :id" + suffix)
                .param("id", id)
                .query(OrgUnits::row)
                .optional();
    }

    /** The whole tree, by name within each storey. */
    public List<OrgUnit> all() {
        return jdbc.sql("select " + COLUMNS + " from tr_org_unit order by division, name, id")
                .query(OrgUnits::row)
                .list();
    }

    /** Crews that may get work. */
    public List<OrgUnit> groups() {
        return jdbc.sql("select " + COLUMNS + " from tr_org_unit where kind = 'GROUP' and active order by id")
                .query(OrgUnits::row)
                .list();
    }

    /** The units of one division. */
    public List<OrgUnit> of(String division) {
        return jdbc.sql("select " + COLUMNS + " from tr_org_unit where division = :division order by id")
                .param("division", division)
                .query(OrgUnits::row)
                .list();
    }

    /** The crew of this id, if it may get work. */
    public Optional<OrgUnit> group(String id) {
        return find(id).filter(unit -> unit.kind() == OrgUnit.Kind.GROUP && unit.active());
    }

    public List<OrgUnit> childrenOf(String id) {
        return jdbc.sql("select " + COLUMNS + " from tr_org_unit where parent = :id order by name, id")
                .param("id", id)
                .query(OrgUnits::row)
                .list();
    }

    /** The unit that a synchronised source knows under this id. */
    public Optional<OrgUnit> bySource(String source, String sourceId) {
        return jdbc.sql("select " + COLUMNS + " from tr_org_unit where source = :source and source_id = :sourceId")
                .param("source", source)
                .param("sourceId", sourceId)
                .query(OrgUnits::row)
                .optional();
    }

    void put(OrgUnit unit) {
        if (jdbc.sql("""
                        update tr_org_unit set parent = :parent, division = :division, kind = :kind, name = :name, source = :source,
                        source_id = :sourceId, active = :active, updated_at = :now
                        where id = :id
                        """).params(params(unit)).update() == 0) {
            jdbc.sql("insert into tr_org_unit (" + COLUMNS + """
                            , updated_at)
                            values (:id, :parent, :division, :kind, :name, :source, :sourceId, :active, :now)
                            """)
                    .params(params(unit))
                    .update();
        }
    }

    private Map<String, @Nullable Object> params(OrgUnit unit) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("id", unit.id());
        params.put("parent", unit.parent());
        params.put("division", unit.division());
        params.put("kind", unit.kind().name());
        params.put("name", unit.name());
        params.put("source", unit.source());
        params.put("sourceId", unit.sourceId());
        params.put("active", unit.active());
        params.put("now", SqlTime.toSql(clock.instant()));
        return params;
    }

    private static OrgUnit row(ResultSet rs, int row) throws SQLException {
        return new OrgUnit(
                rs.getString("id"),
                rs.getString("parent"),
                rs.getString("division"),
                OrgUnit.Kind.valueOf(rs.getString("kind")),
                rs.getString("name"),
                rs.getString("source"),
                rs.getString("source_id"),
                rs.getBoolean("active"));
    }
}
