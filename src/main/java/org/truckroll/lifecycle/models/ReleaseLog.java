// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The releases in the order they were made; shared by all nodes. */
@Repository
class ReleaseLog {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<List<ModelRelease.File>> FILES = new TypeReference<>() {};

    private final JdbcClient jdbc;

    ReleaseLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lets one node at a time go on, until its transaction ends. */
    void lock() {
        jdbc.sql("select id from tr_model_release_lock where id = 1 for update")
                .query(Integer.class)
                .single();
    }

    Optional<ModelRelease> newest() {
        return jdbc.sql("""
                        select id, deployment_id, hash, created_at, files
                        from tr_model_release
                        where id = (select max(id) from tr_model_release)
                        """).query((row, number) -> release(row)).optional();
    }

    void add(String deploymentId, String hash, Instant createdAt, List<ModelRelease.File> files) {
        jdbc.sql("""
                        insert into tr_model_release (deployment_id, hash, created_at, files)
                        values (:deploymentId, :hash, :createdAt, :files)
                        """)
                .param("deploymentId", deploymentId)
                .param("hash", hash)
                .param("createdAt", OffsetDateTime.ofInstant(createdAt, ZoneOffset.UTC))
                .param("files", write(files))
                .update();
    }

    private static ModelRelease release(ResultSet row) throws SQLException {
        return new ModelRelease(
                row.getLong("id"),
                row.getString("deployment_id"),
                row.getString("hash"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                read(row.getString("files")),
                List.of());
    }

    private static String write(List<ModelRelease.File> files) {
        try {
            return JSON.writeValueAsString(files);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("file list was not writable", e);
        }
    }

    private static List<ModelRelease.File> read(String files) {
        try {
            return JSON.readValue(files, FILES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("file list was not readable", e);
        }
    }
}
