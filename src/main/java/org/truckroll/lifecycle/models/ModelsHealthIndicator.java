// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up as long as any release is there: a refused set is told, but takes no node out of service. */
@Component
class ModelsHealthIndicator implements HealthIndicator {

    private static final int MOST_PROBLEMS = 20;

    private final ModelReleases releases;

    ModelsHealthIndicator(ModelReleases releases) {
        this.releases = releases;
    }

    @Override
    public Health health() {
        var problems = releases.problems();
        var health = releases.find()
                .map(release -> Health.up()
                        .withDetail("release", release.id())
                        .withDetail("deployedAt", release.deployedAt())
                        .withDetail("files", release.files().size()))
                .orElseGet(Health::outOfService);
        if (!problems.isEmpty()) {
            health.withDetail("refused", problems.stream().anyMatch(ModelProblem::isError));
            health.withDetail(
                    "problems",
                    problems.stream()
                            .limit(MOST_PROBLEMS)
                            .map(ModelProblem::toString)
                            .toList());
        }
        return health.build();
    }
}
