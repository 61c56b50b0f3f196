// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.lifecycle.Tables;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.serviceorder.OrderPreview;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.servicepoint.HeadEndDirectory;

/** The preview: the same tables and the same rules as the real order, every activity with its normal outcome (service-orders 7.9). */
@Component
class PlannedPath implements OrderPreview {

    private final Assessment assessment;
    private final Tables tables;
    private final HeadEndDirectory headEnds;
    private final AssessmentProperties limits;

    PlannedPath(Assessment assessment, Tables tables, HeadEndDirectory headEnds, AssessmentProperties limits) {
        this.assessment = assessment;
        this.tables = tables;
        this.headEnds = headEnds;
        this.limits = limits;
    }

    @Override
    @Transactional(readOnly = true)
    public Preview of(ServiceOrder draft) {
        Situation start = atItsDate(assessment.situation(draft, OrderFacts.NEW)).begun();
        List<Step> path = new ArrayList<>();
        int visits = 0;
        int commands = 0;
        Situation now = start;
        String lastRule = "";
        Object lastFacts = "";
        while (true) {
            boolean unchanged = lastFacts.equals(now.withoutTime());
            Verdict verdict = decide(now, unchanged ? lastRule : "", path.size());
            lastRule = verdict.rule();
            lastFacts = now.withoutTime();
            path.add(new Step(
                    verdict.rule(), verdict.action(), verdict.channel(), blank(verdict.code()), verdict.reason()));
            switch (verdict.channel()) {
                case "END" -> {
                    return new Preview(
                            path,
                            visits,
                            commands,
                            Assessment.end(now.order(), verdict, now.facts()).endOutcome(),
                            now.now());
                }
                case "HUMAN" -> {
                    return new Preview(path, visits, commands, null, null);
                }
                case "FIELD" -> visits++;
                case "COMMAND" -> commands++;
                default -> {}
            }
            now = NormalOutcome.after(
                    now, Activity.Kind.valueOf(verdict.channel()), verdict.action(), headEnds.usual());
        }
    }

    /** The date gateway before the first assessment leaves no record. */
    private static Situation atItsDate(Situation situation) {
        Instant date = situation.order().requestedDate();
        return date != null && date.isAfter(situation.now()) ? situation.at(date) : situation;
    }

    /** @param before the row that decided last, when no fact has changed since */
    private Verdict decide(Situation now, String before, int steps) {
        return ThreeTables.choose(
                now.order().type(),
                Derivation.derive(now),
                next -> !"END".equals(next.channel())
                        && (steps >= limits.stepLimit() || next.rule().equals(before)),
                tables::evaluate);
    }

    private static @Nullable String blank(@Nullable String code) {
        return code == null || code.isBlank() ? null : code;
    }
}
