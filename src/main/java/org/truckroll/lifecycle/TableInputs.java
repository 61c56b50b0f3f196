// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names that decision tables may use, as inputs and inside their cells (service-orders 6.2, 7). A misspelt name would silently never match, so
 * the model checks refuse it.
 */
public final class TableInputs {

    /** What the server prepares for the tables {@code guard} and {@code next-action-*}. */
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
            "switchControl",
            "readMissing",
            "removalReadMissing",
            "scheduledNear",
            "decommissionDue",
            "canDecommission",
            "enrolmentOpen",
            "was",
            "newIn",
            "xCommission",
            "xSwitch",
            "xRead",
            "xPing",
            "xDecom",
            "xScheduled",
            "fieldFailures",
            "fieldLimit",
            "mismatch",
            "sourceTried",
            "followUp",
            "approved",
            "exchange",
            "verified",
            "verifyDue",
            "answered",
            "askedInVain",
            "investigated",
            "visitWanted",
            "openEvent",
            "unfit",
            "cancelAccepted",
            "cancelCode",
            "childOpen",
            "orderInvalid",
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

    private static final Map<String, Set<String>> OF_OTHER_TABLES = Map.ofEntries(
            Map.entry("field-task", with(NAMES, OF_THE_NEXT_ACTION, Set.of("action"))),
            Map.entry(
                    "dispatch-rule",
                    Set.of("area", "division", "orderType", "action", "skill", "category", "priority")),
            Map.entry(
                    "opposing-orders",
                    Set.of(
                            "knownRequest",
                            "childOfOpen",
                            "newType",
                            "openType",
                            "sameType",
                            "newPermanent",
                            "openPermanent",
                            "openActed",
                            "datesNear")),
            Map.entry("division-policy", Set.of("division")),
            Map.entry("restriction-calendar", Set.of("division", "commodity")),
            Map.entry("command-policy", Set.of("division", "command", "commodity")),
            Map.entry("service-limits", Set.of("division", "kind", "orderType", "action", "step", "priority")),
            Map.entry("severity-channels", Set.of("division", "event", "side", "severity")),
            Map.entry(
                    "notice-rule",
                    Set.of(
                            "happening",
                            "division",
                            "orderType",
                            "action",
                            "state",
                            "outcome",
                            "byCustomer",
                            "critical24x7")),
            Map.entry(
                    "inbound-rule",
                    Set.of(
                            "division",
                            "channel",
                            "sender",
                            "subject",
                            "text",
                            "attachment",
                            "timeBand",
                            "critical24x7")),
            Map.entry("appointment-slots", Set.of("division", "fieldGroup", "weekday", "action")),
            Map.entry(
                    "failure-policy",
                    Set.of(
                            "failure",
                            "succeeded",
                            "heldTooLong",
                            "idempotent",
                            "attempts",
                            "noAnswers",
                            "command",
                            "division")));

    private TableInputs() {}

    /** The names that a table may use; empty for a table that the server does not ask by itself. */
    public static Optional<Set<String>> of(String table) {
        if (table.equals("guard")) {
            return Optional.of(with(NAMES, OF_THE_NEXT_ACTION));
        }
        return table.startsWith("next-action-") ? Optional.of(NAMES) : Optional.ofNullable(OF_OTHER_TABLES.get(table));
    }

    @SafeVarargs
    private static Set<String> with(Set<String>... parts) {
        var all = new HashSet<String>();
        for (var part : parts) {
            all.addAll(part);
        }
        return Set.copyOf(all);
    }
}
