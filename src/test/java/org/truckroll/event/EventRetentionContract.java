// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.truckroll.shared.SqlTime;

/** Archived events are forgotten with all that belongs to them, and no others. */
abstract class EventRetentionContract {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final List<String> TABLES = List.of(
            "tr_inbound_event",
            "tr_inbound_original",
            "tr_inbound_part",
            "tr_inbound_log",
            "tr_operator_message",
            "tr_operator_message_to");

    private DataSource database;
    private JdbcClient jdbc;

    abstract DataSource newDatabase();

    @BeforeEach
    void begin() {
        database = newDatabase();
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        jdbc = JdbcClient.create(database);
    }

    private EventRetention retention(Duration kept) {
        return new EventRetention(
                jdbc,
                Clock.fixed(NOW, ZoneOffset.UTC),
                new EventProperties(Duration.ofMinutes(15), kept),
                new DataSourceTransactionManager(database));
    }

    private void event(String id, InboundEvent.State state, int daysAgo, @Nullable Integer ackedDaysAgo) {
        jdbc.sql("""
                        insert into tr_inbound_event (id, kind, source, message_id, division, sender, body, automatic, received_at, stored_at, state,
                        round_no, alerts, alert_step, acked_at, changed_at, version)
                        values (:id, 'MAIL', 'test', :id, 'north', 'a@example.org', 'text', false, :at, :at, :state, 0, 0, 0, :acked, :at, 0)
                        """)
                .param("id", id)
                .param("state", state.name())
                .param("at", SqlTime.toSql(NOW.minus(Duration.ofDays(daysAgo))))
                .param("acked", ackedDaysAgo == null ? null : SqlTime.toSql(NOW.minus(Duration.ofDays(ackedDaysAgo))))
                .update();
        for (String belongs : List.of(
                "insert into tr_inbound_original (event_id, media_type, content) values (:id, 'message/rfc822', :bytes)",
                "insert into tr_inbound_part (event_id, place_no, name, media_type, digest, content) values (:id, 1, 'a', 'text/plain', 'd', :bytes)",
                "insert into tr_operator_message (id, division, operator, severity, channels, original, written_at) values (:id, 'north', 'o', 'URGENT', 'SMS', false, current_timestamp)",
                "insert into tr_operator_message_to (message_id, contact_id, channel, address, name, language) values (:id, 'c', 'SMS', '+46701740605', 'N', 'en')",
                "insert into tr_inbound_log (event_id, kind, by_whom, at) values (:id, 'STORED', 'x', current_timestamp)")) {
            jdbc.sql(belongs).param("id", id).param("bytes", new byte[] {1}).update();
        }
    }

    private List<String> left(String table) {
        String id = table.equals("tr_inbound_event") || table.equals("tr_operator_message")
                ? "id"
                : table.equals("tr_operator_message_to") ? "message_id" : "event_id";
        return jdbc.sql("select " + id + " as id from " + table + " order by 1")
                .query(String.class)
                .list();
    }

    @Test
    void forgetsWhatWasArchivedLongAgoAndAllThatBelongsToIt() {
        event("archived long ago", InboundEvent.State.ACK, 400, 366);
        event("archived not long ago", InboundEvent.State.ACK, 400, 364);
        event("never taken", InboundEvent.State.PENDING, 400, null);
        event("worked on", InboundEvent.State.ONWORK, 400, null);
        event("with a link", InboundEvent.State.ACK, 400, 366);
        jdbc.sql("""
                        insert into tr_tracking_link (id, kind, subject_id, token_hash, made_at, expires_at)
                        values ('l', 'EVENT', 'with a link', 'h', :now, :end)
                        """)
                .param("now", SqlTime.toSql(NOW))
                .param("end", SqlTime.toSql(NOW.plus(Duration.ofDays(1))))
                .update();
        retention(Duration.ofDays(365)).sweep();
        for (String table : TABLES) {
            assertThat(left(table))
                    .as(table)
                    .containsExactly("archived not long ago", "never taken", "with a link", "worked on");
        }
        retention(Duration.ZERO).sweep();
        assertThat(left("tr_inbound_event")).as("0: for ever").hasSize(4);
    }

    @Test
    void forgetsManyInSmallSteps() {
        for (int i = 0; i < 250; i++) {
            event("event " + i, InboundEvent.State.ACK, 400, 366);
        }
        event("young", InboundEvent.State.ACK, 10, 9);
        retention(Duration.ofDays(10)).sweep();
        TABLES.forEach(table -> assertThat(left(table)).as(table).containsExactly("young"));
    }

    @Test
    void refusesToForgetAtOnce() {
        assertThatThrownBy(() -> retention(Duration.ofDays(1))).hasMessageContaining("truckroll.event.retention");
    }
}
