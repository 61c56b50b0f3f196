// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ProcessEngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.truckroll.lifecycle.OrphanedTasks;
import org.truckroll.lifecycle.TaskMarks;
import org.truckroll.people.People;

/**
 * Finds tasks that wait for a person or a group which some other tool has removed, disabled or moved (HCDC-47): we refuse that while they have
 * open work, a directory does not ask. They get a mark, and the filter <i>Orphaned</i> shows them; supervision asks here for the same ones.
 */
@Component
class Orphans implements OrphanedTasks {

    private static final Logger log = LoggerFactory.getLogger(Orphans.class);
    private static final int AT_ONCE = 500;

    private final JdbcClient jdbc;
    private final TaskMarks marks;
    private final boolean personsElsewhere;

    Orphans(JdbcClient jdbc, TaskMarks marks, SecurityProperties settings) {
        this.jdbc = jdbc;
        this.marks = marks;
        // Who comes with a token need not be known to the engine, and its groups come with the token.
        this.personsElsewhere = settings.jwt().issuerUri() != null;
    }

    /**
     * Marks what is orphaned now, and takes the mark from what is in order again; each task by itself, so that nobody who works on one waits for
     * the others.
     */
    @Scheduled(initialDelay = 1, fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
    public void look() {
        Map<String, Reason> orphaned = reasons();
        Set<String> marked = new LinkedHashSet<>(marked());
        orphaned.forEach((task, reason) -> {
            if (!marked.contains(task) && mark(task, true)) {
                log.warn("Task was orphaned: task={} reason={}", task, reason);
            }
        });
        marked.stream().filter(task -> !orphaned.containsKey(task)).forEach(task -> {
            if (mark(task, false)) {
                log.info("Task found somebody again: task={}", task);
            }
        });
    }

    /** False when somebody else changes or ends the task in this moment; the next round looks again. */
    private boolean mark(String task, boolean orphaned) {
        try {
            marks.orphaned(task, orphaned);
            return true;
        } catch (ProcessEngineException e) {
            log.debug("Task is in other hands: task={} cause={}", task, e.toString());
            return false;
        }
    }

    @Override
    public List<Orphan> find() {
        Map<String, Reason> reasons = reasons();
        List<String> ids = List.copyOf(reasons.keySet());
        List<Orphan> found = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
            Map<String, Set<String>> groups = groups(some);
            jdbc.sql("""
                            select t.id_, t.name_, t.assignee_, e.business_key_ from ACT_RU_TASK t
                            left join ACT_RU_EXECUTION e on e.id_ = t.proc_inst_id_ where t.id_ in (:ids)
                            """).param("ids", some).query(rs -> {
                String id = rs.getString("id_");
                found.add(new Orphan(
                        id,
                        String.valueOf(rs.getString("name_")),
                        rs.getString("business_key_"),
                        groups.getOrDefault(id, Set.of()),
                        rs.getString("assignee_"),
                        reasons.get(id)));
            });
        }
        found.sort(Comparator.comparing(Orphan::taskId));
        return found;
    }

    private Map<String, Set<String>> groups(List<String> tasks) {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        jdbc.sql("""
                        select task_id_, group_id_ from ACT_RU_IDENTITYLINK
                        where task_id_ in (:ids) and type_ = 'candidate' and group_id_ is not null
                        """).param("ids", tasks).query(rs -> {
            groups.computeIfAbsent(rs.getString("task_id_"), task -> new TreeSet<>())
                    .add(rs.getString("group_id_"));
        });
        return groups;
    }

    private Map<String, Reason> reasons() {
        Map<String, Reason> reasons = new LinkedHashMap<>();
        if (!personsElsewhere) {
            note(reasons, Reason.PERSON_GONE, """
                    select t.id_ from ACT_RU_TASK t
                    where t.assignee_ is not null and not exists (select 1 from ACT_ID_USER u where u.id_ = t.assignee_)
                    """);
        }
        note(reasons, Reason.PERSON_INACTIVE, """
                select t.id_ from ACT_RU_TASK t join tr_person p on p.id = t.assignee_ where p.active = false
                """);
        note(reasons, Reason.GROUP_GONE, """
                select l.task_id_ from ACT_RU_IDENTITYLINK l
                where l.task_id_ is not null and l.type_ = 'candidate' and l.group_id_ is not null
                  and (not exists (select 1 from ACT_ID_GROUP g where g.id_ = l.group_id_)
                       or exists (select 1 from tr_org_unit u where u.id = l.group_id_ and u.active = false))
                """);
        if (!personsElsewhere) {
            note(reasons, Reason.NOT_OF_GROUP, """
                    select t.id_ from ACT_RU_TASK t
                    where t.assignee_ is not null
                      and exists (select 1 from ACT_RU_IDENTITYLINK l
                                  where l.task_id_ = t.id_ and l.type_ = 'candidate' and l.group_id_ is not null)
                      and not exists (select 1 from ACT_RU_IDENTITYLINK l
                                      join ACT_ID_MEMBERSHIP m on m.group_id_ = l.group_id_ and m.user_id_ = t.assignee_
                                      where l.task_id_ = t.id_ and l.type_ = 'candidate')
                      and not exists (select 1 from ACT_ID_MEMBERSHIP m
                                      where m.user_id_ = t.assignee_ and m.group_id_ = '%s')
                    """.formatted(People.ADMINS));
        }
        note(reasons, Reason.NO_GROUP, """
                select t.id_ from ACT_RU_TASK t
                where t.assignee_ is null
                  and not exists (select 1 from ACT_RU_IDENTITYLINK l where l.task_id_ = t.id_ and l.type_ = 'candidate')
                """);
        return reasons;
    }

    private void note(Map<String, Reason> reasons, Reason reason, String sql) {
        jdbc.sql(sql).query(String.class).list().forEach(task -> reasons.putIfAbsent(task, reason));
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
}
