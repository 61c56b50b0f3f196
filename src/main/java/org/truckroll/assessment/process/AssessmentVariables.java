// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.process;

import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.variable.Variables;
import org.truckroll.assessment.Assessment;
import org.truckroll.assessment.Verdict;

/**
 * Inputs and outputs of the decision tables within one assessment. They are transient: they live as long as the transaction and are never
 * written to the engine's tables.
 */
final class AssessmentVariables {

    static final String TABLE = "nextActionTable";
    private static final String HASH = "factsHash";
    private static final String STEP = "assessmentStep";
    private static final String PREPARED = "prepared";

    private AssessmentVariables() {}

    static void set(DelegateExecution execution, String name, Object value) {
        execution.setVariable(name, Variables.untypedValue(value, true));
    }

    static void prepared(DelegateExecution execution, Assessment.Prepared prepared) {
        prepared.names().forEach((name, value) -> set(execution, name, value));
        set(execution, TABLE, prepared.table());
        set(execution, HASH, prepared.factsHash());
        set(execution, STEP, prepared.step());
        set(execution, PREPARED, prepared.names());
    }

    @SuppressWarnings("unchecked")
    static Assessment.Prepared prepared(DelegateExecution execution) {
        return new Assessment.Prepared(
                (Map<String, Object>) execution.getVariable(PREPARED),
                (String) execution.getVariable(HASH),
                (String) execution.getVariable(TABLE),
                (Integer) execution.getVariable(STEP));
    }

    /** What the record of the decision shall hold besides the facts prepared. */
    static void recorded(DelegateExecution execution, Map<String, Object> more) {
        Map<String, Object> names = new LinkedHashMap<>(prepared(execution).names());
        names.putAll(more);
        set(execution, PREPARED, names);
    }

    static void verdict(DelegateExecution execution, String prefix, Verdict verdict) {
        set(execution, prefix + "Rule", verdict.rule());
        set(execution, prefix + "Action", verdict.action());
        set(execution, prefix + "Channel", verdict.channel());
        set(execution, prefix + "Code", verdict.code() == null ? "" : verdict.code());
        set(execution, prefix + "Reason", verdict.reason());
    }

    static Verdict verdict(DelegateExecution execution, String prefix) {
        return new Verdict(
                (String) execution.getVariable(prefix + "Rule"),
                (String) execution.getVariable(prefix + "Action"),
                (String) execution.getVariable(prefix + "Channel"),
                (String) execution.getVariable(prefix + "Code"),
                (String) execution.getVariable(prefix + "Reason"));
    }
}
