// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SimulatorProfileTest {

    @Test
    void productionHasNoSimulators() {
        try (var server = SimulatorServer.startIn(
                "production", "jdbc:h2:mem:production;DB_CLOSE_DELAY=-1", "--spring.flyway.enabled=false")) {
            assertThat(server.get("/simulator/head-end/log").statusCode()).isEqualTo(404);
            assertThat(server.post("/simulator/cis/answers", "{}").statusCode()).isEqualTo(404);
            assertThat(Arrays.stream(server.context().getBeanDefinitionNames())
                            .map(server.context()::getType)
                            .filter(type -> type != null
                                    && type.getPackageName().startsWith("org.truckroll")
                                    && type.getEnclosingClass() != SimulatorServer.class))
                    .isEmpty();
        }
    }
}
