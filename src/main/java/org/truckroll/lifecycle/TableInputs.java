// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.Set;

/**
 * The names that the tables {@code guard} and {@code next-action-*} may use as inputs (service-orders 6.2). A misspelt name would silently never
 * match, so the model checks refuse it.
 */
public final class TableInputs {

    public static final Set<String> NAMES = Set.of(
            "type",
            "permanent",
            "category",
            "commodity",
            "spStatus",
            "division",
            "area",
            "dev",
            "sup",
            "sw",
            "condition",
            "com",
            "supplied",
            "phase",
            "idle",
            "canCmd",
            "reachable",
            "canCommission",
            "canPing",
            "canConnect",
            "canArm",
            "canDisconnect",
            "canReadScalar",
            "canReadInterval",
            "readMissing",
            "scheduledNear",
            "decommissionDue",
            "canDecommission",
            "xCommission",
            "xSwitch",
            "xRead",
            "xPing",
            "xDecom",
            "xScheduled",
            "fieldFailures",
            "mismatch",
            "sourceTried",
            "followUp",
            "approved",
            "exchange",
            "verified",
            "answered",
            "investigated",
            "visitWanted",
            "openEvent",
            "unfit",
            "cancelAccepted",
            "childOpen",
            "dateInFuture",
            "settled",
            "factUnknown",
            "startNear",
            "lifeSupport",
            "disputed",
            "restricted",
            "noticeMissing",
            "noticeByVisit",
            "noticeRunning",
            "outageOpen");

    /** What the first table chose; only the guards look at it. */
    public static final Set<String> OF_THE_NEXT_ACTION = Set.of("nextAction", "nextChannel", "repeated");

    private TableInputs() {}
}
