// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What came with a message: the original byte for byte, and its parts. */
@Repository
class EventFiles {

    /** Something to be read. */
    record Content(String name, String mediaType, byte[] bytes) {}

    private final JdbcClient jdbc;

    EventFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(String eventId, Inbound inbound) {
        if (inbound.original() != null) {
            jdbc.sql("insert into tr_inbound_original (event_id, media_type, content) values (:id, :type, :content)")
                    .param("id", eventId)
                    .param("type", originalType(inbound.kind()))
                    .param("content", inbound.original())
                    .update();
        }
        for (int place = 0; place < inbound.parts().size(); place++) {
            Inbound.Part part = inbound.parts().get(place);
            jdbc.sql("""
                            insert into tr_inbound_part (event_id, place_no, name, media_type, digest, content)
                            values (:id, :place, :name, :type, :digest, :content)
                            """)
                    .param("id", eventId)
                    .param("place", place)
                    .param("name", EventRows.clip(part.name(), 255))
                    .param("type", EventRows.clip(part.mediaType(), 100))
                    .param("digest", digest(part.content()))
                    .param("content", part.content())
                    .update();
        }
    }

    List<InboundEvents.Part> entries(String eventId) {
        return jdbc.sql("""
                        select place_no, name, media_type, octet_length(content) as size, digest from tr_inbound_part
                        where event_id = :id order by place_no
                        """)
                .param("id", eventId)
                .query((rs, row) -> new InboundEvents.Part(
                        rs.getInt("place_no"),
                        rs.getString("name"),
                        rs.getString("media_type"),
                        rs.getInt("size"),
                        rs.getString("digest")))
                .list();
    }

    Optional<Content> part(String eventId, int place) {
        return jdbc.sql(
                        "select name, media_type, content from tr_inbound_part where event_id = :id and place_no = :place")
                .param("id", eventId)
                .param("place", place)
                .query((rs, row) ->
                        new Content(rs.getString("name"), rs.getString("media_type"), rs.getBytes("content")))
                .optional();
    }

    boolean hasOriginal(String eventId) {
        return jdbc.sql("select count(*) from tr_inbound_original where event_id = :id")
                        .param("id", eventId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    Optional<Content> original(String eventId) {
        return jdbc.sql("select media_type, content from tr_inbound_original where event_id = :id")
                .param("id", eventId)
                .query((rs, row) -> new Content(
                        rs.getString("media_type").equals(MAIL) ? "original.eml" : "original.bin",
                        rs.getString("media_type"),
                        rs.getBytes("content")))
                .optional();
    }

    private static final String MAIL = "message/rfc822";

    /** A fax comes in a mail of its gateway (GEO-03). */
    private static String originalType(Inbound.Kind kind) {
        return switch (kind) {
            case MAIL, FAX -> MAIL;
            default -> "application/octet-stream";
        };
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
