// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.Clock;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.shared.SqlTime;

/** What was told, once for each key. */
@Repository
class Notices {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate savepoint;

    Notices(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /** False when it was told before; a twin that is being told in this moment is waited for. */
    boolean add(String id, Notice notice) {
        if (known(notice.key())) {
            return false;
        }
        try {
            savepoint.executeWithoutResult(status -> insert(id, notice));
        } catch (DuplicateKeyException e) {
            return false;
        }
        List<Attached> files = notice.attachments();
        for (int no = 0; no < files.size(); no++) {
            attach(id, no, files.get(no));
        }
        return true;
    }

    private boolean known(String key) {
        return jdbc.sql("select id from tr_notice where notice_key = :key")
                .param("key", key)
                .query(String.class)
                .optional()
                .isPresent();
    }

    private void insert(String id, Notice notice) {
        jdbc.sql("""
                        insert into tr_notice (id, notice_key, event, severity, division, subject, origin, told_at, person_decides)
                        values (:id, :key, :event, :severity, :division, :subject, :origin, :now, false)
                        """)
                .param("id", id)
                .param("key", notice.key())
                .param("event", notice.event())
                .param("severity", notice.severity().name())
                .param("division", notice.division())
                .param("subject", notice.subject())
                .param("origin", notice.origin().name())
                .param("now", SqlTime.toSql(clock.instant()))
                .update();
    }

    private void attach(String id, int no, Attached file) {
        jdbc.sql("""
                        insert into tr_notice_attachment (notice_id, no, name, media_type, content)
                        values (:id, :no, :name, :type, :content)
                        """)
                .param("id", id)
                .param("no", no)
                .param("name", file.name())
                .param("type", file.mediaType())
                .param("content", file.content())
                .update();
    }

    List<Attached> attachments(String id) {
        return jdbc.sql("select name, media_type, content from tr_notice_attachment where notice_id = :id order by no")
                .param("id", id)
                .query((rs, row) ->
                        new Attached(rs.getString("name"), rs.getString("media_type"), rs.getBytes("content")))
                .list();
    }
}
