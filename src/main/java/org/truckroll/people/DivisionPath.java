// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** An organisation of one storey: the division is the city, and no crew belongs to an area. */
@Component
@EnableConfigurationProperties(ZoneProperties.class)
class DivisionPath implements OrgPath {

    private final JdbcClient jdbc;
    private final ZoneProperties zones;

    DivisionPath(JdbcClient jdbc, ZoneProperties zones) {
        this.jdbc = jdbc;
        this.zones = zones;
    }

    @Override
    public Place of(String division, @Nullable String group) {
        return new Place(division, null);
    }

    @Override
    public ZoneId zone(String division) {
        return zones.zones().getOrDefault(division, zones.zone());
    }

    @Override
    public Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        jdbc.sql("select id, name from tr_division union all select id, name from tr_field_group")
                .query((rs, row) -> Map.entry(rs.getString("id"), rs.getString("name")))
                .list()
                .forEach(unit -> names.put(unit.getKey(), unit.getValue()));
        return names;
    }
}
