// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.messages;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The rows of the address book. */
@Repository
class Contacts {

    private static final String SELECT = "select id, division, ref, name, language, mail, sms, fax from tr_contact ";

    private final JdbcClient jdbc;
    private final Clock clock;

    Contacts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Optional<Contact> find(String id) {
        return jdbc.sql(SELECT + "where id = :id")
                .param("id", id)
                .query(Contacts::row)
                .optional();
    }

    /** Those of a division that these words mean, by id or short name; held, so that nobody changes them before the message has left. */
    List<Contact> named(String division, Collection<String> words) {
        return jdbc.sql(SELECT
                        + "where division = :division and (id in (:words) or ref in (:words)) order by id for update")
                .param("division", division)
                .param("words", words)
                .query(Contacts::row)
                .list();
    }

    Optional<Contact> byRef(String division, String ref) {
        return jdbc.sql(SELECT + "where division = :division and ref = :ref for update")
                .param("division", division)
                .param("ref", ref)
                .query(Contacts::row)
                .optional();
    }

    /** @param text part of name or short name; null for all */
    List<Contact> list(Set<String> divisions, @Nullable String text, Page.Request page) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        String like = text == null
                ? "%"
                : "%"
                        + text.toLowerCase(Locale.ROOT)
                                .replace("!", "!!")
                                .replace("%", "!%")
                                .replace("_", "!_")
                        + "%";
        return jdbc.sql(SELECT + """
                        where division in (:divisions) and id > :after
                        and (lower(name) like :text escape '!' or lower(ref) like :text escape '!')
                        order by id fetch first\s""" + page.fetch() + " rows only")
                .param("divisions", divisions)
                .param("text", like)
                .param("after", page.after() == null ? "" : page.after())
                .query(Contacts::row)
                .list();
    }

    void put(Contact contact, String by) {
        remove(contact.id());
        jdbc.sql("""
                        insert into tr_contact (id, division, ref, name, language, mail, sms, fax, changed_by, changed_at)
                        values (:id, :division, :ref, :name, :language, :mail, :sms, :fax, :by, :now)
                        """)
                .param("id", contact.id())
                .param("division", contact.division())
                .param("ref", contact.ref())
                .param("name", contact.name())
                .param("language", contact.language())
                .param("mail", contact.mail())
                .param("sms", contact.sms())
                .param("fax", contact.fax())
                .param("by", by)
                .param("now", SqlTime.toSql(clock.instant()))
                .update();
    }

    boolean remove(String id) {
        return jdbc.sql("delete from tr_contact where id = :id").param("id", id).update() > 0;
    }

    /** One after the other changes the address book of a division. */
    void hold(String division) {
        jdbc.sql("select id from tr_division where id = :id for update")
                .param("id", division)
                .query(String.class)
                .optional();
    }

    private static Contact row(ResultSet rs, int row) throws SQLException {
        return new Contact(
                rs.getString("id"),
                rs.getString("division"),
                rs.getString("ref"),
                rs.getString("name"),
                rs.getString("language"),
                rs.getString("mail"),
                rs.getString("sms"),
                rs.getString("fax"));
    }
}
