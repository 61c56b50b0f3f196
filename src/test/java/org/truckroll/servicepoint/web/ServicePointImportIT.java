// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truckroll.PostgresInTest;

/** A whole city in one request: every line arrives, and the pace is logged. */
class ServicePointImportIT {

    private static final Logger log = LoggerFactory.getLogger(ServicePointImportIT.class);
    /** A city with {@code -Dtruckroll.test.points=100000}; the build takes enough for many transactions. */
    private static final int POINTS = Integer.getInteger("truckroll.test.points", 3_000);

    @Test
    void importsACityOnH2() {
        importCity("H2", "jdbc:h2:mem:city");
    }

    @Test
    void importsACityOnPostgres() {
        importCity("PostgreSQL", PostgresInTest.newDatabase());
    }

    private static void importCity(String database, String url) {
        try (PointsServer server = PointsServer.start(url, "simulator")) {
            pace(database + " new", server, "OFF");
            pace(database + " unchanged", server, "OFF");
            pace(database + " changed", server, "ON");
            var last = server.get("/api/v1/service-points/CITY-" + (POINTS - 1)).json();
            assertThat(last.path("version").asLong()).isEqualTo(2);
            assertThat(last.path("device").path("switch").asText()).isEqualTo("ON");
        }
    }

    private static void pace(String what, PointsServer server, String position) {
        long began = System.nanoTime();
        var report = server.importLines("north", city(position)).json();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        log.info(
                "Imported: what={} points={} millis={} pointsPerSecond={}",
                what,
                POINTS,
                took.toMillis(),
                POINTS * 1000L / Math.max(1, took.toMillis()));
        assertThat(report.path("rejectedCount").asLong()).isZero();
        assertThat(report.path("accepted").asLong()).isEqualTo(POINTS);
    }

    private static InputStream city(String position) {
        Iterator<InputStream> lines = IntStream.range(0, POINTS)
                .mapToObj(i -> (InputStream) new ByteArrayInputStream(line(i, position)))
                .iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return lines.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return lines.next();
            }
        });
    }

    private static byte[] line(int i, String position) {
        return """
                {"id":"CITY-%1$d","division":"north","category":"METER","commodity":"ELECTRICITY","status":"ACTIVE","supply":"ON",\
                "area":"north.city.b%2$d","address":{"street":"Storgatan %1$d","postalCode":"90325","city":"Umeå"},\
                "flags":{"lifeSupport":false,"occupied":true},"nextScheduledRead":"2026-12-01",\
                "device":{"id":"M-%1$d","kind":"SMART","commission":"COMMISSIONED","switch":"%3$s",\
                "capabilities":{"switch":"REMOTE","onDemandReadScalar":true,"ping":true},"headEnd":"simulator",\
                "registers":[{"id":"1","kind":"SCALAR","readingType":"0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]}}
                """.formatted(i, i % 100, position).getBytes(StandardCharsets.UTF_8);
    }
}
