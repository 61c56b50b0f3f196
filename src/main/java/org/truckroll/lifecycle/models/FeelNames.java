// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import camundajar.impl.scala.Product;
import camundajar.impl.scala.Tuple2;
import camundajar.impl.scala.collection.Iterable;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.feel.syntaxtree.Filter;
import org.camunda.feel.syntaxtree.FunctionDefinition;
import org.camunda.feel.syntaxtree.NamedFunctionParameters;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.syntaxtree.Ref;

/** The names that a FEEL expression takes from outside: not those it gives itself in loops, functions and contexts. */
final class FeelNames {

    private final Set<String> used = new TreeSet<>();
    private final Set<String> given = new HashSet<>();

    private FeelNames() {}

    static Set<String> of(ParsedExpression expression) {
        var names = new FeelNames();
        names.walk(expression.expression());
        names.used.removeAll(names.given);
        return names.used;
    }

    private void walk(Object node) {
        if (node instanceof Ref ref) {
            used.add(ref.names().head());
        } else if (node instanceof Filter filter) {
            // Inside the brackets stand the members of the list's elements, which nobody can know here.
            walk(filter.list());
        } else if (node instanceof NamedFunctionParameters parameters) {
            walkAll(parameters.params().values());
        } else {
            if (node instanceof Tuple2<?, ?> pair && pair._1() instanceof String name) {
                given.add(name);
            }
            if (node instanceof FunctionDefinition function) {
                var names = function.parameters().iterator();
                while (names.hasNext()) {
                    given.add(names.next());
                }
            }
            if (node instanceof Iterable<?> several) {
                walkAll(several);
            } else if (node instanceof Product product) {
                var parts = product.productIterator();
                while (parts.hasNext()) {
                    walk(parts.next());
                }
            }
        }
    }

    private void walkAll(Iterable<?> several) {
        var nodes = several.iterator();
        while (nodes.hasNext()) {
            walk(nodes.next());
        }
    }
}
