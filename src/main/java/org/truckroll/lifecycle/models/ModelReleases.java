// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.io.ByteArrayInputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ResourceDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.lifecycle.OrderTypes;
import org.truckroll.lifecycle.ReleasedTables;

/**
 * Releases models as one consistent set: at the start, before requests are accepted, and on a rescan. A set with an
 * error is never released; the last good release stays, and the problems are told (design 6).
 */
@Component
public class ModelReleases implements OrderTypes, ReleasedTables, SmartLifecycle {

    private static final int TRIES = 5;
    private static final Logger log = LoggerFactory.getLogger(ModelReleases.class);
    private static final String DEPLOYMENT_NAME = "truckroll-models";
    private static final String DEPLOYMENT_SOURCE = "truckroll";
    private static final Pattern NEXT_ACTION = Pattern.compile("next-action-(.+)\\.dmn");

    /** How long a node may not know that another node released: short against the life of an order. */
    private static final long STALE_NANOS = Duration.ofSeconds(1).toNanos();

    private record Known(Optional<ModelRelease> release, long readAt) {}

    private final ModelFiles files;
    private final ModelChecks checks;
    private final ReleaseLog releases;
    private final RepositoryService repository;
    private final IdentityService identity;
    private final TransactionTemplate transaction;
    private final Clock clock;

    private volatile @Nullable Known known;
    private volatile List<ModelProblem> problems = List.of();
    private final ModelSettings settings;
    private volatile boolean running;

