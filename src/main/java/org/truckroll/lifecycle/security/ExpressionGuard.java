// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.beans.FeatureDescriptor;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELException;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * First in line when an expression reads a property or calls a method: lets it touch plain values, the running step and our own beans, and
 * nothing that leads to the Java runtime, the engine or Spring. An allow-list, because a list of dangers is never complete.
 */
final class ExpressionGuard extends ELResolver {

    private static final List<String> VALUE_PACKAGES =
            List.of("java.util.", "java.time.", "java.math.", "org.joda.time.", "org.truckroll.");
    private static final List<Class<?>> VALUES = List.of(
            CharSequence.class,
            Number.class,
            BigDecimal.class,
            Boolean.class,
            Character.class,
            Enum.class,
            Map.class,
            Collection.class,
            Iterator.class,
            VariableScope.class,
            TypedValue.class);
    /** Names that lead from an allowed value to the runtime or the engine. */
    private static final Set<String> FORBIDDEN = Set.of(
            "class",
            "getclass",
            "declaringclass",
            "getdeclaringclass",
            "processengineservices",
            "getprocessengineservices",
            "processengine",
            "getprocessengine");

    @Override
    public @Nullable Object getValue(ELContext context, @Nullable Object base, @Nullable Object property) {
        check(base, property);
        return null;
    }

    @Override
    public @Nullable Object invoke(
            ELContext context,
            @Nullable Object base,
            @Nullable Object method,
            Class<?> @Nullable [] types,
            Object @Nullable [] arguments) {
        check(base, method);
        return null;
    }

    @Override
    public @Nullable Class<?> getType(ELContext context, @Nullable Object base, @Nullable Object property) {
        check(base, property);
        return null;
    }

    @Override
    public void setValue(ELContext context, @Nullable Object base, @Nullable Object property, @Nullable Object value) {
        check(base, property);
    }

    @Override
    public boolean isReadOnly(ELContext context, @Nullable Object base, @Nullable Object property) {
        check(base, property);
        return false;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, @Nullable Object base) {
        return List.<FeatureDescriptor>of().iterator();
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
        return Object.class;
    }

    private static void check(@Nullable Object base, @Nullable Object property) {
        if (base == null) {
            return;
        }
        boolean keyOfMap = base instanceof Map;
        String name = String.valueOf(property).toLowerCase(Locale.ROOT);
        if (!isValue(base) || FORBIDDEN.contains(name) && !keyOfMap || keyOfMap && "getclass".equals(name)) {
            throw new ELException("Expressions may not use '" + property + "' here.");
        }
    }

    private static boolean isValue(Object base) {
        String type = base.getClass().getName();
        return VALUES.stream().anyMatch(allowed -> allowed.isInstance(base))
                || VALUE_PACKAGES.stream().anyMatch(type::startsWith)
                || base.getClass().isArray();
    }
}
