// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment;

import java.util.ArrayList;
import java.util.List;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.OrderFacts;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.ReadingIntake;
import org.truckroll.servicepoint.ReadingSet;
import org.truckroll.servicepoint.ServicePoint;

/** What an outcome would make of a situation: as {@link Assessment#applyResult} does it, without a database. For the preview and the proof. */
public final class Rehearsal {

    private Rehearsal() {}

    public static Situation after(Situation now, Activity.Kind kind, String action, String outcome, Observation seen) {
        Outcomes.Effect effect = Outcomes.of(now, kind, action, outcome, seen);
        ServicePoint point = effect.point().after(now.point(), seen.effectiveAt());
        List<ReadingSet> sets = new ArrayList<>(
                point.voidsReadingsOf(now.point())
                        ? now.sets().stream().map(ReadingSet::voided).toList()
                        : now.sets());
        boolean fresh = false;
        for (Outcomes.Taken taken : Outcomes.taken(now, kind, outcome, seen, effect)) {
            ReadingSet set = ReadingIntake.assemble(
                    point,
                    taken.device(),
                    Outcomes.source(kind),
                    now.order().id(),
                    null,
                    taken.readings(),
                    taken.inNewPhase(),
                    now.now(),
                    at -> ServicePoint.Phase.BETWEEN);
            fresh |= set.complete() && set.standing();
            sets.add(set);
        }
        return now.with(effect.order(), point, Outcomes.remembered(effect, fresh, effect.investigate() != null), sets);
    }

    /** A person ended the order, see 7.8. */
    public static boolean ended(OrderFacts facts) {
        return facts.personEnd() != OrderFacts.PersonEnd.NONE;
    }
}
