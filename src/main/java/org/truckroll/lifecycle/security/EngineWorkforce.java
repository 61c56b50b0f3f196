// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.truckroll.people.People;
import org.truckroll.people.Workforce;

/**
 * The workforce as far as logins tell of it: everybody is active and on duty, nobody has a skill on record. Read by SQL, because the engine's own
 * queries would show a dispatcher nobody.
 */
@Component
class EngineWorkforce implements Workforce {

    private final JdbcClient jdbc;
    private final People people;

    EngineWorkforce(JdbcClient jdbc, People people) {
        this.jdbc = jdbc;
        this.people = people;
    }

    @Override
    public List<Crew> crews(String division) {
        return people.fieldGroups().stream()
                .filter(group -> group.division().equals(division))
                .map(group -> new Crew(group.id(), group.division(), group.name(), null))
                .toList();
    }

    @Override
    public List<Worker> workers(String group) {
        return jdbc.sql("""
                        select u.id_, u.first_, u.last_, u.email_ from ACT_ID_USER u
                        join ACT_ID_MEMBERSHIP m on m.user_id_ = u.id_
                        where m.group_id_ = :group order by u.id_
                        """)
                .param("group", group)
                .query(EngineWorkforce::worker)
                .list();
    }

    @Override
    public Optional<Worker> find(String id) {
        return jdbc.sql("select id_, first_, last_, email_ from ACT_ID_USER where id_ = :id")
                .param("id", id)
                .query(EngineWorkforce::worker)
                .optional();
    }

    private static Worker worker(ResultSet rs, int row) throws SQLException {
        String first = rs.getString("first_");
        String last = rs.getString("last_");
        String name = ((first == null ? "" : first) + " " + (last == null ? "" : last)).strip();
        String id = rs.getString("id_");
        return new Worker(id, name.isEmpty() ? id : name, Set.of(), true, true, rs.getString("email_"));
    }
}
