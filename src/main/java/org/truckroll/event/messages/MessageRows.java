// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.messages;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.event.messages.OperatorMessage.To;
import org.truckroll.notification.Channel;
import org.truckroll.notification.Severity;
import org.truckroll.shared.Page;
import org.truckroll.shared.SqlTime;

/** The rows of operator messages. */
@Repository
class MessageRows {

    private static final String SELECT = """
            select id, division, operator, forwarded_event, severity, channels, original, note, written_at from tr_operator_message\s""";

    private final JdbcClient jdbc;

    MessageRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(OperatorMessage message, Collection<To> recipients) {
        jdbc.sql("""
                        insert into tr_operator_message
                        (id, division, operator, forwarded_event, severity, channels, original, note, written_at)
                        values (:id, :division, :operator, :event, :severity, :channels, :original, :note, :at)
                        """)
                .param("id", message.id())
                .param("division", message.division())
                .param("operator", message.operator())
                .param("event", message.forwardedEvent())
                .param("severity", message.severity().name())
                .param("channels", message.channels().stream().map(Enum::name).collect(Collectors.joining(",")))
                .param("original", message.original())
                .param("note", message.note())
                .param("at", SqlTime.toSql(message.writtenAt()))
                .update();
        for (To to : recipients) {
            jdbc.sql("""
                            insert into tr_operator_message_to (message_id, contact_id, channel, address, name, language)
                            values (:id, :contact, :channel, :address, :name, :language)
                            """)
                    .param("id", message.id())
                    .param("contact", to.contactId())
                    .param("channel", to.channel().name())
                    .param("address", to.address())
                    .param("name", to.name())
                    .param("language", to.language())
                    .update();
        }
    }

    Optional<OperatorMessage> find(String id) {
        return jdbc.sql(SELECT + "where id = :id")
                .param("id", id)
                .query(MessageRows::row)
                .optional();
    }

    /** Newest first. */
    List<OperatorMessage> list(Set<String> divisions, Page.Request page) {
        if (divisions.isEmpty()) {
            return List.of();
        }
        String after = page.after() == null ? "" : " and id < :after";
        JdbcClient.StatementSpec found = jdbc.sql(SELECT + "where division in (:divisions)" + after
                        + " order by id desc fetch first " + page.fetch() + " rows only")
                .param("divisions", divisions);
        return (page.after() == null ? found : found.param("after", page.after()))
                .query(MessageRows::row)
                .list();
    }

    List<To> recipients(String id) {
        return jdbc.sql("""
                        select contact_id, channel, address, name, language from tr_operator_message_to
                        where message_id = :id order by name, contact_id, channel
                        """)
                .param("id", id)
                .query((rs, row) -> new To(
                        rs.getString("contact_id"),
                        Channel.valueOf(rs.getString("channel")),
                        rs.getString("address"),
                        rs.getString("name"),
                        rs.getString("language")))
                .list();
    }

    private static OperatorMessage row(ResultSet rs, int row) throws SQLException {
        Set<Channel> channels = EnumSet.noneOf(Channel.class);
        Arrays.stream(rs.getString("channels").split(",")).map(Channel::valueOf).forEach(channels::add);
        return new OperatorMessage(
                rs.getString("id"),
                rs.getString("division"),
                rs.getString("operator"),
                rs.getString("forwarded_event"),
                Severity.valueOf(rs.getString("severity")),
                channels,
                rs.getBoolean("original"),
                rs.getString("note"),
                SqlTime.read(rs, "written_at"));
    }
}