    ModelReleases(
            ModelFiles files,
            ModelChecks checks,
            ReleaseLog releases,
            RepositoryService repository,
            IdentityService identity,
            PlatformTransactionManager transactions,
            Clock clock,
            ModelSettings settings) {
        this.settings = settings;
        this.files = files;
        this.checks = checks;
        this.releases = releases;
        this.repository = repository;
        this.identity = identity;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** The newest release, with the problems of this node's last look at the files. */
    public Optional<ModelRelease> find() {
        var last = known;
        if (last == null || System.nanoTime() - last.readAt() > STALE_NANOS) {
            last = remember(releases.newest());
        }
        return last.release().map(release -> release.withProblems(problems));
    }

    /** @throws IllegalStateException while no release exists */
    public ModelRelease current() {
        return find().orElseThrow(
                        () -> new IllegalStateException("no model release exists; see the problems at models"));
    }

    /** What was wrong at this node's last look at the files. */
    public List<ModelProblem> problems() {
        return problems;
    }

    @Override
    public Optional<Edition> edition(String table) {
        return find().flatMap(release -> release.files().stream()
                .filter(file -> file.name().equals(table + ".dmn") && file.version() != null)
                .map(file -> new Edition(file.sha256(), Objects.requireNonNull(file.version())))
                .findFirst());
    }

    @Override
    public Set<String> supported() {
        return orderTypes();
    }

    /** The types that have a next-action table in the current release, such as {@code BACK_TO_BACK}. */
    public Set<String> orderTypes() {
        return find().map(release -> release.files().stream()
                        .map(file -> NEXT_ACTION.matcher(file.name()))
                        .filter(Matcher::matches)
                        .map(match -> match.group(1).toUpperCase(Locale.ROOT).replace('-', '_'))
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
    }

    /** Checks the files and releases them, if they differ from the current release and hold no error. */
    public synchronized ModelScan rescan() {
        var set = files.collect();
        var found = check(set);
        var accepted = release(set, found);
        if (!accepted && releases.newest().isEmpty()) {
            releaseDefaults();
        }
        problems = List.copyOf(found);
        found.forEach(problem -> {
            if (problem.isError()) {
                log.error("Refused models: {}", problem);
            } else {
                log.warn("Found model problem: {}", problem);
            }
        });
        remember(releases.newest());
        return new ModelScan(accepted, find().orElse(null), found);
    }

    /** Checks files as if they replaced those of the same name; releases nothing. */
    List<ModelProblem> check(List<ModelFile> uploaded, List<ModelProblem> uploadProblems) {
        return check(files.collect().overlaidBy(uploaded, uploadProblems));
    }

    private List<ModelProblem> check(ModelSet set) {
        var found = new ArrayList<>(set.problems());
        if (set.files().isEmpty()) {
            found.add(ModelProblem.ofFile("-", "there are no models", "add processes and forms"));
        }
        found.addAll(checks.check(set.files()));
        return found;
    }

    /** A first start with a broken directory still works: with the models of the jar. */
    private void releaseDefaults() {
        var defaults = files.defaults();
        var found = check(defaults);
        if (release(defaults, found)) {
            log.warn("Released the default models, because the model directory holds errors");
        }
    }

    private boolean release(ModelSet set, List<ModelProblem> found) {
        if (found.stream().anyMatch(ModelProblem::isError)) {
            return false;
        }
        try {
            AsServer.call(identity, () -> releaseAgainstRunningTimers(set));
            return true;
        } catch (ProcessEngineException e) {
            if (isDatabaseFailure(e) || e instanceof OptimisticLockingException) {
                throw e;
            }
            found.add(ModelProblem.ofFile(
                    fileOf(e), "the engine refuses the set: " + e.getMessage(), "correct the file"));
            return false;
        }
    }

    /** A release replaces the timers that start processes, and any node may be firing one of them: the files are not at fault, and it is tried again. */
    private Boolean releaseAgainstRunningTimers(ModelSet set) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> releaseIfChanged(set));
            } catch (OptimisticLockingException e) {
                if (attempt == TRIES) {
                    throw e;
                }
                log.info("Release met a timer that fires, it is tried again: attempt={}", attempt);
            }
        }
    }

    private Boolean releaseIfChanged(ModelSet set) {
        releases.lock();
        var hash = set.hash();
        var before = releases.newest();
        if (before.isPresent() && before.get().hash().equals(hash) && isDeployed(before.get())) {
            retain(before.get().deploymentId());
            return false;
        }
        var builder = repository.createDeployment().name(DEPLOYMENT_NAME).source(DEPLOYMENT_SOURCE);
        set.files()
                .forEach(file -> builder.addInputStream(file.resourceName(), new ByteArrayInputStream(file.content())));
        var deploymentId = builder.deploy().getId();
        retain(deploymentId);
        var versions = versions(deploymentId);
        releases.add(
                deploymentId,
                hash,
                clock.instant(),
                set.files().stream()
                        .map(file ->
                                new ModelRelease.File(file.name(), versions.get(file.resourceName()), file.sha256()))
                        .toList());
        log.info(
                "Released models deployment={} files={} hash={}",
                deploymentId,
                set.files().size(),
                hash);
        return true;
    }

    /** An operator's retention goes before that of the models. */
    private void retain(String deploymentId) {
        if (settings.historyRetention() == null) {
            return;
        }
        var days = Math.toIntExact(settings.historyRetention().toDays());
        repository
                .createProcessDefinitionQuery()
                .deploymentId(deploymentId)
                .list()
                .forEach(definition -> repository.updateProcessDefinitionHistoryTimeToLive(definition.getId(), days));
    }

    /** Somebody may have deleted the deployment by hand. */
    private boolean isDeployed(ModelRelease release) {
        return repository
                        .createDeploymentQuery()
                        .deploymentId(release.deploymentId())
                        .count()
                == 1;
    }

    private Map<String, Integer> versions(String deploymentId) {
        var definitions = new ArrayList<ResourceDefinition>();
        definitions.addAll(repository
                .createProcessDefinitionQuery()
                .deploymentId(deploymentId)
                .list());
        definitions.addAll(repository
                .createDecisionDefinitionQuery()
                .deploymentId(deploymentId)
                .list());
        var versions = new HashMap<String, Integer>();
        definitions.forEach(
                definition -> versions.merge(definition.getResourceName(), definition.getVersion(), Math::max));
        return versions;
    }

    private static boolean isDatabaseFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    private static String fileOf(ProcessEngineException exception) {
        return exception instanceof ParseException parse
                        && !parse.getResorceReports().isEmpty()
                ? parse.getResorceReports().get(0).getResourceName()
                : "-";
    }

    private Known remember(Optional<ModelRelease> release) {
        var read = new Known(release, System.nanoTime());
        known = read;
        return read;
    }

    @Override
    public void start() {
        rescan();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server, which starts in one of the last phases. */
    @Override
    public int getPhase() {
        return 0;
    }
}
