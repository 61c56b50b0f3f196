// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServicePointContractTest extends ServicePointContract {

    @Override
    String jdbcUrl() {
        return "jdbc:h2:mem:points;LOCK_TIMEOUT=10000";
    }

    @Test
    void cannotCommandWhileNobodyKnowsTheHeadEnds() {
        try (PointsServer alone = PointsServer.start("jdbc:h2:mem:points-alone")) {
            var point = alone.put("/api/v1/service-points/SP-1", """
                    {"division":"north","category":"METER","commodity":"ELECTRICITY","status":"ACTIVE","area":"north",
                     "device":{"id":"M-1","kind":"SMART","commission":"COMMISSIONED","headEnd":"simulator"}}
                    """);
            assertThat(point.status()).isEqualTo(201);
            assertThat(point.json().path("derived").path("canCmd").asBoolean()).isFalse();
        }
    }
}
