// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.camunda.bpm.engine.ProcessEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.truckroll.PostgresInTest;

/** Two nodes on one PostgreSQL. */
class ModelReleasesIT {

    @TempDir
    private Path directory;

    @Test
    void twoNodesThatRescanAtOnceReleaseOncePerChange() throws Exception {
        var database = new DriverManagerDataSource(PostgresInTest.newDatabase(), "postgres", "");
        var engines = List.of(ReleaseNode.engine("one", database), ReleaseNode.engine("two", database));
        var one = ReleaseNode.on(engines.get(0), database, directory);
        var two = ReleaseNode.on(engines.get(1), database, directory);
        var threads = Executors.newFixedThreadPool(4);
        try {
            for (int change = 1; change <= 3; change++) {
                SampleModels.write(
                        directory,
                        SampleModels.TABLE,
                        SampleModels.changed(SampleModels.TABLE, "\"REMOTE\"", "\"CHANGE " + change + "\""));
                var barrier = new CyclicBarrier(4);
                var rescans = new ArrayList<Callable<ModelScan>>();
                for (var node : List.of(one, two, one, two)) {
                    rescans.add(() -> {
                        barrier.await();
                        return node.releases.rescan();
                    });
                }
                for (var scan : threads.invokeAll(rescans)) {
                    assertThat(scan.get().accepted()).isTrue();
                }

                assertThat(one.deployments()).isEqualTo(change);
                assertThat(one.releases.current().id())
                        .isEqualTo(two.releases.current().id());
            }
        } finally {
            threads.shutdownNow();
            engines.forEach(ProcessEngine::close);
        }
    }
}
