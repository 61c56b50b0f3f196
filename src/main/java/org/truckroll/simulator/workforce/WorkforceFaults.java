// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator.workforce;

import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.truckroll.simulator.SimulatorProblem;

/** What goes wrong with the next calls, each time once. */
@Component
@Profile("demo")
class WorkforceFaults {

    enum Call {
        SEND,
        LOOK,
        CANCEL
    }

    enum Fault {
        /** 500, and nothing is done. */
        ERROR,
        /** 503 with Retry-After, and nothing is done. */
        BUSY,
        /** 422, and nothing is done. */
        REFUSE,
        /** It is done, but the answer is lost on the way: 504. */
        LOST,
        /** It is done, but the answer takes {@code millis}. */
        SLOW
    }

    /** @param times how often; default once */
    record Rule(
            @Nullable Call call,
            @Nullable Fault fault,
            @Nullable Integer times,
            @Nullable Long millis) {}

    private final List<Rule> rules = new LinkedList<>();

    synchronized void add(Rule rule) {
        if (rule.call() == null || rule.fault() == null) {
            throw SimulatorProblem.invalid(rule.call() == null ? "/call" : "/fault", "is required");
        }
        int times = rule.times() == null ? 1 : rule.times();
        if (times < 1 || times > 1000) {
            throw SimulatorProblem.invalid("/times", "must be from 1 to 1000");
        }
        for (int i = 0; i < times; i++) {
            rules.add(rule);
        }
    }

    synchronized Optional<Rule> strike(Call call) {
        for (Iterator<Rule> all = rules.iterator(); all.hasNext(); ) {
            Rule rule = all.next();
            if (rule.call() == call) {
                all.remove();
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    synchronized void clear() {
        rules.clear();
    }
}
