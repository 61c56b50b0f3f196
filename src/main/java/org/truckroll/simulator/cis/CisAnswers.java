// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.cis;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Deliveries that the CIS took, in order of arrival. */
@Repository
@Profile("demo")
class CisAnswers {

    record Delivery(
            Instant receivedAt,
            @Nullable String subject,
            @Nullable String webhookId,
            @Nullable String webhookTimestamp,
            @Nullable String webhookSignature,
            @Nullable Boolean signatureValid,
            String body) {}

    private static final String ALL = """
            select received_at, subject, webhook_id, webhook_timestamp, webhook_signature, signature_valid, body
            from tr_sim_cis_answer
            """;

    private final JdbcClient jdbc;

    CisAnswers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Delivery delivery) {
        jdbc.sql("""
                        insert into tr_sim_cis_answer (received_at, subject, webhook_id, webhook_timestamp,
                            webhook_signature, signature_valid, body)
                        values (:receivedAt, :subject, :id, :timestamp, :signature, :valid, :body)
                        """)
                .param("receivedAt", delivery.receivedAt().atOffset(ZoneOffset.UTC))
                .param("subject", delivery.subject())
                .param("id", delivery.webhookId())
                .param("timestamp", delivery.webhookTimestamp())
                .param("signature", delivery.webhookSignature())
                .param("valid", delivery.signatureValid())
                .param("body", delivery.body())
                .update();
    }

    List<Delivery> of(@Nullable String subject) {
        if (subject == null) {
            return jdbc.sql(ALL + " order by answer_id")
                    .query(CisAnswers::delivery)
                    .list();
        }
        return jdbc.sql(ALL + " where subject = :subject order by answer_id")
                .param("subject", subject)
                .query(CisAnswers::delivery)
                .list();
    }

    void clear() {
        jdbc.sql("delete from tr_sim_cis_answer").update();
    }

    private static Delivery delivery(ResultSet row, int number) throws SQLException {
        return new Delivery(
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getString("subject"),
                row.getString("webhook_id"),
                row.getString("webhook_timestamp"),
                row.getString("webhook_signature"),
                row.getObject("signature_valid", Boolean.class),
                row.getString("body"));
    }
}
