// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import camundajar.impl.scala.collection.immutable.Map;
import java.util.List;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.dmn.feel.impl.scala.ContextVariableWrapper;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngine;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.camunda.feel.FeelEngine.Failure;
import org.camunda.feel.api.EvaluationResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.ParseResult;
import org.camunda.feel.context.CustomContext;
import org.camunda.feel.context.FunctionProvider;
import org.camunda.feel.context.VariableProvider;
import org.camunda.feel.impl.interpreter.BuiltinFunctions;
import org.camunda.feel.impl.interpreter.EvalContext;
import org.camunda.feel.impl.interpreter.FeelInterpreter;
import org.camunda.feel.syntaxtree.Val;
import org.camunda.feel.syntaxtree.ValError;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ConcurrentLruCache;

/**
 * The engine's own FEEL, but each cell is parsed once and the built-in functions are made once: the engine does both anew for every cell of a
 * table at each evaluation.
 */
final class ParsedCells extends ScalaFeelEngine {

    /** More cells than all tables of a release have. */
    private static final int MOST = 20_000;

    private final FeelEngineApi feel = new FeelEngineApi(feelEngine);
    private final ConcurrentLruCache<String, ParseResult> expressions =
            new ConcurrentLruCache<>(MOST, feel::parseExpression);
    private final ConcurrentLruCache<String, ParseResult> tests = new ConcurrentLruCache<>(MOST, feel::parseUnaryTests);
    private final FeelInterpreter interpreter = new FeelInterpreter(feelEngine.valueMapper());
    private final FunctionProvider functions = new BuiltinFunctions(feelEngine.clock(), feelEngine.valueMapper());

    ParsedCells() {
        super(List.of());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T evaluateSimpleExpression(String expression, VariableContext variables) {
        return (T) evaluate(expressions.get(expression), new ContextVariableWrapper(variables));
    }

    @Override
    public boolean evaluateSimpleUnaryTests(String expression, String inputVariable, VariableContext variables) {
        VariableProvider input =
                new VariableProvider.StaticVariableProvider(new Map.Map1<>(INPUT_VARIABLE_NAME, inputVariable));
        return Boolean.TRUE.equals(evaluate(
                tests.get(expression),
                new VariableProvider.CompositeVariableProvider(
                        toScalaList(input, new ContextVariableWrapper(variables)))));
    }

    private @Nullable Object evaluate(ParseResult parsed, VariableProvider variables) {
        if (parsed.isFailure()) {
            throw failed(parsed.failure());
        }
        CustomContext context = new CustomContext() {
            @Override
            public VariableProvider variableProvider() {
                return variables;
            }
        };
        EvalContext known =
                EvalContext.create(feelEngine.valueMapper(), functions).merge(context);
        Val value = interpreter.eval(parsed.parsedExpression().expression(), known);
        if (!(value instanceof ValError) && known.failureCollector().failures().isEmpty()) {
            return feelEngine.valueMapper().unpackVal(value);
        }
        // Something is odd about the cell: the engine judges it, in its own words.
        EvaluationResult result = feel.evaluate(parsed.parsedExpression(), context);
        if (result.isFailure()) {
            throw failed(result.failure());
        }
        return result.result();
    }

    private static FeelException failed(Failure failure) {
        return LOGGER.evaluationException(failure.message());
    }
}
