// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.truckroll.lifecycle.models.SampleModels.ORDER;
import static org.truckroll.lifecycle.models.SampleModels.STEP;
import static org.truckroll.lifecycle.models.SampleModels.TABLE;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.repository.Resource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;
import org.springframework.jdbc.core.simple.JdbcClient;

class ModelReleasesTest {

    @TempDir
    private Path directory;

    private static HikariDataSource database;
    private static ProcessEngine engine;
    private static ProcessEngine otherEngine;

    private ReleaseNode node;

    @BeforeAll
    static void startEngines() {
        database = new HikariDataSource();
        database.setJdbcUrl("jdbc:h2:mem:model-releases;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=30000");
        engine = ReleaseNode.engine("releases", database);
        otherEngine = ReleaseNode.engine("other-releases", database);
    }

    @AfterAll
    static void stopEngines() {
        otherEngine.close();
        engine.close();
        database.close();
    }

    @BeforeEach
    void startNode() {
        node = ReleaseNode.on(engine, database, directory);
    }

    @AfterEach
    void removeReleases() {
        JdbcClient.create(database).sql("delete from tr_model_release").update();
        var repository = engine.getRepositoryService();
        repository.createDeploymentQuery().list().forEach(found -> repository.deleteDeployment(found.getId(), true));
    }

    private ReleaseNode otherNode() {
        return ReleaseNode.on(otherEngine, database, directory);
    }

