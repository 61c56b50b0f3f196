// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.HashSet;
import java.util.Set;

/** What the tables and the goal of one order type can see; all else is left at its first value, so that it does not part states that are one. */
final class Lens {

    private static final Set<String> SWITCHING = Set.of("canConnect", "canArm", "canDisconnect", "switchControl");

    private static final Fact[] FACTS = Fact.values();

    private final String type;
    private final boolean[] sees = new boolean[Fact.COUNT];
    private final boolean everyStatus;
    private final boolean everyCondition;
    private final boolean everyControl;

    /**
     * @param own names that the type's tables or its goal look at
     * @param guards names that the guard looks at, for this type
     */
    Lens(String type, Set<String> own, Set<String> guards) {
        this.type = type;
        Set<String> all = new HashSet<>(own);
        all.addAll(guards);
        for (Fact fact : FACTS) {
            sees[fact.ordinal()] = fact.seenBy(all);
        }
        // The guard only asks whether the point is abandoned, the device unfit, the capabilities known.
        everyStatus = Fact.STATUS.seenBy(own);
        everyCondition = own.contains("condition");
        everyControl = SWITCHING.stream().anyMatch(own::contains);
    }

    boolean sees(Fact fact) {
        return sees[fact.ordinal()];
    }

    /** Whether this value of the fact can make a difference of its own. */
    boolean tellsApart(Fact fact, int value) {
        return sees(fact) && value(fact, value) == value;
    }

    private int value(Fact fact, int value) {
        if (!sees[fact.ordinal()]) {
            return 0;
        }
        return switch (fact) {
            case STATUS -> everyStatus || value == 3 ? value : 0;
            case CONDITION -> everyCondition ? value : value / 2 * 2;
            case CONTROL -> everyControl || value == 3 ? value : 0;
            default -> value;
        };
    }

    /** Leaves only what can be seen. */
    void focus(int[] facts) {
        for (int i = 0; i < facts.length; i++) {
            if (facts[i] != 0) {
                facts[i] = value(FACTS[i], facts[i]);
            }
        }
        if (!"CUT".equals(type) && Fact.VERIFYING.of(facts) == 0) {
            // Nobody asks there.
            Fact.VERIFIED.set(facts, 0);
            Fact.DISCONNECTED.set(facts, 0);
        }
        if ("EXCHANGE".equals(type)) {
            // Of the old device only a read of the order itself counts (6.3).
            if (Fact.NEW_IN.of(facts) == 0 && Fact.READ.of(facts) == 1) {
                Fact.READ.set(facts, 0);
            }
            if (Fact.READ_OUT.of(facts) == 1) {
                Fact.READ_OUT.set(facts, 0);
            }
        }
    }
}
