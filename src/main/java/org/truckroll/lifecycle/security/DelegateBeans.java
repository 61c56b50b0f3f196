// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * What a diagram can name: our delegates and listeners, looked up when first used because they need the running engine. Every other bean of
 * the server does not exist for expressions.
 */
final class DelegateBeans extends AbstractMap<Object, Object> {

    private final ConfigurableListableBeanFactory beans;

    DelegateBeans(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key instanceof String name && isOpen(name);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return key instanceof String name && isOpen(name) ? beans.getBean(name) : null;
    }

    @Override
    public Set<Object> keySet() {
        return Stream.of(beans.getBeanDefinitionNames()).filter(this::isOpen).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
        Set<Object> names = keySet();
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<Object, Object>> iterator() {
                return names.stream()
                        .map(name -> (Entry<Object, Object>)
                                new SimpleImmutableEntry<Object, Object>(name, beans.getBean((String) name)))
                        .iterator();
            }

            @Override
            public int size() {
                return names.size();
            }
        };
    }

    private boolean isOpen(String name) {
        if (!(name.endsWith("Delegate") || name.endsWith("Listener")) || !beans.containsBean(name)) {
            return false;
        }
        Class<?> type = beans.getType(name, false);
        return type != null && type.getName().startsWith("org.truckroll.");
    }
}