    @Test
    void deploysAllFilesAsOneDeploymentWithRelativeNames() {
        var scan = node.releases.rescan();

        assertThat(scan.accepted()).isTrue();
        assertThat(scan.problems()).isEmpty();
        var release = node.releases.current();
        var repository = node.engine.getRepositoryService();
        assertThat(repository.createDeploymentQuery().list()).singleElement().satisfies(deployment -> {
            assertThat(deployment.getId()).isEqualTo(release.deploymentId());
            assertThat(deployment.getName()).isEqualTo("truckroll-models");
            assertThat(deployment.getSource()).isEqualTo("truckroll");
        });
        assertThat(repository.getDeploymentResources(release.deploymentId()))
                .extracting(Resource::getName)
                .containsExactlyInAnyOrder(
                        "processes/sample-order.bpmn",
                        "processes/sample-step.bpmn",
                        "processes/next-action-sample.dmn",
                        "forms/visit-point.form");
        assertThat(release.files())
                .filteredOn(file -> file.name().equals(TABLE))
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.version()).isEqualTo(1);
                    assertThat(file.sha256()).hasSize(64);
                });
        assertThat(node.releases.supported()).containsExactly("SAMPLE");
    }

    @Test
    void keepsReleaseWhenNothingChanged() {
        var before = node.releases.rescan().current();

        assertThat(node.releases.rescan().current()).isEqualTo(before);
        assertThat(node.deployments()).isEqualTo(1);
    }

    @Test
    void releasesAgainWhenSomebodyDeletedTheDeployment() {
        var before = node.releases.rescan().release().orElseThrow();
        node.engine.getRepositoryService().deleteDeployment(before.deploymentId(), true);

        assertThat(node.releases.rescan().release().orElseThrow().deploymentId())
                .isNotEqualTo(before.deploymentId());
    }

    @Test
    void newOrdersFollowChangedRowAndRunningOnesKeepTheirs() {
        node.releases.rescan();
        var running = start();
        var before = node.releases.current();

        SampleModels.write(directory, TABLE, SampleModels.changed(TABLE, "\"REMOTE\"", "\"WAIT\""));
        assertThat(node.releases.rescan().accepted()).isTrue();
        var after = node.releases.current();
        var started = start();
        complete(running);

        assertThat(after.deploymentId()).isNotEqualTo(before.deploymentId());
        assertThat(variable(running, "first")).isEqualTo("REMOTE");
        assertThat(variable(running, "second")).isEqualTo("REMOTE");
        assertThat(variable(started, "first")).isEqualTo("WAIT");
    }

    @Test
    void brokenDiagramKeepsLastGoodReleaseAndIsNamed() {
        var before = node.releases.rescan().release().orElseThrow();

        SampleModels.write(
                directory,
                ORDER,
                SampleModels.changed(ORDER, "calledElement=\"sample-step\"", "calledElement=\"gone\""));
        var scan = node.releases.rescan();

        assertThat(scan.accepted()).isFalse();
        assertThat(scan.release().orElseThrow().id()).isEqualTo(before.id());
        assertThat(node.releases.current().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo(ORDER);
            assertThat(problem.element()).isEqualTo("callActivity_remoteStep");
        });
        assertThat(node.deployments()).isEqualTo(1);
        assertThat(new ModelsHealthIndicator(node.releases).health()).satisfies(health -> {
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("release", before.id())
                    .containsKey("problems");
        });

        SampleModels.write(directory, ORDER, SampleModels.read(ORDER));
        assertThat(node.releases.rescan().accepted()).isTrue();
        assertThat(node.releases.problems()).isEmpty();
    }

    @Test
    void firstStartWithBrokenDirectoryReleasesDefaults() {
        SampleModels.write(directory, ORDER, "<broken");

        node.releases.start();

        assertThat(node.releases.current().files()).hasSize(SampleModels.NAMES.size());
        assertThat(node.releases.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.file()).isEqualTo(ORDER));
        assertThat(node.releases.isRunning()).isTrue();
        start();
    }

    @Test
    void laterStartWithBrokenDirectoryKeepsWhatWasReleased() {
        SampleModels.write(directory, TABLE, SampleModels.changed(TABLE, "\"REMOTE\"", "\"WAIT\""));
        node.releases.start();
        SampleModels.write(directory, TABLE, "<broken");
        otherNode().releases.start();

        assertThat(node.deployments()).isEqualTo(1);
        assertThat(variable(start(), "first")).isEqualTo("WAIT");
    }

    @Test
    void startsOutOfServiceWhereNoModelsAreAtAll() {
        var empty = ReleaseNode.on(engine, database, directory, "classpath*:models/nowhere/*").releases;

        empty.start();

        assertThat(empty.find()).isEmpty();
        assertThat(empty.supported()).isEmpty();
        assertThat(new ModelsHealthIndicator(empty).health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThatIllegalStateException().isThrownBy(empty::current);
    }

    @Test
    void refusesWhatOnlyTheDeploymentFinds() {
        // Each file is sound; together they claim one start message.
        var start =
                "<bpmn:messageEventDefinition id=\"definition_start\" messageRef=\"message_answered\" /></bpmn:startEvent>";
        SampleModels.write(
                directory,
                ORDER,
                SampleModels.changed(
                        ORDER,
                        "<bpmn:outgoing>flow_accepted</bpmn:outgoing>\n    </bpmn:startEvent>",
                        "<bpmn:outgoing>flow_accepted</bpmn:outgoing>" + start));
        SampleModels.write(
                directory,
                STEP,
                SampleModels.changed(STEP, "name=\"Step asked\" />", "name=\"Step asked\">" + start)
                        .replace(
                                "</bpmn:process>",
                                "</bpmn:process><bpmn:message id=\"message_answered\" name=\"command.answered\" />"));

        var scan = node.releases.rescan();

        assertThat(scan.accepted()).isFalse();
        assertThat(scan.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .startsWith("the engine refuses the set")
                        .contains("command.answered"));
        assertThat(node.releases.find()).isPresent();
        assertThat(node.deployments()).isEqualTo(1);
    }

    @Test
    void checkOfUploadedFileReleasesNothing() {
        node.releases.rescan();
        var broken = new ModelFile(
                TABLE, SampleModels.changed(TABLE, "\"FIRST\"", "\"ANY\"").getBytes());

        assertThat(node.releases.check(List.of(broken), List.of()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).isEqualTo("hit policy ANY"));
        assertThat(node.deployments()).isEqualTo(1);
        assertThat(node.releases.problems()).isEmpty();
    }

    @Test
    void personWithoutRightsInTheEngineMayTriggerRescan() {
        engine.getProcessEngineConfiguration().setAuthorizationEnabled(true);
        node.engine.getIdentityService().setAuthentication("analyst", List.of("analysts"));
        try {
            assertThat(node.releases.rescan().accepted()).isTrue();
            assertThat(node.engine
                            .getIdentityService()
                            .getCurrentAuthentication()
                            .getUserId())
                    .isEqualTo("analyst");
        } finally {
            node.engine.getIdentityService().clearAuthentication();
            engine.getProcessEngineConfiguration().setAuthorizationEnabled(false);
        }
    }

    @Test
    void twoNodesThatRescanAtOnceReleaseOnce() throws Exception {
        var other = otherNode();
        var barrier = new CyclicBarrier(2);
        var threads = Executors.newFixedThreadPool(2);
        try {
            var scans = threads.invokeAll(List.<Callable<ModelScan>>of(
                    () -> {
                        barrier.await();
                        return node.releases.rescan();
                    },
                    () -> {
                        barrier.await();
                        return other.releases.rescan();
                    }));
            var first = scans.get(0).get().release().orElseThrow();
            var second = scans.get(1).get().release().orElseThrow();

            assertThat(first.deploymentId()).isEqualTo(second.deploymentId());
            assertThat(node.deployments()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void otherNodeLearnsOfReleaseSoon() throws InterruptedException {
        var other = otherNode();
        assertThat(other.releases.find()).isEmpty();
        node.releases.rescan();

        waitFor(() -> other.releases.find().isPresent());
        assertThat(other.releases.supported()).containsExactly("SAMPLE");
    }

    @Test
    void watchReleasesSettledChange() throws InterruptedException {
        node.releases.start();
        var before = node.releases.current();
        var watch = new ModelWatch(
                node.files, node.releases, new ModelSettings(directory.toString(), Duration.ofMillis(50), null));
        watch.start();
        try {
            SampleModels.write(directory, TABLE, "<half");
            SampleModels.write(directory, TABLE, SampleModels.changed(TABLE, "\"REMOTE\"", "\"WAIT\""));

            waitFor(() -> !node.releases.current().deploymentId().equals(before.deploymentId()));
        } finally {
            watch.stop();
        }
        assertThat(watch.isRunning()).isFalse();
    }

    @Test
    void operatorsRetentionGoesBeforeThatOfTheModels() {
        var keeper = ReleaseNode.keeping(node.engine, database, directory, Duration.ofDays(30));

        keeper.releases.rescan();

        assertThat(node.engine
                        .getRepositoryService()
                        .createProcessDefinitionQuery()
                        .list())
                .isNotEmpty()
                .allSatisfy(definition ->
                        assertThat(definition.getHistoryTimeToLive()).isEqualTo(30));
    }

    @Test
    void watchIsOffByDefault() {
        var watch = new ModelWatch(node.files, node.releases, new ModelSettings(directory.toString(), null, null));

        watch.start();

        assertThat(watch.isRunning()).isFalse();
    }

    private String start() {
        return node.engine
                .getRuntimeService()
                .startProcessInstanceByKey(STEP.replace(".bpmn", ""), Map.of("sw", "OFF"))
                .getId();
    }

    private void complete(String instance) {
        var task = node.engine
                .getTaskService()
                .createTaskQuery()
                .processInstanceId(instance)
                .singleResult();
        node.engine.getTaskService().complete(task.getId());
    }

    private Object variable(String instance, String name) {
        return node.engine
                .getHistoryService()
                .createHistoricVariableInstanceQuery()
                .processInstanceId(instance)
                .variableName(name)
                .singleResult()
                .getValue();
    }

    private static void waitFor(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 200 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
