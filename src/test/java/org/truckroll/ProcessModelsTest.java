// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.connect.plugin.impl.ConnectProcessEnginePlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.truckroll.lifecycle.models.EngineParser;
import org.truckroll.lifecycle.models.ModelChecks;
import org.truckroll.lifecycle.models.ModelFiles;
import org.truckroll.lifecycle.models.ModelProblem;
import org.truckroll.lifecycle.models.ModelVocabulary;

/**
 * Judges {@code processes/} and {@code forms/} with the checks of the server (style 7), against the words that the
 * sources really know. The link from model to code is invisible to the compiler: this test sees it.
 */
class ProcessModelsTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final List<Path> FOLDERS = Stream.of("processes", "forms")
            .map(Path::of)
            .filter(Files::isDirectory)
            .toList();
    private static final Pattern MESSAGE_TEXT = Pattern.compile("\"([a-z]+\\.[a-zA-Z]+)\"");
    private static final Pattern ERROR_TEXT = Pattern.compile("\"([A-Z][A-Z0-9_]+)\"");
    private static final String BUSINESS_ERROR = "org.truckroll.lifecycle.BusinessError";

    private static ProcessEngine engine;

    @BeforeAll
    static void startEngine() {
        var configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setJdbcUrl("jdbc:h2:mem:process-models");
        configuration.setProcessEngineName("process-models");
        configuration.getProcessEnginePlugins().add(new ConnectProcessEnginePlugin());
        configuration.setJobExecutorActivate(false);
        engine = configuration.buildProcessEngine();
    }

    @AfterAll
    static void stopEngine() {
        engine.close();
    }

    @Test
    void modelsFollowTheHouseRules() throws IOException {
        var problems = problems();

        problems.stream().filter(problem -> !problem.isError()).forEach(System.err::println);
        assertThat(problems)
                .filteredOn(ModelProblem::isError)
                .as("errors in processes/ or forms/. Each line tells file, line, element, what is wrong and what to do;"
                        + " the server would refuse this set, so correct the model, or add the delegate, listener,"
                        + " message or error code that it names")
                .isEmpty();
    }

    @Test
    void everyModelFolderHoldsOnlyModels() throws IOException {
        for (var folder : FOLDERS) {
            try (var entries = Files.list(folder)) {
                assertThat(entries.map(path -> path.getFileName().toString()))
                        .as(
                                "files in %s/: flat, and only .bpmn, .dmn, .form and .html, because others are not released; beside them the dictionaries",
                                folder)
                        .allMatch(name -> name.matches("[a-z0-9-]+\\.(bpmn|dmn|form|html)|README\\.md|i18n|\\..*"));
            }
        }
    }

    private static List<ModelProblem> problems() throws IOException {
        if (FOLDERS.isEmpty()) {
            return List.of();
        }
        var set = ModelFiles.fromFolders(FOLDERS);
        var checks = new ModelChecks(vocabulary(), new EngineParser(engine));
        return Stream.concat(set.problems().stream(), checks.check(set.files()).stream())
                .toList();
    }

    /** A message or error that the code throws or waits for is somewhere a text in the code, or a business error. */
    private static ModelVocabulary vocabulary() throws IOException {
        var names = new HashSet<String>();
        var messages = new HashSet<String>();
        var errors = new HashSet<>(businessErrors());
        try (var sources = Files.walk(SOURCES)) {
            for (var source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                var code = Files.readString(source);
                names.add(beanName(source));
                MESSAGE_TEXT
                        .matcher(code)
                        .results()
                        .map(match -> match.group(1))
                        .forEach(messages::add);
                ERROR_TEXT.matcher(code).results().map(match -> match.group(1)).forEach(errors::add);
            }
        }
        return new ModelVocabulary(ending(names, "Delegate"), ending(names, "Listener"), messages, errors);
    }

    private static String beanName(Path source) {
        var name = source.getFileName().toString().replace(".java", "");
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static Set<String> ending(Set<String> names, String suffix) {
        return names.stream().filter(name -> name.endsWith(suffix)).collect(Collectors.toSet());
    }

    private static Set<String> businessErrors() {
        try {
            return Arrays.stream(Class.forName(BUSINESS_ERROR).getEnumConstants())
                    .map(Object::toString)
                    .collect(Collectors.toSet());
        } catch (ClassNotFoundException e) {
            return Set.of();
        }
    }
}
