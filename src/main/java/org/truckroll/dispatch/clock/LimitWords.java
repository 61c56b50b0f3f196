// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.dispatch.clock;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.truckroll.dispatch.clock.ServiceClock.Kind;
import org.truckroll.dispatch.clock.ServiceClock.SlaState;
import org.truckroll.lifecycle.TaskDeadlines;

/** What is told of a limit that a clock has reached. */
final class LimitWords {

    private LimitWords() {}

    /** What subscribers get besides the sentence. */
    static Map<String, Object> details(ServiceClock clock, SlaState reached) {
        boolean late = reached == SlaState.OVERDUE;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("clock", clock.kind().name());
        details.put(TaskDeadlines.SLA_STATE, reached.name());
        details.put(
                "limit",
                String.valueOf(late ? clock.limit().breach() : clock.limit().warn()));
        details.put("limitAt", String.valueOf(late ? clock.breachAt() : clock.warnAt()));
        details.put("startedAt", clock.startedAt().toString());
        details.put("rule", clock.limit().rule());
        if (clock.kind() != Kind.ORDER) {
            details.put("activityId", clock.subject());
            details.put("action", Objects.requireNonNullElse(clock.action(), ""));
            details.put("step", Objects.requireNonNullElse(clock.step(), ""));
        }
        return details;
    }

    /** A sentence for people. */
    static String message(ServiceClock clock, SlaState reached) {
        Duration limit = Objects.requireNonNull(
                reached == SlaState.OVERDUE
                        ? clock.limit().breach()
                        : clock.limit().warn());
        String time = limit.toMinutesPart() == 0
                ? limit.toHours() + " h"
                : (limit.toHours() == 0 ? "" : limit.toHours() + " h ") + limit.toMinutesPart() + " min";
        String within = time + (clock.limit().hasCalendar() ? " of working time" : "");
        return switch (clock.kind()) {
            case ORDER -> "The order is open for longer than " + within + ".";
            case UNSIGNED -> "Nobody has signed the visit within " + within + ".";
            case ACCEPTANCE -> "Nobody has taken the step " + clock.step() + " within " + within + ".";
            case HANDLING -> "The step " + clock.step() + " is not done within " + within + ".";
        };
    }
}
