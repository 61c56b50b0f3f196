// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who is responsible for an object, and so hears of what a division tells about it (SOL24-16): each division has a list of its own. */
@Repository
class Responsibles {

    /** What a responsible party is. */
    enum Kind {
        PERSON,
        GROUP
    }

    /** @param channels only these of what severity gives; empty for all of it */
    record Entry(Kind kind, String principal, String division, Set<Channel> channels) {

        boolean sameAs(Entry other) {
            return kind == other.kind && principal.equals(other.principal);
        }
    }

    private final JdbcClient jdbc;

    Responsibles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Entry> of(String objectId) {
        return jdbc.sql("""
                        select kind, principal, division, channels from tr_object_responsible
                        where object_id = :object order by division, kind, principal
                        """)
                .param("object", objectId)
                .query((rs, row) -> new Entry(
                        Kind.valueOf(rs.getString("kind")),
                        rs.getString("principal"),
                        rs.getString("division"),
                        channels(rs.getString("channels"))))
                .list();
    }

    /** Those whom a division has entered. */
    List<Entry> of(String objectId, String division) {
        return of(objectId).stream()
                .filter(entry -> entry.division().equals(division))
                .toList();
    }

    void replace(String objectId, String division, List<Entry> entries) {
        jdbc.sql("delete from tr_object_responsible where object_id = :object and division = :division")
                .param("object", objectId)
                .param("division", division)
                .update();
        for (Entry entry : entries) {
            jdbc.sql("""
                            insert into tr_object_responsible (object_id, kind, principal, division, channels)
                            values (:object, :kind, :principal, :division, :channels)
                            """)
                    .param("object", objectId)
                    .param("kind", entry.kind().name())
                    .param("principal", entry.principal())
                    .param("division", entry.division())
                    .param(
                            "channels",
                            entry.channels().isEmpty()
                                    ? null
                                    : entry.channels().stream()
                                            .sorted()
                                            .map(Channel::name)
                                            .collect(Collectors.joining(",")))
                    .update();
        }
    }

    private static Set<Channel> channels(@Nullable String words) {
        return words == null || words.isEmpty()
                ? Set.of()
                : Arrays.stream(words.split(","))
                        .map(Channel::valueOf)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Channel.class)));
    }
}
