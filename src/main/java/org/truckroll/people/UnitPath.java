// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** The way up the organisation's tree. The tree is remembered for some seconds: it is asked for with every visit that ends. */
@Component
@EnableConfigurationProperties(ZoneProperties.class)
class UnitPath implements OrgPath {

    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final String WHOLE = "";

    private final LoadingCache<String, Map<String, OrgUnit>> tree;
    private final ZoneProperties zones;

    UnitPath(OrgUnits units, ZoneProperties zones) {
        this.zones = zones;
        this.tree = Caffeine.newBuilder().expireAfterWrite(REMEMBERED).build(whole -> {
            Map<String, OrgUnit> byId = new LinkedHashMap<>();
            units.all().forEach(unit -> byId.put(unit.id(), unit));
            return byId;
        });
    }

    @Override
    public Place of(String division, @Nullable String group) {
        Map<String, OrgUnit> units = tree.get(WHOLE);
        String area = null;
        String city = OrgUnit.cityOf(division);
        OrgUnit unit = group == null ? null : units.get(group);
        while (unit != null) {
            if (unit.kind() == OrgUnit.Kind.AREA) {
                area = unit.id();
            } else if (unit.kind() == OrgUnit.Kind.CITY) {
                city = unit.id();
            }
            unit = unit.parent() == null ? null : units.get(unit.parent());
        }
        return new Place(city, area);
    }

    @Override
    public ZoneId zone(String division) {
        return zones.zones().getOrDefault(division, zones.zone());
    }

    @Override
    public Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        tree.get(WHOLE).values().forEach(unit -> names.put(unit.id(), unit.name()));
        return names;
    }
}
