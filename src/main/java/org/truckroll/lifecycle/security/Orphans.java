// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.TaskMarks;

/**
 * Finds tasks that wait for a person or a group which some other tool has removed or disabled (HCDC-47): we refuse that while they have open
 * work, a directory does not ask. They get a mark, and the filter <i>Orphaned</i> shows them.
 */
@Component
class Orphans {

    private static final Logger log = LoggerFactory.getLogger(Orphans.class);

    private final JdbcClient jdbc;
    private final TaskMarks marks;
    private final boolean personsElsewhere;

    Orphans(JdbcClient jdbc, TaskMarks marks, SecurityProperties settings) {
        this.jdbc = jdbc;
        this.marks = marks;
        // Who comes with a token need not be known to the engine.
        this.personsElsewhere = settings.jwt().issuerUri() != null;
    }

    /** Marks what is orphaned now, and takes the mark from what is in order again. */
    @Scheduled(initialDelay = 1, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    @Transactional
    public void look() {
        Set<String> orphaned = new LinkedHashSet<>(ofGroups());
        orphaned.addAll(ofDisabledPersons());
        if (!personsElsewhere) {
            orphaned.addAll(ofUnknownPersons());
        }
        Set<String> marked = new LinkedHashSet<>(marked());
        orphaned.stream().filter(task -> !marked.contains(task)).forEach(task -> {
            marks.orphaned(task, true);
            log.warn("Task was orphaned: task={}", task);
        });
        marked.stream().filter(task -> !orphaned.contains(task)).forEach(task -> {
            marks.orphaned(task, false);
            log.info("Task found somebody again: task={}", task);
        });
    }

    private List<String> ofDisabledPersons() {
        return tasks("""
                select t.id_ from ACT_RU_TASK t join tr_person p on p.id = t.assignee_ where p.active = false
                """);
    }

    private List<String> ofUnknownPersons() {
        return tasks("""
            select t.id_ from ACT_RU_TASK t
            where t.assignee_ is not null and not exists (select 1 from ACT_ID_USER u where u.id_ = t.assignee_)
            """);
    }

    private List<String> ofGroups() {
        return tasks("""
            select l.task_id_ from ACT_RU_IDENTITYLINK l
            where l.task_id_ is not null and l.type_ = 'candidate' and l.group_id_ is not null
              and not exists (select 1 from ACT_ID_GROUP g where g.id_ = l.group_id_)
            """);
    }

    private List<String> marked() {
        return jdbc.sql("""
            select t.id_ from ACT_RU_TASK t
            join ACT_RU_VARIABLE v on v.task_id_ = t.id_ and v.name_ = :mark
            """)
                .param("mark", TaskMarks.ORPHANED)
                .query(String.class)
                .list();
    }

    private List<String> tasks(String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }
}
