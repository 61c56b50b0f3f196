// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.truckroll.shared.SqlTime;

/** Every talk with a head end about a command: when, what was sent, what came (7.4). One that is open takes room at its head end. */
@Repository
public class Attempts {

    /** What a talk is for. */
    public enum Kind {
        SEND,
        QUERY,
        FETCH
    }

    /**
     * One talk.
     *
     * @param endedAt null while it is under way, or when its node died in it
     * @param reaction how the head end reacted, in the words of {@link Reaction}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Attempt(
            int number,
            String kind,
            String node,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String reaction,
            @Nullable String detail,
            @Nullable String sent,
            @Nullable String came) {

        public Attempt withoutTexts() {
            return new Attempt(number, kind, node, startedAt, endedAt, reaction, detail, null, null);
        }
    }

    private final JdbcClient jdbc;

    Attempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Room is taken for a talk; its number. */
    int begin(String commandId, String headEnd, String node, Instant now) {
        int number = jdbc.sql("select coalesce(max(number), 0) + 1 from tr_command_attempt where command_id = :id")
                .param("id", commandId)
                .query(Integer.class)
                .single();
        jdbc.sql("""
                        insert into tr_command_attempt (command_id, number, head_end, kind, node, started_at)
                        values (:id, :number, :headEnd, 'SEND', :node, :now)
                        """)
                .param("id", commandId)
                .param("number", number)
                .param("headEnd", headEnd)
                .param("node", node)
                .param("now", SqlTime.toSql(now))
                .update();
        return number;
    }

    /** It turned out that nothing is to be said. */
    void drop(String commandId, int number) {
        jdbc.sql("delete from tr_command_attempt where command_id = :id and number = :number")
                .param("id", commandId)
                .param("number", number)
                .update();
    }

    /** Talks before this one whose node died in them are over. */
    void abandonBefore(String commandId, int number, Instant now) {
        jdbc.sql("""
                        update tr_command_attempt set ended_at = :now, reaction = 'Abandoned'
                        where command_id = :id and number < :number and ended_at is null
                        """)
                .param("now", SqlTime.toSql(now))
                .param("id", commandId)
                .param("number", number)
                .update();
    }

    void end(String commandId, int number, Kind kind, Talk talk, @Nullable String detail, Instant now) {
        jdbc.sql("""
                        update tr_command_attempt set ended_at = :now, kind = :kind, reaction = :reaction, detail = :detail,
                        sent = :sent, came = :came
                        where command_id = :id and number = :number
                        """)
                .param("now", SqlTime.toSql(now))
                .param("kind", kind.name())
                .param("reaction", talk.reaction().getClass().getSimpleName())
                .param("detail", detail == null || detail.length() <= 1000 ? detail : detail.substring(0, 1000))
                .param("sent", talk.sent())
                .param("came", talk.came())
                .param("id", commandId)
                .param("number", number)
                .update();
    }

    /** The talks about a command, oldest first. */
    public List<Attempt> of(String commandId) {
        return jdbc.sql("select * from tr_command_attempt where command_id = :id order by number")
                .param("id", commandId)
                .query(Attempts::map)
                .list();
    }

    private static Attempt map(ResultSet rs, int row) throws SQLException {
        return new Attempt(
                rs.getInt("number"),
                rs.getString("kind"),
                rs.getString("node"),
                SqlTime.read(rs, "started_at"),
                SqlTime.readNullable(rs, "ended_at"),
                rs.getString("reaction"),
                rs.getString("detail"),
                rs.getString("sent"),
                rs.getString("came"));
    }
}
