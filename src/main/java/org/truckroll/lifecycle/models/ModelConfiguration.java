// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.truckroll.lifecycle.TableCheck;

/** Puts the model release together; without a vocabulary bean the words are the beans, and any message and error. */
@Configuration(proxyBeanMethods = false)
class ModelConfiguration {

    @Bean
    ModelFiles modelFiles(ModelSettings settings) {
        var directory = settings.directory();
        return new ModelFiles(directory == null || directory.isBlank() ? null : Path.of(directory));
    }

    @Bean
    ModelChecks modelChecks(
            ObjectProvider<ModelVocabulary> vocabulary,
            ProcessEngine engine,
            ListableBeanFactory beans,
            ObjectProvider<TableCheck> tableChecks) {
        return new ModelChecks(
                vocabulary.getIfAvailable(() -> vocabularyOf(beans)),
                new EngineParser(engine),
                tableChecks.orderedStream().toList());
    }

    private static ModelVocabulary vocabularyOf(ListableBeanFactory beans) {
        var any = Set.of(ModelVocabulary.ANY);
        var delegates = namesOf(beans, List.of(JavaDelegate.class));
        var listeners = namesOf(beans, List.of(ExecutionListener.class, TaskListener.class));
        return new ModelVocabulary(delegates, listeners, any, any);
    }

    private static Set<String> namesOf(ListableBeanFactory beans, List<Class<?>> types) {
        var names = new HashSet<String>();
        types.forEach(type -> names.addAll(List.of(beans.getBeanNamesForType(type, true, false))));
        return names;
    }
}
